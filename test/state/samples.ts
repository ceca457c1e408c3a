import fc from 'fast-check';
import { AcrctlError } from '../../src/core/errors.ts';
import type { Json, JsonObject } from '../../src/core/json.ts';
import type { IntentRecord, JournalRecord, StateEntry, StateSnapshot } from '../../src/core/state.ts';
import { anyCharacter, anyText } from '../arbitraries/text.ts';

export function entry(address: string, more: Partial<StateEntry> = {}): StateEntry {
  return {
    address,
    type: 'Microsoft.Network/privateDnsZones',
    id: `/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/privateDnsZones/${address}`,
    dependsOn: [],
    settled: true,
    applied: { location: 'global', tags: { owner: 'platform' } },
    ...more,
  };
}

export function snapshot(resources: readonly StateEntry[], more: Partial<StateSnapshot> = {}): StateSnapshot {
  return { version: 1, stack: 'prod', lineage: 'f0e1d2c3', serial: 7, resources, ...more };
}

export function intent(address: string, more: Partial<IntentRecord> = {}): IntentRecord {
  const planned = entry(address, { settled: false });
  return {
    kind: 'intent',
    step: `${address}/write`,
    address,
    type: planned.type,
    id: planned.id,
    action: 'create',
    method: 'PUT',
    absentBefore: true,
    sent: { location: 'global' },
    entry: planned,
    ...more,
  };
}

export function settled(address: string): JournalRecord {
  return { kind: 'settled', step: `${address}/write`, address, entry: entry(address) };
}

/** The records of a step that went well. */
export function done(address: string): readonly JournalRecord[] {
  return [intent(address), { kind: 'answered', step: `${address}/write`, status: 201 }, settled(address)];
}

const anyJson = fc
  .jsonValue({ stringUnit: anyCharacter })
  .map((value) => JSON.parse(JSON.stringify(value)) as Json);
const anyBody: fc.Arbitrary<JsonObject> = fc.dictionary(fc.string(), anyJson, { maxKeys: 4 });

export const anyEntry: fc.Arbitrary<StateEntry> = fc.record(
  {
    address: anyText.filter((text) => text !== ''),
    type: fc.string({ minLength: 1 }),
    id: fc.string({ minLength: 1 }),
    dependsOn: fc.array(fc.string({ minLength: 1 }), { maxLength: 3 }),
    incarnation: fc.string({ minLength: 1 }),
    settled: fc.boolean(),
    applied: anyBody,
    protect: fc.boolean(),
  },
  { requiredKeys: ['address', 'type', 'id', 'dependsOn', 'settled', 'applied'] },
);

/** Sorted, addresses and ids unique, as every snapshot is. */
export const anySnapshot: fc.Arbitrary<StateSnapshot> = fc
  .record({
    lineage: fc.uuid(),
    serial: fc.nat(),
    resources: fc
      .uniqueArray(anyEntry, { selector: ({ address }) => address, maxLength: 6 })
      .filter((entries) => new Set(entries.map(({ id }) => id.toLowerCase())).size === entries.length),
  })
  .map(({ resources, ...rest }) =>
    snapshot(
      [...resources].sort((a, b) => (a.address < b.address ? -1 : 1)),
      rest,
    ),
  );

/** Exit code and first code of the error that it ends with, or `accepted`. */
export async function refusalOf(operation: Promise<unknown>): Promise<string> {
  try {
    await operation;
  } catch (error) {
    if (error instanceof AcrctlError) return `${error.exitCode} ${error.diagnostics[0]?.code}`;
    throw error;
  }
  return 'accepted';
}
