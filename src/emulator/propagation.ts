import type { Cloud } from './cloud.ts';
import { record, whole } from './control-document.ts';

/** Up to how long after it was written something takes effect, in milliseconds; how long exactly is drawn from the seed. */
export interface Propagation {
  readonly rolesMs: number;
  readonly policiesMs: number;
  /** Undefined: see types/directory.ts. */
  readonly principalsMs: number | undefined;
}

// Roles: faults.md, G09, has minutes, and waits 15. Policies: assumption.
const typical: Propagation = { rolesMs: 900_000, policiesMs: 60_000, principalsMs: undefined };

const atOnce: Propagation = { rolesMs: 0, policiesMs: 0, principalsMs: undefined };

/** What counts unless somebody says otherwise. */
export function propagationOf(latency: Cloud['latency'], given: Partial<Propagation> = {}): Propagation {
  return { ...(latency === 'typical' ? typical : atOnce), ...given };
}

/** Reads `{ "rolesMs": n, "policiesMs": n, "principalsMs": n }`, each optional; throws InvalidControl. */
export function parsePropagation(document: unknown): Partial<Propagation> {
  const names = ['rolesMs', 'policiesMs', 'principalsMs'];
  const given = record(document, 'The document', names);
  const entries = names.filter((name) => given[name] !== undefined);
  return Object.fromEntries(entries.map((name) => [name, whole(given[name], 0, name)]));
}

/** How long a role assignment or an access policy takes; the same for the same text. */
export function roleDelayMs(cloud: Cloud, text: string): number {
  return Math.round(cloud.propagation().rolesMs * cloud.chance.fractionOf(text));
}

export function policyDelayMs(cloud: Cloud, text: string): number {
  return Math.round(cloud.propagation().policiesMs * cloud.chance.fractionOf(text));
}
