import { hostname } from 'node:os';
import type { Evidence } from '../../core/evidence.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import type { CheckResult } from '../../core/verify.ts';
import type { PlacedRegistry } from '../../features/placed.ts';
import { seenObjects } from '../../features/private-link/evidence.ts';
import { formatPlace } from '../../providers/wire/place.ts';
import type { VerifyCommandOptions } from '../options.ts';
import { VERSION } from '../version.ts';
import type { WireAccess } from './run-checks.ts';

/** What a run of the checks came to. */
export interface Seen {
  readonly registries: readonly PlacedRegistry[];
  readonly live: LiveObjects;
  readonly access: WireAccess;
  /** When the checks were begun. */
  readonly nowMs: number;
  readonly results: readonly CheckResult[];
}

/** What was seen, where and when, and of which objects; whatever was found. */
export async function evidenceOf(
  { resolver, connect }: Pick<VerifyCommandOptions, 'resolver' | 'connect'>,
  { stack }: { readonly stack: string },
  { registries, live, access, nowMs, results }: Seen,
): Promise<Omit<Evidence, 'digest'>> {
  // The wire remembers what it was told.
  const resolve = async (host: string) =>
    access.unreachable({ reach: { kind: 'dns', server: null } }) === undefined
      ? access.wire.resolve(host)
      : undefined;
  const led = [...connect].map(([host, place]) => `${host}=${formatPlace(place, 443)}`);
  return {
    formatVersion: '1.0',
    tool: { name: 'acrctl', version: VERSION },
    stack,
    made: `${new Date(nowMs).toISOString().slice(0, 19)}Z`,
    machine: {
      host: hostname(),
      redirects: [
        ...(resolver === undefined ? [] : [`resolver=${formatPlace(resolver, 53)}`]),
        ...led,
      ].sort(),
    },
    registries: await Promise.all(
      registries.map(async (registry) => ({
        address: registry.address,
        ...(await seenObjects(registry, live, resolve)),
        checks: results.filter((check) => check.registry === registry.address),
      })),
    ),
  };
}
