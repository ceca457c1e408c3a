import type { Call } from '../cloud.ts';
import { ArmError, badRequest } from '../errors.ts';
import { arrayAt, at, booleanAt, numberAt, objectAt, stringAt } from '../json.ts';
import { since } from '../version-shapes.ts';
import type { NetworkAcls, VaultProperties } from './vault-body.ts';

const validName = /^(?!.*--)[a-z][a-z0-9-]{1,22}[a-z0-9]$/i;

export function isValidName(name: string): boolean {
  return validName.test(name);
}

/** Recalled: code and text. */
export function invalidName(name: string): ArmError {
  return new ArmError(400, 'VaultNameNotValid', `The vault name '${name}' is invalid. ${nameRule}`);
}

export const nameRule =
  "A vault's name must be between 3-24 alphanumeric characters. The name must begin with a letter, end with a letter or digit, and not contain consecutive hyphens.";

/**
 * The properties after a PUT or PATCH. What is set for good stays where nothing is said of it, and so does all else at a PATCH; a
 * PUT takes the rest back to its default (assumption). Codes and texts of refusals: assumption, but where noted.
 */
export function propertiesOf(call: Call, before: VaultProperties | undefined): VaultProperties {
  const { body, apiVersion } = call;
  const kept = call.method === 'PATCH' ? before : undefined;
  const tenantId = stringAt(body, 'properties', 'tenantId') ?? before?.tenantId;
  if (tenantId === undefined || !guid.test(tenantId)) throw missing('tenantId');
  const flag = (name: string) => booleanAt(body, 'properties', name);
  const enableSoftDelete = softDeleteOf(call, before);
  return {
    tenantId,
    sku: skuOf(body, kept ?? before),
    networkAcls: at(body, 'properties', 'networkAcls') === undefined ? kept?.networkAcls : aclsOf(body),
    enabledForDeployment: flag('enabledForDeployment') ?? kept?.enabledForDeployment ?? false,
    enabledForDiskEncryption: flag('enabledForDiskEncryption') ?? kept?.enabledForDiskEncryption,
    enabledForTemplateDeployment: flag('enabledForTemplateDeployment') ?? kept?.enabledForTemplateDeployment,
    enableSoftDelete,
    softDeleteRetentionInDays: retentionOf(call, before),
    enableRbacAuthorization:
      flag('enableRbacAuthorization') ??
      (before ? before.enableRbacAuthorization : rbacDefault(apiVersion) || undefined),
    enablePurgeProtection: purgeProtectionOf(body, before, enableSoftDelete),
    publicNetworkAccess: publicAccessOf(body) ?? kept?.publicNetworkAccess ?? 'Enabled',
  };
}

// keyvault.md: the vendor's page access-control-default.
const rbacDefault = since('2026-02-01');

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function skuOf(body: unknown, before: VaultProperties | undefined): VaultProperties['sku'] {
  const name = stringAt(body, 'properties', 'sku', 'name')?.toLowerCase() ?? before?.sku.name;
  const family = stringAt(body, 'properties', 'sku', 'family') ?? before?.sku.family ?? 'A';
  if (name !== 'standard' && name !== 'premium') throw missing('sku');
  return { family, name };
}

// hybrid_2020_09_01 test_keyvault_key #1: without, in 2019-09-01. ASO Vault_CRUD #4: not in 2021-04-01-preview, whatever is sent.
function softDeleteOf({ body, apiVersion }: Call, before: VaultProperties | undefined): boolean {
  const sent = booleanAt(body, 'properties', 'enableSoftDelete');
  const isIrreversible = before?.enableSoftDelete === true;
  if (sent === false && isIrreversible && !since('2020-04-01')(apiVersion))
    throw badRequest('The property "enableSoftDelete" can be set to true only. It cannot be taken back.');
  if (since('2020-04-01')(apiVersion) || isIrreversible) return true;
  return sent ?? before?.enableSoftDelete ?? true;
}

// The text is Azure's (keyvault.md). Without: 90 in 2023-07-01 (ASO Keyvault_v1api20230701 #7), none in 2021-04-01-preview, which
// stays so in newer versions (ASO WhenRecoverSpecified #5). Where between them the default begins: assumption.
function retentionOf({ body, apiVersion }: Call, before: VaultProperties | undefined): number | undefined {
  const sent = numberAt(body, 'properties', 'softDeleteRetentionInDays');
  const known = before?.softDeleteRetentionInDays;
  if (sent === undefined) return before || !since('2022-07-01')(apiVersion) ? known : 90;
  if (!Number.isInteger(sent) || sent < 7 || sent > 90)
    throw badRequest(`The property "softDeleteRetentionInDays" must be from 7 to 90; it is ${sent}.`);
  if (known !== undefined && known !== sent)
    throw badRequest(
      'The property "softDeleteRetentionInDays" has been set already and it can\'t be modified.',
    );
  return sent;
}

function purgeProtectionOf(
  body: unknown,
  before: VaultProperties | undefined,
  enableSoftDelete: boolean,
): true | undefined {
  const sent = booleanAt(body, 'properties', 'enablePurgeProtection');
  if (sent === false)
    throw badRequest(
      'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an irreversible action.',
    );
  if (sent === true && !enableSoftDelete)
    throw badRequest('The property "enablePurgeProtection" needs "enableSoftDelete".');
  return sent ?? before?.enablePurgeProtection;
}

function publicAccessOf(body: unknown): 'Enabled' | 'Disabled' | undefined {
  const sent = stringAt(body, 'properties', 'publicNetworkAccess')?.toLowerCase();
  if (sent === undefined) return undefined;
  if (sent === 'enabled') return 'Enabled';
  if (sent === 'disabled') return 'Disabled';
  throw badRequest(`The property "publicNetworkAccess" must be Enabled or Disabled, not ${sent}.`);
}

/** Undefined where it says no more than the default does: that is not shown (test_keyvault_mgmt #1, #10). */
function aclsOf(body: unknown): NetworkAcls | undefined {
  const acls = objectAt(body, 'properties', 'networkAcls');
  const bypass = oneOf(stringAt(acls, 'bypass') ?? 'AzureServices', ['AzureServices', 'None'], 'bypass');
  const defaultAction = oneOf(stringAt(acls, 'defaultAction') ?? 'Allow', ['Allow', 'Deny'], 'defaultAction');
  const ipRules = (arrayAt(acls, 'ipRules') ?? []).map((rule) => ({
    value: prefixOf(stringAt(rule, 'value')),
  }));
  const virtualNetworkRules = (arrayAt(acls, 'virtualNetworkRules') ?? []).map((rule) => ({
    // Lower case, as in the specification's example.
    id: (stringAt(rule, 'id') ?? '').toLowerCase(),
    ignoreMissingVnetServiceEndpoint: booleanAt(rule, 'ignoreMissingVnetServiceEndpoint') ?? false,
  }));
  if (ipRules.length > 1000 || virtualNetworkRules.length > 200)
    throw badRequest('A vault has at most 1000 rules for addresses and 200 for subnets.');
  const isPlain = ipRules.length === 0 && virtualNetworkRules.length === 0;
  if (isPlain && bypass === 'AzureServices' && defaultAction === 'Allow') return undefined;
  return { bypass, defaultAction, ipRules, virtualNetworkRules };
}

function oneOf<Word extends string>(sent: string, words: readonly Word[], name: string): Word {
  const found = words.find((word) => word.toLowerCase() === sent.toLowerCase());
  if (found !== undefined) return found;
  throw badRequest(`The property "networkAcls.${name}" must be ${words.join(' or ')}, not ${sent}.`);
}

// A single address comes back as a prefix, as in the specification's example.
function prefixOf(value = ''): string {
  const [, address, length] = /^(\d+(?:\.\d+){3})(\/\d+)?$/.exec(value) ?? [];
  if (address === undefined) throw badRequest(`The rule ${value} is no IPv4 address or range.`);
  return `${address}${length ?? '/32'}`;
}

function missing(name: string): ArmError {
  return badRequest(`The parameter ${name} is not specified or not valid.`);
}
