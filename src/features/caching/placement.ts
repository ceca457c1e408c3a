import type { RegistryCacheRule, RegistryCredentialSet } from '../../core/config.generated.ts';
import type {
  PlacedCacheRule,
  PlacedCredentialSet,
  PlacedRegistry,
  PlacedSecret,
  PlacedVault,
} from '../placed.ts';
import { below } from '../registry-child.ts';
import { named } from '../scope.ts';
import { parseSecretId, parseSecretReference } from './secret-reference.ts';

type Holder = Pick<PlacedRegistry, 'path' | 'address' | 'id' | 'subscription' | 'resourceGroup'>;

export function placeCredentialSet(
  vaultByKey: ReadonlyMap<string, PlacedVault>,
  registry: Holder,
  key: string,
  entry: RegistryCredentialSet,
): PlacedCredentialSet {
  const self = named([...registry.path, 'credentialSets', key], entry);
  const { username, password } = entry;
  return {
    ...self,
    ...below(registry, 'credentialSets', self.name),
    secrets: {
      username: username === undefined ? undefined : placeSecret(vaultByKey, username),
      password: password === undefined ? undefined : placeSecret(vaultByKey, password),
    },
  };
}

export function placeCacheRule(
  registry: Holder,
  credentialSets: readonly PlacedCredentialSet[],
  key: string,
  entry: RegistryCacheRule,
): PlacedCacheRule {
  const self = named([...registry.path, 'cacheRules', key], entry);
  return {
    ...self,
    ...below(registry, 'cacheRules', self.name),
    credentialSet: credentialSets.find((each) => each.key === entry.credentialSet),
  };
}

/** Undefined where the file does not list the vault, or the text is no secret. */
function placeSecret(vaultByKey: ReadonlyMap<string, PlacedVault>, text: string): PlacedSecret | undefined {
  if (parseSecretId(text) !== undefined) return { name: text, uri: text.replace(/\/$/, '') };
  const reference = parseSecretReference(text);
  const vault = reference && vaultByKey.get(reference.vault);
  if (reference === undefined || vault === undefined) return undefined;
  const { secret: name } = reference;
  return {
    name,
    uri: `${vault.origin}/secrets/${name}`,
    inVault: { vault, id: `${vault.id}/secrets/${name}` },
  };
}
