import type { Json, JsonObject } from '../../core/json.ts';
import { getPath, listAt, textAt } from '../../core/path.ts';
import { registry as registryType } from '../../providers/azure/resources/registry.ts';
import { identityInUse, isEncrypted } from '../encryption/compile.ts';
import { parseKeyUri } from '../encryption/key-uri.ts';
import { SYSTEM } from '../encryption/schema.ts';
import {
  type Expression,
  languageValue,
  present,
  type Unsaid,
  type Unsayable,
  unless,
  unsaidIn,
} from '../express.ts';
import { contains, type IpRange, parseRange } from '../networks/ip-range.ts';
import { regionOf } from '../private-link/host-names.ts';
import { ACCESS_PATHS, liveAccess, withoutHostMask } from './access.ts';
import { REGISTRY_DEFAULTS } from './defaults.ts';

/**
 * A registry without what hangs below it. `identityKeys` are those of its user-assigned identities in the file, by the
 * folded id of the identity; `keyReference` is its key as VAULT/KEY, where the file has the vault.
 */
export function expressRegistry(
  body: JsonObject,
  identityKeys: ReadonlyMap<string, string>,
  keyReference?: string,
): Expression {
  const form = registryType.normalise(body);
  const at = (path: string) => getPath(form, `properties.${path}`);
  const isPremium = textAt(form, 'sku.name') === 'Premium';
  const access = isPremium ? accessOf(form) : OPEN;
  const encryption = encryptionOf(body, identityKeys, keyReference);
  const mode = languageValue(textAt(form, 'properties.roleAssignmentMode') ?? '');
  const { roleAssignmentMode, adminUser, anonymousPull } = REGISTRY_DEFAULTS;
  return {
    entry: present({
      sku: textAt(form, 'sku.name'),
      zoneRedundancy: textAt(body, 'properties.zoneRedundancy') === 'Enabled' || undefined,
      adminUser: unless(adminUser, bool(at('adminUserEnabled'))),
      anonymousPull: unless(anonymousPull, bool(at('anonymousPullEnabled'))),
      roleAssignmentMode: mode === '' ? undefined : unless(roleAssignmentMode, mode),
      identity: identityOf(form, [...identityKeys.values()]),
      encryption,
      network: { ...access.network, ...(isPremium && networkOf(form)) },
      policies: policiesOf(form, isPremium, access.network['publicAccess'] === 'disabled'),
      ignore: access.ignore.length === 0 ? undefined : access.ignore,
    }),
    unsaid: [
      ...access.unsaid,
      ...(isEncrypted(body) && encryption === undefined ? [OWN_KEY] : []),
      ...unsaidIn(body, UNSAYABLE),
    ],
    comments: commentsOn(body),
  };
}

function identityOf(form: JsonObject, user: readonly string[]): JsonObject | undefined {
  const system = textAt(form, 'identity.type') === 'SystemAssigned';
  if (!system && user.length === 0) return undefined;
  return present({ system: system || undefined, user: user.length === 0 ? undefined : user });
}

function networkOf(form: JsonObject): JsonObject {
  const { trustedServices, networkRuleBypassAllowedForTasks, dataEndpoints } = REGISTRY_DEFAULTS.network;
  const at = (path: string) => getPath(form, `properties.${path}`);
  const bypass = at('networkRuleBypassOptions');
  return present({
    trustedServices: bypass === undefined ? undefined : unless(trustedServices, bypass === 'AzureServices'),
    networkRuleBypassAllowedForTasks: unless(
      networkRuleBypassAllowedForTasks,
      bool(at('networkRuleBypassAllowedForTasks')),
    ),
    dataEndpoints: unless(dataEndpoints, bool(at('dataEndpointEnabled'))),
  });
}

/** Below Premium every policy but the last is at its default and may not be written. */
function policiesOf(form: JsonObject, isPremium: boolean, isClosed: boolean): JsonObject | undefined {
  const { quarantine, trust, export: exports, azureADAuthenticationAsArm } = REGISTRY_DEFAULTS.policies;
  const isOn = (policy: string) => {
    const status = textAt(form, `properties.policies.${policy}.status`);
    return status === undefined ? undefined : status === 'enabled';
  };
  const days = getPath(form, 'properties.policies.retentionPolicy.days');
  const retained = isOn('retentionPolicy') === true && typeof days === 'number' ? days : undefined;
  const premium = {
    quarantine: unless(quarantine, isOn('quarantinePolicy')),
    trust: unless(trust, isOn('trustPolicy')),
    retentionDays: retained,
    export: isClosed ? unless(exports, isOn('exportPolicy')) : undefined,
  };
  const policies = present({
    ...(isPremium && premium),
    azureADAuthenticationAsArm: unless(azureADAuthenticationAsArm, isOn('azureADAuthenticationAsArmPolicy')),
  });
  return Object.keys(policies).length === 0 ? undefined : policies;
}

/** Undefined also where the identity that reaches the key cannot stand in the file. */
function encryptionOf(
  body: JsonObject,
  identityKeys: ReadonlyMap<string, string>,
  keyReference: string | undefined,
): JsonObject | undefined {
  const key = textAt(body, `${KEY_PROPERTIES}.keyIdentifier`);
  const used = identityInUse(body);
  const isOwn = textAt(body, `${KEY_PROPERTIES}.identity`)?.toLowerCase() === SYSTEM;
  const identity = isOwn ? SYSTEM : used && identityKeys.get(used);
  if (!isEncrypted(body) || key === undefined || identity === undefined) return undefined;
  const rotation = parseKeyUri(key)?.version === undefined ? 'auto' : 'manual';
  return present({ key: keyReference ?? key, rotation: unless('auto', rotation), identity });
}

const KEY_PROPERTIES = 'properties.encryption.keyVaultProperties';
const OWN_KEY: Unsaid = { path: 'properties.encryption', what: 'encryption with a key of its owner' };

interface WrittenAccess {
  readonly network: JsonObject;
  readonly ignore: readonly string[];
  readonly unsaid: readonly Unsaid[];
}

const OPEN: WrittenAccess = { network: { publicAccess: 'enabled' }, ignore: [], unsaid: [] };

/**
 * Who gets in, in the words of the language. Where it has none, the closed state is written and not enforced: taking
 * `ignore` out then closes the registry, and never opens it.
 */
function accessOf(form: JsonObject): WrittenAccess {
  const access = liveAccess(form);
  const rules = listAt(form, 'properties.networkRuleSet.ipRules').length;
  if (access.kind === 'none') {
    const network = { publicAccess: 'disabled' };
    const idle = 'IP rules without effect, since nobody gets in';
    return { network, ...(rules === 0 ? { ignore: [], unsaid: [] } : leftAlone(idle)) };
  }
  if (access.kind === 'all') {
    return rules === 0 ? OPEN : { ...OPEN, ...leftAlone('IP rules without effect, since everybody gets in') };
  }
  const ranges = sayable(access.ranges);
  if (ranges === undefined) {
    const what = `public access for ${access.ranges.join(', ') || 'no address at all'}`;
    return {
      network: { publicAccess: 'disabled' },
      ignore: [...ACCESS_PATHS],
      unsaid: [{ path: ACCESS_PATHS[1], what }],
    };
  }
  const network = { publicAccess: 'selected', allowedIpRanges: ranges };
  const isSame =
    ranges.length === access.ranges.length && ranges.every((each) => access.ranges.includes(each));
  return {
    network,
    ...(isSame ? { ignore: [], unsaid: [] } : leftAlone('IP rules that overlap each other')),
  };
}

function leftAlone(what: string): Pick<WrittenAccess, 'ignore' | 'unsaid'> {
  return { ignore: [IP_RULES], unsaid: [{ path: IP_RULES, what }] };
}

const IP_RULES = 'properties.networkRuleSet.ipRules';

/** The same addresses in ranges that the rules of the language take; undefined where there are none, or too many. */
function sayable(texts: readonly string[]): readonly string[] | undefined {
  const ranges = texts.map((text) => parseRange(text.includes('/') ? text : `${text}/32`));
  if (!ranges.every((range): range is IpRange => range?.version === 4) || ranges.length === 0)
    return undefined;
  const kept = ranges.filter(
    (range, index) =>
      !ranges.some(
        (other, at) =>
          at !== index && contains(other, range) && (at < index || other.canonical !== range.canonical),
      ),
  );
  const size = kept.reduce((sum, { first, last }) => sum + (last - first + 1n), 0n);
  return size >= 2n ** 31n ? undefined : kept.map(({ canonical }) => withoutHostMask(canonical));
}

function commentsOn(body: JsonObject): Readonly<Record<string, string>> {
  const hosts = listAt(body, 'properties.dataEndpointHostNames').filter((each) => typeof each === 'string');
  const region = regionOf(textAt(body, 'location') ?? '');
  const host = hosts.find((each) => each.includes(`.${region}.`)) ?? hosts[0];
  return host !== undefined ? { 'network.dataEndpoints': `layers come from ${host}` } : {};
}

function bool(value: Json | undefined): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

const UNSAYABLE: readonly Unsayable[] = [
  { path: 'properties.networkRuleSet.virtualNetworkRules', what: 'rules for service endpoints' },
  { path: 'properties.policies.softDeletePolicy.status', usual: ['disabled'], what: 'soft delete' },
  { path: 'properties.metadataSearch', usual: ['Disabled'], what: 'metadata search' },
  {
    path: 'properties.autoGeneratedDomainNameLabelScope',
    usual: ['Unsecure'],
    what: 'a domain name label scope',
  },
];
