import type { Diagnostic } from './diagnostic.ts';

/** What `acrctl doctor` looks at; names are for scripts and never change their meaning. */
export const CHECKS = [
  'node',
  'certificates',
  'proxy',
  'reach',
  'clock',
  'configuration',
  'state',
  'stateAccess',
  'lock',
  'login',
  'token',
  'subscription',
  'providers',
  'permissionsForPlan',
  'permissionsForApply',
  'plan',
] as const;

export type CheckName = (typeof CHECKS)[number];

export type CheckStatus = 'ok' | 'warning' | 'failed' | 'skipped';

/** One thing that was looked at, or why it was not. */
export interface Check {
  readonly name: CheckName;
  /** The subscription, where each has a check of its own; null for all else. */
  readonly subscription: string | null;
  readonly status: CheckStatus;
  /** What was found, in a few words; of a check that was skipped, why. */
  readonly found: string;
  /** What is wrong and what to do: errors where it failed, warnings where it warns, else nothing. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Who is signed in, as the token tells. */
export interface SignedInIdentity {
  readonly tenant: string;
  /** The object id of the user, application or managed identity: what roles are assigned to. */
  readonly object: string | null;
  /** The client id by which it signed in; that of the Azure CLI for a person who uses it. */
  readonly application: string | null;
  readonly user: string | null;
  /** RFC 3339; null where the token does not tell. */
  readonly expires: string | null;
}

type About = Pick<Check, 'name'> & Partial<Pick<Check, 'subscription'>>;

/** `name` is a check without a subscription. */
function aboutOf(about: CheckName | About): Pick<Check, 'name' | 'subscription'> {
  return typeof about === 'string'
    ? { name: about, subscription: null }
    : { name: about.name, subscription: about.subscription ?? null };
}

export function passed(about: CheckName | About, found: string): Check {
  return { ...aboutOf(about), status: 'ok', found, diagnostics: [] };
}

export function skipped(about: CheckName | About, why: string): Check {
  return { ...aboutOf(about), status: 'skipped', found: why, diagnostics: [] };
}

/** Failed where there is an error among the diagnostics, else a warning. There is at least one. */
export function troubled(about: CheckName | About, found: string, diagnostics: readonly Diagnostic[]): Check {
  const status = diagnostics.some(({ severity }) => severity === 'error') ? 'failed' : 'warning';
  return { ...aboutOf(about), status, found, diagnostics };
}
