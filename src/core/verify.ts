import type { Address } from './address.ts';
import type { Code } from './codes.ts';
import type { Wire } from './wire.ts';

export type CheckStatus = 'passed' | 'failed' | 'warning' | 'skipped';

/** What a check is about, before anybody looked. */
export interface CheckSubject {
  /** For scripts: never changes its meaning, and `docs/verify.md` lists it. */
  readonly name: string;
  /** The entry that promises what is checked. */
  readonly address: Address;
  /** What is looked at where the entry has several of its kind: a host, a DNS server; else null. */
  readonly about: string | null;
  /** What is true once it passed. */
  readonly proves: string;
  /** What was asked of whom. */
  readonly how: string;
  /** Requirement numbers, such as `1.49`. */
  readonly requirements: readonly string[];
}

/** What a check came to. */
export interface Finding {
  readonly status: CheckStatus;
  /** In a line, for people: what holds, what does not, or why nobody looked. */
  readonly found: string;
  /** What was seen, line by line: hops of a name, dates of a certificate. */
  readonly evidence: readonly string[];
  /** Names the kind of fault (`codes.ts`); null where it passed or was skipped. */
  readonly code: string | null;
  /** What to do: sentences, and behind line breaks the commands; null where there is nothing to do. */
  readonly advice: string | null;
}

export interface CheckResult extends CheckSubject, Finding {
  /** The registry that it was made for. */
  readonly registry: Address;
}

/** Where a check looks: only at what Azure Resource Manager told, at DNS servers, or at what answers under hosts. */
export type Reach =
  | { readonly kind: 'arm' }
  | { readonly kind: 'dns'; readonly server: string | null }
  | { readonly kind: 'hosts'; readonly hosts: readonly string[] };

/** One thing to prove. What it looks at is fixed when it is made; how that is judged is pure. */
export interface Check extends CheckSubject {
  readonly reach: Reach;
  run(wire: Wire): Promise<Finding>;
}

/** One that is to be made for a registry. */
export type PlannedCheck = Check & Pick<CheckResult, 'registry'>;

/**
 * The login of the run, for registries alone: the token is made out to them, so that nobody who got hold of it could do
 * anything in Azure Resource Manager.
 */
export interface RegistryCredential {
  /** For the login server, in lower case. `none`: why there is no login to try. `refused`: why whoever signs in gives no such token. */
  token(
    host: string,
  ): Promise<{ readonly token: string } | { readonly none: string } | { readonly refused: string }>;
}

/** A check of what was read before: its finding is there already. */
export interface ReadCheck extends Check {
  readonly finding: Finding;
}

export function armCheck(subject: CheckSubject, finding: Finding): ReadCheck {
  return { ...subject, finding, reach: { kind: 'arm' }, run: async () => finding };
}

/** A check that looks at the network, and a pure judgement of what was seen there. */
export function wireCheck<Seen>(
  subject: CheckSubject & { readonly reach: Reach },
  look: (wire: Wire) => Promise<Seen>,
  judge: (seen: Seen) => Finding,
): Check {
  return { ...subject, run: async (wire) => judge(await look(wire)) };
}

export function passed(found: string, evidence: readonly string[] = []): Finding {
  return { status: 'passed', found, evidence, code: null, advice: null };
}

export function skipped(why: string): Finding {
  return { status: 'skipped', found: why, evidence: [], code: null, advice: null };
}

export interface Trouble {
  readonly found: string;
  readonly evidence?: readonly string[];
  readonly advice: string;
}

export function failed(code: Code, { found, evidence = [], advice }: Trouble): Finding {
  return { status: 'failed', found, evidence, code, advice };
}

/** It works, and deserves a look. */
export function warned(code: Code, trouble: Trouble): Finding {
  return { ...failed(code, trouble), status: 'warning' };
}
