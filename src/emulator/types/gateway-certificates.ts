import type { OperationError } from '../api.ts';
import { keyOf, parentKey } from '../arm-path.ts';
import type { Call, Cloud } from '../cloud.ts';
import { ArmError } from '../errors.ts';
import { type JsonObject, stringAt } from '../json.ts';
import { closedGate } from '../key-vault/firewall.ts';
import { secretRefusal } from '../key-vault/secret-access.ts';
import type { SecretVersion } from '../key-vault/secret-body.ts';
import { secretNamed, secretVersionOf } from '../key-vault/secrets.ts';
import { type Vault, vaultNamed } from '../key-vault/vault-body.ts';
import type { StoredObject } from '../world.ts';
import { connectionsOf } from './connections.ts';
import type { EndpointData } from './endpoint-body.ts';
import { type Gateway, type GatewayData, partId, partsIn } from './gateway-body.ts';
import type { GatewayPart } from './gateway-parts.ts';
import { openPfx, publicPart } from './gateway-pfx.ts';
import { privateAddresses } from './private-names.ts';
import { type IdentityData, identityType } from './user-assigned-identities.ts';

/**
 * What becomes of a certificate that a body brings, or leaves as it was: of data and password only the public part is kept. Throws
 * where neither these nor a secret are said, and the gateway has none of that name.
 */
export function uploadedCertificate(
  call: Call,
  given: JsonObject,
  part: GatewayPart,
  before: GatewayData | undefined,
): JsonObject {
  const id = `${call.target.id}/sslCertificates/${part.name}`;
  const data = stringAt(given, 'data');
  const secretId = stringAt(given, 'keyVaultSecretId');
  if (data !== undefined && secretId !== undefined)
    throw refused(
      'ApplicationGatewaySslCertificateBothDataAndSecretId',
      `Both data and keyVaultSecretId are specified for certificate ${id}.`,
    );
  if (secretId !== undefined) {
    checkSecretId(call.cloud, id, secretId);
    return { publicCertData: undefined };
  }
  if (data === undefined) {
    const known =
      before && partsIn(before, 'sslCertificates').find((each) => keyOf(each.name) === keyOf(part.name));
    // Clients write back what they read, which is no data (test_network_app_gateway_with_private_ip #51).
    if (known) return known.properties;
    throw refused(
      'ApplicationGatewaySslCertificateDataMustBeSpecified',
      `Data must be specified for certificate ${id}.`,
    );
  }
  const opened = openPfx(data, stringAt(given, 'password') ?? '');
  if ('wrong' in opened) throw refused(wrongPfx[opened.wrong].code, wrongPfx[opened.wrong].text(id));
  return { publicCertData: publicPart(opened.certificate) };
}

// mspnp/aks-baseline-multi-region issue 20, mspnp/aks-baseline issue 385: of secrets. Assumption: of data alike.
const wrongPfx = {
  data: {
    code: 'ApplicationGatewaySslCertificateInvalidData',
    text: (id: string) => `Data or Password for certificate ${id} is invalid.`,
  },
  password: {
    code: 'ApplicationGatewaySslCertificatePasswordIncorrect',
    text: (id: string) => `Password specified for certificate ${id} is incorrect.`,
  },
} as const;

/**
 * Why the gateway cannot take its certificates out of their vaults now; undefined where it can, or has none there. Asked at the end of
 * every write that changes something, and the write fails for it (faults.md, K13; MicrosoftDocs/azure-docs issue 33157).
 */
export function vaultRefusal(cloud: Cloud, gateway: Gateway): OperationError | undefined {
  const details = certificatesFromVaults(gateway).flatMap(
    (part) => secretTrouble(cloud, gateway, part) ?? [],
  );
  if (details.length === 0) return undefined;
  return {
    code: 'ApplicationGatewayKeyVaultSecretException',
    message: `Problem occured while accessing and validating KeyVault Secrets associated with Application Gateway '${gateway.id}'. See details below:`,
    details,
  };
}

export function certificatesFromVaults({ data }: Pick<Gateway, 'data'>): readonly GatewayPart[] {
  return [...partsIn(data, 'sslCertificates'), ...partsIn(data, 'trustedRootCertificates')].filter(
    ({ properties }) => properties['keyVaultSecretId'] !== undefined,
  );
}

/** What the gateway finds where a certificate should be. */
export type SecretFound =
  | { readonly version: SecretVersion }
  | { readonly cause: SecretLoss; readonly version?: undefined };

/** As Azure Advisor calls it when a listener has lost its certificate (application-gateway.md, 4). */
export type SecretLoss =
  | 'KeyVaultSoftDeleted'
  | 'KeyVaultHasRestrictedAccess'
  | 'UserAssignedManagedIdentityNotFound'
  | 'UserAssignedIdentityDoesNotHaveGetPermissionOnKeyVault'
  | 'SecretDeletedFromKeyVault'
  | 'SecretDisabled';

/** The version that a certificate names, or the newest one; or what keeps the gateway from it. A vault that never was counts as deleted. */
export function secretFor(cloud: Cloud, gateway: Gateway, part: GatewayPart): SecretFound {
  const address = secretAddress(cloud, stringAt(part.properties, 'keyVaultSecretId') ?? '');
  const vault = address && vaultNamed(cloud, address.vault);
  if (!address || !vault) return { cause: 'KeyVaultSoftDeleted' };
  if (!isReachable(cloud, vault, gateway)) return { cause: 'KeyVaultHasRestrictedAccess' };
  const principals = principalsOf(cloud, gateway);
  if (principals.length === 0) return { cause: 'UserAssignedManagedIdentityNotFound' };
  if (!principals.some((id) => !secretRefusal(cloud, vault, id, 'get', address.secret)))
    return { cause: 'UserAssignedIdentityDoesNotHaveGetPermissionOnKeyVault' };
  const secret = secretNamed(cloud, vault, address.secret);
  const version = secret && secretVersionOf(cloud, secret, address.version);
  if (!version) return { cause: 'SecretDeletedFromKeyVault' };
  return version.data.enabled ? { version } : { cause: 'SecretDisabled' };
}

/** Texts are sourced where the code is; that a disabled secret is denied, and how a missing one reads: assumption. */
function secretTrouble(cloud: Cloud, gateway: Gateway, part: GatewayPart): OperationError | undefined {
  const uri = stringAt(part.properties, 'keyVaultSecretId') ?? '';
  const { version, ...found } = secretFor(cloud, gateway, part);
  if (version)
    return part.collection === 'sslCertificates' ? formatTrouble(partId(gateway, part), version) : undefined;
  if ('cause' in found && found.cause === 'SecretDeletedFromKeyVault')
    return {
      code: 'ApplicationGatewayKeyVaultSecretNotFound',
      message: `KeyVault Secret '${uri}' for Application Gateway '${gateway.id}' was not found.`,
    };
  // Azure/azure-cli issue 15011 and MicrosoftDocs/azure-docs issue 33157.
  return {
    code: 'ApplicationGatewayKeyVaultSecretAccessDenied',
    message: `Access denied for KeyVault Secret '${uri}' for Application Gateway '${gateway.id}'. Make sure that Identity assigned to Application Gateway has access to the KeyVault associated with secret.`,
  };
}

// keyvault.md: a gateway needs PKCS #12. The words about the content type: "Troubleshoot certificate management and Azure Key Vault
// integration in Azure Application Gateway" (MicrosoftDocs/SupportArticles-docs), whose code is assumed. A secret has no password.
export function formatTrouble(id: string, { data }: SecretVersion): OperationError | undefined {
  if (data.contentType?.toLowerCase() !== 'application/x-pkcs12')
    return {
      code: wrongPfx.data.code,
      message: `${wrongPfx.data.text(id)} Secret is not in expected format. Its content type must be 'application/x-pkcs12'.`,
    };
  const opened = openPfx(data.value, '');
  if (!('wrong' in opened)) return undefined;
  return { code: wrongPfx[opened.wrong].code, message: wrongPfx[opened.wrong].text(id) };
}

/** The identities of the gateway that are still there: a deleted one opens nothing (keyvault.md). */
function principalsOf(cloud: Cloud, { data }: Gateway): readonly string[] {
  const living = cloud.world.ofType(identityType) as readonly StoredObject<IdentityData>[];
  const principals = new Set(living.map((identity) => identity.data.principalId));
  return Object.values(data.identity?.users ?? {})
    .map(({ principalId }) => principalId)
    .filter((id) => principals.has(id));
}

/**
 * Through the firewall of the vault come trusted services, the subnet of the gateway where a rule names it, and an approved private
 * endpoint in the network of the gateway whose zone is linked to that network (application-gateway.md, 4).
 */
function isReachable(cloud: Cloud, vault: Vault, { data }: Gateway): boolean {
  if (!closedGate(vault, { kind: 'trusted-service' })) return true;
  const subnets = partsIn(data, 'gatewayIPConfigurations').flatMap(
    ({ properties }) => stringAt(properties, 'subnet', 'id') ?? [],
  );
  const { networkAcls, publicNetworkAccess } = vault.data.properties;
  const rules = publicNetworkAccess === 'Disabled' ? [] : (networkAcls?.virtualNetworkRules ?? []);
  const hasRule = rules.some(({ id }) => subnets.some((subnet) => keyOf(subnet) === keyOf(id)));
  return hasRule || subnets.some((subnet) => hasPrivatePath(cloud, vault, parentKey(keyOf(subnet))));
}

function hasPrivatePath(cloud: Cloud, vault: Vault, networkKey: string): boolean {
  const isConnected = connectionsOf(cloud, vault.id).some(({ data }) => {
    const endpoint = cloud.world.get<EndpointData>(data.endpointId);
    return data.status === 'Approved' && parentKey(keyOf(endpoint?.data.subnetId ?? '')) === networkKey;
  });
  return isConnected && privateAddresses(cloud, networkKey, cloud.suffixes.vaultZone, vault.name).length > 0;
}

/** The parts of `https://vault.host/secrets/name[/version]`; undefined for any other text, or the host of another cloud. */
function secretAddress(
  { suffixes }: Pick<Cloud, 'suffixes'>,
  uri: string,
): { readonly vault: string; readonly secret: string; readonly version: string | undefined } | undefined {
  if (!URL.canParse(uri)) return undefined;
  const { protocol, hostname, pathname } = new URL(uri);
  const [vault = '', ...suffix] = hostname.split('.');
  const [kind, secret, version, ...more] = pathname.split('/').filter(Boolean);
  const isVault = protocol === 'https:' && suffix.join('.') === suffixes.vault;
  if (!isVault || kind !== 'secrets' || secret === undefined || more.length > 0) return undefined;
  return { vault, secret, version };
}

// The text is that of Azure/azure-cli issue 28835; the code is recalled.
function checkSecretId(cloud: Cloud, certificateId: string, secretId: string): void {
  if (secretAddress(cloud, secretId)) return;
  throw refused(
    'SecretIdSpecifiedIsInvalid',
    `SecretId '${secretId}' specified in '${certificateId}' is invalid. Reason: The specified Key Vault URI doesn't properly reference a secret. A valid Key Vault URI should be in the following format: https://{keyvaultname}.{keyvaultdomain}/secrets/{secretname}. A secret version may optionally be appended as well.`,
  );
}

function refused(code: string, message: string): ArmError {
  return new ArmError(400, code, message, { details: [] });
}
