import { type Check, type CheckResult, type Finding, type PlannedCheck, skipped } from '../../core/verify.ts';
import type { Wire } from '../../core/wire.ts';

/** The network, or why nobody may look at it. */
export interface WireAccess {
  readonly wire: Wire;
  /** Why what the check reaches for cannot be looked at from here; undefined where it can. */
  unreachable(check: Pick<Check, 'reach'>): string | undefined;
}

/** Runs all checks side by side; what the wire costs is shared by it. Results come in the order of the checks. */
export function runChecks(
  checks: readonly PlannedCheck[],
  access: WireAccess,
  onDone: (done: number) => void = () => undefined,
): Promise<readonly CheckResult[]> {
  let done = 0;
  return Promise.all(
    checks.map(async (check) => {
      const finding = await findingOf(check, access);
      done += 1;
      onDone(done);
      return { ...subjectOf(check), ...finding };
    }),
  );
}

async function findingOf(check: Check, { wire, unreachable }: WireAccess): Promise<Finding> {
  const why = check.reach.kind === 'arm' ? undefined : unreachable(check);
  return why === undefined ? check.run(wire) : skipped(why);
}

function subjectOf({ name, registry, address, about, proves, how, requirements }: PlannedCheck) {
  return { name, registry, address, about, proves, how, requirements };
}
