import { parentTarget } from '../arm-path.ts';
import type { Answer, Call, Cloud, ResourceType } from '../cloud.ts';
import { badRequest, EmulatorBug } from '../errors.ts';
import { canonical, type JsonObject } from '../json.ts';
import { type Secret, type SecretVersion, secretType, secretView } from '../key-vault/secret-body.ts';
import { type SecretRequest, secretChange, secretRequest } from '../key-vault/secret-request.ts';
import { secretNamed, secretVersionOf, setSecret, updateSecret } from '../key-vault/secrets.ts';
import type { Vault, VaultData } from '../key-vault/vault-body.ts';
import { keyVaultVersions } from '../versions.ts';

/**
 * Secrets as Azure Resource Manager knows them: their values are written and never shown, and none is deleted. Neither the
 * network of the vault nor what it grants counts here (gist maskati/0fe868f62dba0c13f7983ab98c0656d2), only Azure's own actions.
 */
export const vaultSecrets: ResourceType = {
  type: secretType,
  apiVersions: keyVaultVersions,
  tracked: false,
  listedBySubscription: false,
  view: (cloud, object) => viewOf(cloud, vaultOf(cloud, object as Secret), object as Secret),
  put,
  patch,
};

// The specification; without a value: issue Azure/azure-quickstart-templates#6235.
function put({ cloud, target, body }: Call): Answer {
  const vault = cloud.world.get<VaultData>(parentTarget(target).key);
  if (!vault) throw new EmulatorBug('The front door answers for absent parents.');
  const { value, ...request } = secretRequest(target.name, body, ['properties']);
  if (value === undefined) throw badRequest("An invalid value was provided for 'value'.");
  const before = secretNamed(cloud, vault, target.name);
  const isSame = before && isAsAsked(newestOf(cloud, before), { ...request, value });
  const secret = isSame ? before : setSecret(cloud, vault, target.name, { ...request, value });
  return { status: 200, body: viewOf(cloud, vault, secret) };
}

// Whoever asks for exactly what is there gets no new version (Azure/azure-resource-manager-schemas#1494, where somebody saw
// one all the same; Azure/bicep#6448).
function isAsAsked({ data }: SecretVersion, request: SecretRequest): boolean {
  const { created: _created, updated: _updated, ...has } = data;
  return canonical({ ...has, tags: has.tags ?? {} }) === canonical({ ...request, tags: request.tags ?? {} });
}

// Assumption: with a value as a PUT, with what is not sent as it was; without one the newest version is changed.
function patch({ cloud, target, body }: Call): Answer {
  const secret = cloud.world.get(target.key) as Secret | undefined;
  if (!secret) throw new EmulatorBug('The front door answers for absent objects.');
  const vault = vaultOf(cloud, secret);
  const change = secretChange(body, ['properties']);
  const current = newestOf(cloud, secret);
  if (change.value === undefined) updateSecret(cloud, current, change);
  else setSecret(cloud, vault, secret.name, { ...current.data, ...change });
  return { status: 200, body: viewOf(cloud, vault, secretNamed(cloud, vault, secret.name) ?? secret) };
}

function viewOf(cloud: Cloud, vault: Vault, secret: Secret): JsonObject {
  return secretView(cloud, vault, secret, newestOf(cloud, secret));
}

function newestOf(cloud: Cloud, secret: Secret): SecretVersion {
  const version = secretVersionOf(cloud, secret);
  if (!version) throw new EmulatorBug(`The secret ${secret.id} has no newest version.`);
  return version;
}

function vaultOf(cloud: Cloud, { id }: Secret): Vault {
  const vault = cloud.world.get<VaultData>(id.split('/').slice(0, -2).join('/'));
  if (!vault) throw new EmulatorBug(`${id} hangs on nothing.`);
  return vault;
}
