import type { OperationError } from '../api.ts';
import type { Target } from '../arm-path.ts';
import type { Cloud } from '../cloud.ts';
import { objectAt, stringAt } from '../json.ts';
import type { StoredObject } from '../world.ts';
import { connectionsOf } from './connections.ts';
import { ipRuleCount, type RegistryData, type Sku } from './registry-body.ts';
import { registryRefusal } from './registry-errors.ts';
import { replicationsOf } from './replication-body.ts';

const skus: readonly Sku[] = ['Basic', 'Standard', 'Premium'];

export function skuOf(body: unknown, before: Sku | undefined): Sku {
  const sent = stringAt(body, 'sku', 'name');
  const sku = sent === undefined ? before : skus.find((name) => name.toLowerCase() === sent.toLowerCase());
  // Assumption: code and text.
  if (!sku) throw registryRefusal(`The SKU ${sent ?? ''} is not one of ${skus.join(', ')}.`);
  return sku;
}

/**
 * Throws what the service refuses at once, returns what it finds out only in the operation. That these
 * combinations do not go is documented (containerregistry.md); code and text of all but the first are assumed.
 */
export function checkRegistry(
  cloud: Cloud,
  target: Target,
  before: StoredObject<RegistryData> | undefined,
  wanted: RegistryData,
): OperationError | undefined {
  const premium = wanted.sku === 'Premium';
  const { properties } = wanted;
  if (!premium) refuseBelowPremium(cloud, target, wanted);
  refuseImmutable(before, wanted);
  const exportPolicy = stringAt(properties, 'policies', 'exportPolicy', 'status');
  const isPublic = properties['publicNetworkAccess'] !== 'Disabled';
  if (exportPolicy === 'disabled' && isPublic) {
    throw registryRefusal('The export policy can only be disabled when public network access is disabled.');
  }
  if (!premium && !isPublic) return disablingPublicAccess(wanted.sku);
  return undefined;
}

// Azure-Samples/dotNET-Frontend-AB-Testing-on-Azure-Container-Apps issue 5.
function disablingPublicAccess(sku: Sku): OperationError {
  return {
    code: 'DisablingPublicNetworkAccessNotSupported',
    message: `Disabling public network access is not supported for the SKU ${sku}. For more information, please visit https://aka.ms/acr/private-link.`,
  };
}

function refuseBelowPremium(cloud: Cloud, target: Target, wanted: RegistryData): void {
  const { properties, sku } = wanted;
  const premiumOnly = [
    properties['dataEndpointEnabled'] === true && 'Dedicated data endpoints are',
    (stringAt(properties, 'networkRuleSet', 'defaultAction') === 'Deny' || ipRuleCount(wanted) > 0) &&
      'Network rules are',
    stringAt(properties, 'encryption', 'status') === 'enabled' && 'Customer-managed keys are',
    connectionsOf(cloud, target.id).length > 0 && 'Private endpoints are',
    replicationsOf(cloud, target.id).some(({ data }) => data.location !== wanted.location) &&
      'Geo-replications are',
    stringAt(properties, 'policies', 'exportPolicy', 'status') === 'disabled' && 'Disabling exports is',
    sku === 'Basic' && properties['anonymousPullEnabled'] === true && 'Anonymous pull is',
  ].find((feature) => feature !== false);
  if (premiumOnly) throw registryRefusal(`${premiumOnly} not supported for the SKU ${sku}.`);
}

function refuseImmutable(before: StoredObject<RegistryData> | undefined, wanted: RegistryData): void {
  if (!before) return;
  if (before.data.properties['zoneRedundancy'] !== wanted.properties['zoneRedundancy']) {
    throw registryRefusal('Zone redundancy of a registry cannot be changed after it was created.');
  }
  const status = (data: RegistryData): unknown => objectAt(data.properties, 'encryption')?.['status'];
  if (status(before.data) !== status(wanted)) {
    throw registryRefusal(
      'Encryption with a customer-managed key can be set neither on nor off after creation.',
    );
  }
}
