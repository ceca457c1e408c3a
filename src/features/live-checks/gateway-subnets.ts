import { diagnose } from '../../core/codes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { JsonObject } from '../../core/json.ts';
import { listAt, textAt } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { enumerate } from '../../core/wording.ts';
import { foldId, nameOf, parentId } from '../../providers/azure/arm-id.ts';
import type { Placed, PlacedFrontRegion, PlacedSubnet } from '../placed.ts';
import { delegated } from './subnets.ts';

/**
 * Whether subnets that are there take the gateways that are to be made in them: a subnet of gateways holds nothing else
 * (application-gateway.md). What the file itself puts there, a rule has found. The subnets are read anyway.
 */
export function gatewaySubnetFaults(
  { fronts, registries }: Placed,
  live: LiveObjects,
): readonly Diagnostic[] {
  const gateways = fronts.flatMap(({ regions }) => regions).filter(({ id }) => !live.has(foldId(id)));
  const endpoints = registries.flatMap(({ endpoints: of }) => of).filter(({ id }) => !live.has(foldId(id)));
  return [
    ...gateways.flatMap((gateway) => gatewayFaults(gateway, live)),
    ...[...Map.groupBy(endpoints, ({ subnet }) => subnet)].flatMap(([subnet, coming]) => {
      const there = gatewaysIn(bodyOf(subnet, live));
      const names = enumerate(coming.map(({ address }) => address));
      return there.length === 0
        ? []
        : [shared(subnet, `${enumerate(there)} lies in it, and ${names} cannot.`)];
    }),
  ];
}

function gatewayFaults({ subnet, address }: PlacedFrontRegion, live: LiveObjects): readonly Diagnostic[] {
  if (subnet === undefined) return [];
  const body = bodyOf(subnet, live);
  const others = othersIn(body);
  return [
    ...delegated(subnet, body, { what: 'gateway', addresses: [address], requirements: ['2.11'] }),
    ...(others.length === 0 ? [] : [shared(subnet, `${enumerate(others)} lies in it: ${address} cannot.`)]),
  ];
}

function shared(subnet: PlacedSubnet, detail: string): Diagnostic {
  return diagnose('ACR1349', {
    address: subnet.address,
    detail: `A subnet of gateways takes nothing but gateways. ${detail}`,
    hint: `Use a subnet of its own for the gateway, or have what lies in ${subnet.networkKey}/${subnet.key} moved first.`,
    requirements: ['2.11'],
  });
}

function bodyOf(subnet: PlacedSubnet, live: LiveObjects): JsonObject {
  return live.get(foldId(subnet.id))?.body ?? {};
}

/** Private fronts of gateways stand among the addresses, too. */
function othersIn(subnet: JsonObject): readonly string[] {
  return ownersOf(listAt(subnet, 'properties.ipConfigurations')).filter(
    (each) => !/^applicationgateways\//i.test(each),
  );
}

function gatewaysIn(subnet: JsonObject): readonly string[] {
  return ownersOf(listAt(subnet, 'properties.applicationGatewayIPConfigurations'));
}

/** Whose parts these are, each once, such as `networkInterfaces/vm-nic`. */
function ownersOf(parts: readonly unknown[]): readonly string[] {
  const owners = parts.flatMap((part) => textAt(part as JsonObject, 'id') ?? []).map((id) => parentId(id));
  return [...new Set(owners.map((id) => `${nameOf(id.slice(0, id.lastIndexOf('/')))}/${nameOf(id)}`))];
}
