import type { Address } from './address.ts';
import type { CheckResult } from './verify.ts';

/**
 * What `acrctl verify --evidence` saw on a machine in the network, for the plan that closes public access (I-12). Whoever
 * may write the file may write anything into it: the digest finds damage, not lies.
 */
export interface Evidence {
  readonly formatVersion: '1.0';
  readonly tool: { readonly name: 'acrctl'; readonly version: string };
  readonly stack: string;
  /** When the checks were begun, RFC 3339 in UTC, by the clock of that machine. */
  readonly made: string;
  readonly machine: EvidenceMachine;
  readonly registries: readonly RegistryEvidence[];
  /** SHA-256 over the canonical text of everything else. */
  readonly digest: string;
}

export interface EvidenceMachine {
  readonly host: string;
  /** Where questions and connections were led to by options, as `HOST=ADDRESS`, or `resolver=ADDRESS`. */
  readonly redirects: readonly string[];
}

/** One registry, and what leads to it: another one of the same name, or an endpoint made anew, is not what was seen. */
export interface RegistryEvidence extends ProvenObjects {
  readonly address: Address;
  readonly checks: readonly CheckResult[];
}

export interface ProvenObjects {
  readonly id: string;
  readonly incarnation: string | null;
  readonly endpoints: readonly { readonly id: string; readonly incarnation: string | null }[];
  /** What the names led to; none where they led nowhere. */
  readonly names: readonly { readonly host: string; readonly addresses: readonly string[] }[];
}

/** What a plan keeps of it: all that decides, so that a saved plan needs no other file. */
export interface BoundEvidence {
  readonly digest: string;
  readonly stack: string;
  readonly made: string;
  readonly machine: EvidenceMachine;
  readonly registries: readonly BoundRegistry[];
}

export interface BoundRegistry extends ProvenObjects {
  /** `NAME ABOUT` of each check, sorted. A warning passed. */
  readonly passed: readonly string[];
  readonly failed: readonly string[];
}

export function boundEvidence({ digest, stack, made, machine, registries }: Evidence): BoundEvidence {
  return {
    ...{ digest, stack, made, machine },
    registries: registries.map(({ id, incarnation, endpoints, names, checks }) => {
      const named = (statuses: readonly string[]) =>
        checks
          .filter(({ status }) => statuses.includes(status))
          .map(checkKey)
          .sort();
      return {
        ...{ id, incarnation, endpoints, names },
        passed: named(['passed', 'warning']),
        failed: named(['failed']),
      };
    }),
  };
}

/** `dns.private contosoimages.azurecr.io`. */
export function checkKey({ name, about }: Pick<CheckResult, 'name' | 'about'>): string {
  return about === null ? name : `${name} ${about}`;
}

/** For so long what was seen says something of now. */
const EVIDENCE_HOLDS_MS = 24 * 3_600_000;

/** Clocks differ by so much. */
const SKEW_MS = 5 * 60_000;

/** Why evidence no longer counts, or not yet, at a time; undefined where it does. */
export function evidenceStaleness({ made, machine }: BoundEvidence, nowMs: number): string | undefined {
  const ageMs = nowMs - Date.parse(made);
  const when = `It was made at ${made} on ${machine.host}`;
  if (Number.isNaN(ageMs)) return `It does not say when it was made: ${made}.`;
  if (ageMs > EVIDENCE_HOLDS_MS)
    return `${when}, ${Math.floor(ageMs / 3_600_000)} hours ago by the clock of this machine, and counts for 24 hours.`;
  if (ageMs < -SKEW_MS)
    return `${when}, which is still to come by the clock of this machine: one of the two clocks is wrong.`;
  return undefined;
}
