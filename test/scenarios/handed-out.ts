import type { Config } from '../../src/core/config.generated.ts';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import type { AllowedHost, AllowList, EndpointRecords, RecordList } from '../../src/core/hand-out.ts';
import { domainOwners } from '../../src/features/custom-domains/compile.ts';
import { allowList } from '../../src/features/hand-out/allow-list.ts';
import { domainRecords } from '../../src/features/hand-out/domain-records.ts';
import { frontRecords } from '../../src/features/hand-out/front-records.ts';
import { handOutFaults, handOutReads } from '../../src/features/hand-out/looked-at.ts';
import { endpointRecords } from '../../src/features/hand-out/records.ts';
import { placeEntries } from '../../src/features/placement.ts';
import { aroundOf } from '../../src/features/private-link/around.ts';
import type { Configuration, Lab, RunOptions } from '../lab.ts';
import { requireValid } from '../schemas/check.ts';

export interface HandedOut extends RecordList {
  readonly list: AllowList;
  readonly faults: readonly Diagnostic[];
}

/** Both lists of a stack, as the commands make them. */
export async function handedOut(lab: Lab, what: Configuration, run: RunOptions = {}): Promise<HandedOut> {
  const registriesOf = (config: Config) => placeEntries(config).registries;
  const targets = (config: Config) => handOutReads(placeEntries(config), registriesOf(config));
  const { config, prior, live } = await lab.look(what, targets, run);
  const around = aroundOf(config, prior, live);
  const registries = registriesOf(config);
  const endpoints = registries.flatMap((registry) =>
    registry.endpoints.map((endpoint) => endpointRecords(registry, endpoint, around)),
  );
  const domains = domainOwners(placeEntries(config)).map((owner) => domainRecords(owner, around));
  const placed = placeEntries(config);
  const fronts = placed.fronts.map((front) => frontRecords(front, around));
  const list = allowList(registries, placed, around);
  const { stack } = config;
  requireValid('records', { stack, cloud: around.cloud, endpoints, domains, fronts });
  requireValid('allowList', { stack, cloud: around.cloud, ...list });
  return { endpoints, domains, fronts, list, faults: handOutFaults(placeEntries(config), registries, live) };
}

/** `contosoimages 10.20.1.5`, `-` where the address is not known, and `leaving` behind what goes. */
export function shownRecords({ records }: EndpointRecords): readonly string[] {
  return records.map(({ name, address, leaving }) => `${name} ${address ?? '-'}${leaving ? ' leaving' : ''}`);
}

/** `data contosoimages.westeurope.data.azurecr.io`, and `leaving` behind what goes. */
export function shownHosts(hosts: readonly AllowedHost[]): readonly string[] {
  return hosts.map(({ purpose, host, leaving }) => `${purpose} ${host}${leaving ? ' leaving' : ''}`);
}
