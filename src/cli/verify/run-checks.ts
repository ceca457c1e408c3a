import { type Check, type CheckResult, type Finding, type PlannedCheck, skipped } from '../../core/verify.ts';
import type { Wire } from '../../core/wire.ts';
import { createLimiter } from '../../providers/azure/limiter.ts';

/** The network, or why nobody may look at it. */
export interface WireAccess {
  readonly wire: Wire;
  /** Why what the check reaches for cannot be looked at from here; undefined where it can. */
  unreachable(check: Pick<Check, 'reach'>): string | undefined;
}

/** Runs the checks side by side; what the wire costs is shared by it. Results come in the order of the checks. */
export function runChecks(
  checks: readonly PlannedCheck[],
  access: WireAccess,
  onDone: (done: number) => void = () => undefined,
): Promise<readonly CheckResult[]> {
  const limited = createLimiter(MOST_AT_ONCE);
  let done = 0;
  return Promise.all(
    checks.map(async (check) => {
      const finding = await limited(() => findingOf(check, access));
      done += 1;
      onDone(done);
      return { ...subjectOf(check), ...finding };
    }),
  );
}

/** DNS servers and firewalls take more for an attack, and drop some of it. */
const MOST_AT_ONCE = 32;

async function findingOf(check: Check, { wire, unreachable }: WireAccess): Promise<Finding> {
  const why = check.reach.kind === 'arm' ? undefined : unreachable(check);
  return why === undefined ? check.run(wire) : skipped(why);
}

function subjectOf({ name, registry, address, about, proves, how, requirements }: PlannedCheck) {
  return { name, registry, address, about, proves, how, requirements };
}
