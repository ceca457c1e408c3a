import type { Target } from '../arm-path.ts';
import type { Call, Cloud } from '../cloud.ts';
import { ArmError, notImplemented } from '../errors.ts';
import { objectAt } from '../json.ts';
import { keyIdentifier } from '../key-vault/key-access.ts';
import { vaultNamed } from '../key-vault/vault-body.ts';
import type { KeyInUse, RegistryData, RegistryIdentity } from './registry-body.ts';
import { registryRefusal } from './registry-errors.ts';
import { type AskedKey, askedKey, type KeyUser, lossOf, needed, newestOf } from './registry-key-reach.ts';

/**
 * The key in use after a write; throws where the registry does not reach the one that it is to use. A write that says nothing new of
 * key and identity asks nobody, so that tags of a registry that lost its key can still be changed: an identity in use goes as any
 * other (the dangerous half of faults.md, K08).
 */
export function keyAfterWrite(
  call: Call,
  before: RegistryData | undefined,
  wanted: RegistryData,
): KeyInUse | undefined {
  const asked = askedKey(wanted);
  if (!asked) return undefined;
  const known = before?.keyInUse;
  const isNamed = objectAt(call.body, 'properties', 'encryption', 'keyVaultProperties') !== undefined;
  if (before && !isNamed) return known && attached(call.cloud, wanted, known);
  const { keyIdentifier: uri, identity } = asked;
  if (uri === '' || identity === '') throw keyIncomplete(call.target);
  const principalId = principalOf(wanted.identity, identity);
  if (principalId === undefined) throw identityNotAssigned(call.target, identity);
  const isSame = before !== undefined && askedKey(before)?.keyIdentifier === uri;
  if (known && isSame && known.principalId === principalId) return attached(call.cloud, wanted, known);
  return taken(call, known, { keyIdentifier: uri, identity, principalId }, before !== undefined);
}

/** The key as a write names it, that its identity reaches. Also the version that it takes the place of has to be unwrapped. */
function taken(
  { cloud, target }: Call,
  former: KeyInUse | undefined,
  asked: AskedKey & { readonly principalId: string },
  isRotation: boolean,
): KeyInUse {
  const { keyIdentifier: uri, identity, principalId } = asked;
  const isSystem = isSystemIdentity(identity);
  const user: KeyUser = { principalId, isSystem };
  const address = keyIdentifier(cloud, uri);
  if (/\.managedhsm\./i.test(uri)) throw notImplemented('keys of a Managed HSM');
  if (!address) throw registryRefusal(`The key identifier ${uri} of the registry ${target.name} is invalid.`);
  if (lossOf(cloud, user, uri, needed)) throw keyUnreachable(uri, identity);
  const vault = vaultNamed(cloud, address.vault);
  if (!vault?.data.properties.enableSoftDelete || !vault.data.properties.enablePurgeProtection)
    throw registryRefusal(`The key vault ${address.vault} needs soft delete and purge protection.`);
  if (former && ![former, user].some((each) => !lossOf(cloud, each, former.versioned, ['unwrapkey'])))
    throw keyUnreachable(former.versioned, identity);
  return {
    principalId,
    isSystem,
    versioned: newestOf(cloud, uri)?.versioned ?? uri,
    setAt: cloud.now(),
    rotatedAt: isRotation ? cloud.now() : undefined,
    detachedAt: undefined,
    loss: undefined,
  };
}

/** Notes since when the identity in use is not the registry's any more. */
function attached(cloud: Cloud, { identity }: RegistryData, key: KeyInUse): KeyInUse {
  const principals = [
    identity?.systemPrincipalId,
    ...Object.values(identity?.users ?? {}).map((user) => user.principalId),
  ];
  const isAttached = principals.includes(key.principalId);
  return { ...key, detachedAt: isAttached ? undefined : (key.detachedAt ?? cloud.now()) };
}

function isSystemIdentity(identity: string): boolean {
  return identity.toLowerCase() === 'system';
}

function principalOf(identity: RegistryIdentity | undefined, named: string): string | undefined {
  if (isSystemIdentity(named)) return identity?.systemPrincipalId;
  const users = Object.values(identity?.users ?? {});
  return users.find(({ clientId }) => clientId === named.toLowerCase())?.principalId;
}

const moreOnKeys = "please visit 'https://aka.ms/acr/cmk'.";

// The text is that of issue MicrosoftDocs/azure-docs#61015; the status one of the two of faults.md, K01, the code assumed.
function keyUnreachable(uri: string, identity: string): ArmError {
  return new ArmError(
    403,
    'Forbidden',
    `Failed to access KeyId '${uri}'. Verify that identity '${identity}' has 'Get, Wrap Key, Unwrap Key' permission on key '${uri}'. For more information on bring your own key, ${moreOnKeys}`,
    { shape: 'registry' },
  );
}

// This text and the next: "Troubleshoot a customer-managed key". The code of this one is assumed.
function identityNotAssigned({ id, name }: Target, identity: string): ArmError {
  return registryRefusal(
    `Azure resource '${id}' does not have access to identity '${identity}' Try forcibly adding the identity to the registry ${name}. For more information on bring your own key, ${moreOnKeys}`,
  );
}

function keyIncomplete({ name }: Target): ArmError {
  return registryRefusal(
    `Invalid encryption key vault property specified for registry ${name}. Property Identity and KeyIdentifier must be set when encryption is enabled. For more information on customer-managed keys, ${moreOnKeys}`,
  );
}
