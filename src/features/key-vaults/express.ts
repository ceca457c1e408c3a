import type { JsonObject } from '../../core/json.ts';
import { getPath, listAt, textAt } from '../../core/path.ts';
import { vault as vaultType } from '../../providers/azure/resources/vault.ts';
import { type Expression, present, type Unsayable, unless, unsaidIn } from '../express.ts';
import { isByRoles } from './compile.ts';
import { VAULT_DEFAULTS } from './defaults.ts';

/** A vault without its keys. What can be set once is said, so that a reader sees it. */
export function expressVault(body: JsonObject): Expression {
  const form = vaultType.normalise(body);
  const at = (path: string) => getPath(form, `properties.${path}`);
  const retention = at('softDeleteRetentionInDays');
  return {
    entry: present({
      sku: unless(VAULT_DEFAULTS.sku, textAt(form, 'properties.sku.name')),
      authorization: isByRoles(body) ? 'rbac' : 'accessPolicies',
      purgeProtection: at('enablePurgeProtection') === true,
      retentionDays:
        typeof retention === 'number' ? unless(VAULT_DEFAULTS.retentionDays, retention) : undefined,
      network: networkOf(form),
    }),
    unsaid: unsaidIn(body, UNSAYABLE),
  };
}

/** Neither kind nor size is ever changed: both are said. */
export function expressKey(body: JsonObject): Expression {
  const kind = textAt(body, 'properties.kty');
  return {
    entry: present({ type: kind, size: getPath(body, 'properties.keySize') }),
    unsaid: unsaidIn(body, KEY_UNSAYABLE),
    ...(!kind?.startsWith('RSA') && { cannot: 'it is no RSA key' }),
  };
}

function networkOf(form: JsonObject): JsonObject {
  const at = (path: string) => textAt(form, `properties.${path}`);
  const ranges = listAt(form, 'properties.networkAcls.ipRules').flatMap(
    (rule) => textAt(rule, 'value') ?? [],
  );
  const isDisabled = at('publicNetworkAccess') === 'Disabled';
  const isOpen = at('networkAcls.defaultAction') !== 'Deny';
  const { trustedServices } = VAULT_DEFAULTS.network;
  const trusts = unless(trustedServices, at('networkAcls.bypass') !== 'None');
  // Closed with an action that lets everybody in, or fenced with no range: the language has no word for it, and leaves it.
  if (isDisabled === isOpen || (!isDisabled && !isOpen && ranges.length === 0))
    return present({ trustedServices: trusts });
  return present({
    publicAccess: isDisabled ? 'disabled' : isOpen ? 'enabled' : 'selected',
    trustedServices: trusts,
    allowedIpRanges: isDisabled || isOpen ? undefined : ranges,
  });
}

const UNSAYABLE: readonly Unsayable[] = [
  { path: 'properties.accessPolicies', what: 'access policies' },
  { path: 'properties.networkAcls.virtualNetworkRules', what: 'rules for subnets' },
  { path: 'properties.privateEndpointConnections', what: 'private endpoints' },
  { path: 'properties.enabledForDeployment', usual: [false], what: 'access for virtual machines' },
  { path: 'properties.enabledForDiskEncryption', usual: [false], what: 'access for disk encryption' },
  { path: 'properties.enabledForTemplateDeployment', usual: [false], what: 'access for templates' },
];

const KEY_UNSAYABLE: readonly Unsayable[] = [
  { path: 'properties.rotationPolicy', what: 'a rotation policy' },
  { path: 'properties.release_policy', what: 'a release policy' },
];
