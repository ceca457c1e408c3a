import { diagnose } from '../core/codes.ts';
import type { Compiled } from '../core/desired.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { textAt } from '../core/path.ts';
import type { LiveObjects, ReadTarget } from '../core/resource-type.ts';
import { quote } from '../core/wording.ts';
import { foldId, nameOf, parentId } from '../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../providers/azure/arm-types.ts';
import type { Placed, PlacedEntry, Regional } from './placed.ts';
import { regionOf } from './private-link/host-names.ts';

interface ExistingEntry extends ReadTarget {
  readonly entry: PlacedEntry<object> & Partial<Regional>;
  /** The region counts: what lies in it is placed there. */
  readonly isRegional: boolean;
  /** What to look for first where the object is gone. */
  readonly remedy?: string;
}

/** Objects of others that the file names: they are read, never written. */
export function existingReads(placed: Placed): Compiled['existing'] {
  return existingEntries(placed).map(({ type, id, entry: { address } }) => ({ type, id, address }));
}

/** Whether they are there, and where the file takes them to be. */
export function existingFaults(placed: Placed, live: LiveObjects): readonly Diagnostic[] {
  return existingEntries(placed).flatMap(({ entry, isRegional, remedy = '' }) => {
    const body = live.get(foldId(entry.id))?.body;
    if (body === undefined) {
      return [
        diagnose('ACR1307', {
          address: entry.address,
          detail: `The entry says existing: true, and there is no such object:\n${entry.id}\nacrctl does not make what it only reads.`,
          hint: `${remedy}Correct the name, group or subscription, or take existing out to have acrctl make it.`,
          requirements: ['1.9', '1.21'],
        }),
      ];
    }
    const region = regionOf(textAt(body, 'location') ?? '');
    if (!isRegional || region === '' || region === regionOf(entry.location ?? '')) return [];
    return [
      diagnose('ACR1308', {
        address: entry.address,
        detail: `${quote(entry.name)} is in ${region}, and the file takes it to be in ${entry.location}. What is placed beside it would be refused.`,
        hint: `Write location: ${region} on the entry.`,
        requirements: ['1.16', '1.21'],
      }),
    ];
  });
}

function existingEntries(placed: Placed): readonly ExistingEntry[] {
  const of = (type: string, entries: readonly ExistingEntry['entry'][], isRegional = false) =>
    entries
      .filter(({ isExisting }) => isExisting)
      .map((entry) => ({ type, id: entry.id, entry, isRegional }));
  const { groups, identities, vaults, networks, zones, dnsZones, workspaces, registries } = placed;
  return [
    ...of(ARM_TYPE.group, groups),
    ...of(ARM_TYPE.identity, identities),
    ...of(ARM_TYPE.vault, vaults),
    ...of(
      ARM_TYPE.vaultKey,
      vaults.flatMap(({ keys }) => keys),
    ).map((key) => ({ ...key, remedy: `${keyRemedy(key)} ` })),
    ...of(
      ARM_TYPE.vaultSecret,
      vaults.flatMap(({ certificates }) => certificates),
    ).map((secret) => ({ ...secret, remedy: `${secretRemedy(secret)} ` })),
    ...of(ARM_TYPE.network, networks, true),
    ...of(
      ARM_TYPE.subnet,
      networks.flatMap(({ subnets }) => subnets),
    ),
    ...of(ARM_TYPE.zone, zones),
    ...of(
      ARM_TYPE.link,
      zones.flatMap(({ links }) => links),
    ),
    ...of(ARM_TYPE.dnsZone, dnsZones),
    ...of(ARM_TYPE.workspace, workspaces),
    ...of(ARM_TYPE.registry, registries, true),
    ...of(
      ARM_TYPE.replication,
      registries.flatMap(({ replications }) => replications),
      true,
    ),
    ...of(
      ARM_TYPE.scopeMap,
      registries.flatMap(({ scopeMaps }) => scopeMaps),
    ),
    ...of(
      ARM_TYPE.token,
      registries.flatMap(({ tokens }) => tokens),
    ),
    ...of(
      ARM_TYPE.credentialSet,
      registries.flatMap(({ credentialSets }) => credentialSets),
    ),
    ...of(
      ARM_TYPE.cacheRule,
      registries.flatMap(({ cacheRules }) => cacheRules),
    ),
  ];
}

/** A deleted key is kept by its vault, and another of its name opens nothing that it closed (3.67). */
function keyRemedy({ id, entry }: ExistingEntry): string {
  return `If it was deleted, recover it: az keyvault key recover --vault-name ${nameOf(parentId(id))} --name ${entry.name}.`;
}

function secretRemedy({ id, entry }: ExistingEntry): string {
  return `If it was deleted, recover it: az keyvault secret recover --vault-name ${nameOf(parentId(id))} --name ${entry.name}.`;
}
