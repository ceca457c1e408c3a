import type { Connection, RegistryConnections } from '../../src/core/connections.ts';
import { registryConnections } from '../../src/features/approvals/connections.ts';
import { handOutReads, withoutParts } from '../../src/features/hand-out/looked-at.ts';
import { placeEntries } from '../../src/features/placement.ts';
import type { Configuration, Lab, RunOptions } from '../lab.ts';
import { requireValid } from '../schemas/check.ts';
import { ID, VERSION } from './stacks.ts';

/** The group of somebody else, in a subscription of theirs. */
export const THEIRS = '/subscriptions/00000000-0000-0000-0000-0000000000bb/resourceGroups/rg-build';
const NETWORK = `${THEIRS}/providers/Microsoft.Network/virtualNetworks/vnet-build`;

/** Somebody else at work in an emulator. */
export interface Others {
  request(method: string, id: string, apiVersion: string, body: unknown): Promise<unknown>;
  /** Lets the time pass that operations take. */
  pass(): Promise<unknown>;
}

export function othersIn({ request, emulator }: Lab): Others {
  return { request, pass: async () => emulator.advance(60_000) };
}

/** Makes private endpoints of somebody else that ask for the registry of the example. */
export async function askedByOthers({ request, pass }: Others, names: readonly string[]): Promise<void> {
  const location = 'westeurope';
  await request('PUT', THEIRS, VERSION.resources, { location });
  const subnets = [{ name: 'ends', properties: { addressPrefix: '10.99.1.0/24' } }];
  const properties = { addressSpace: { addressPrefixes: ['10.99.0.0/16'] }, subnets };
  await request('PUT', NETWORK, VERSION.network, { location, properties });
  await pass();
  const asks = { privateLinkServiceId: ID.registry, groupIds: ['registry'], requestMessage: 'for builds' };
  for (const name of names) {
    await request('PUT', theirEndpoint(name), VERSION.network, {
      location,
      properties: {
        subnet: { id: `${NETWORK}/subnets/ends` },
        manualPrivateLinkServiceConnections: [{ name, properties: asks }],
      },
    });
    await pass();
  }
}

export function theirEndpoint(name: string): string {
  return `${THEIRS}/providers/Microsoft.Network/privateEndpoints/${name}`;
}

/** The connections of a stack's registries, as the command lists them. */
export async function listed(
  lab: Lab,
  what: Configuration,
  run: RunOptions = {},
): Promise<readonly RegistryConnections[]> {
  const { config, prior, live } = await lab.look(
    what,
    (each) => handOutReads(placeEntries(each), placeEntries(each).registries.map(withoutParts)),
    run,
  );
  const placed = placeEntries(config);
  const registries = registryConnections(placed.registries, placed, prior, live);
  requireValid('connections', { stack: config.stack, registries });
  return registries;
}

/** `pe-blue Pending -> Approved by build`, `contosoimages-hub Approved, ours`. */
export function shownConnection({ endpoint, status, own, rules, next }: Connection): string {
  const keys = rules.map(({ address }) => address.split('.').at(-1));
  return [
    `${endpoint?.split('/').at(-1)} ${status}`,
    ...(next === null ? [] : [`-> ${next}`]),
    ...(keys.length === 0 ? [] : [`by ${keys.join(' and ')}`]),
    ...(own === null ? [] : [own.leaving ? 'ours, leaving' : 'ours']),
  ].join(' ');
}
