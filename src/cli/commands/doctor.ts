import type { Check } from '../../core/checkup.ts';
import type { Code } from '../../core/codes.ts';
import type { ExitCode } from '../../core/errors.ts';
import { doctorText } from '../../report/doctor-text.ts';
import { wayTo } from '../doctor/access.ts';
import { examine } from '../doctor/examine.ts';
import { examinationExit } from '../doctor/exit.ts';
import { interruption } from '../interruption.ts';
import type { CloudOptions } from '../options.ts';
import { logLine, printJson } from '../print.ts';
import { refuseIdleDirectory } from '../session.ts';
import { terminal } from '../terminal.ts';
import { createVerboseLog } from '../verbose.ts';
import { VERSION } from '../version.ts';
import { realWorld } from '../world.ts';

/** Looks at all that a run needs, and says what to do about what is wrong. Writes nothing, and takes no lock. */
export async function doctor(options: CloudOptions): Promise<ExitCode> {
  refuseIdleDirectory(options);
  const world = realWorld(interruption());
  const verbose = options.verbose
    ? createVerboseLog({ write: logLine, nowMs: world.clock.monotonicMs, subscriptions: [] })
    : undefined;
  const { stack, cloud, identity, checks } = await examine({
    ...{ options, env: process.env, world, wayTo },
    ...(verbose && { trace: verbose.trace }),
  });
  const exitCode = examinationExit(checks);
  if (options.json) {
    const counts = { ok: 0, warning: 0, failed: 0, skipped: 0 };
    for (const { status } of checks) counts[status] += 1;
    printJson({ stack: stack ?? null, cloud, exitCode, counts, identity: identity ?? null, checks });
  } else {
    const view = terminal(process.stdout, options.color);
    process.stdout.write(doctorText({ stack, cloud, version: VERSION, checks }, view));
  }
  if (checks.some(wasGivenUp)) endAnyway(exitCode);
  return exitCode;
}

function wasGivenUp({ diagnostics }: Check): boolean {
  return diagnostics.some(({ code }) => code === GIVEN_UP);
}

const GIVEN_UP: Code = 'ACR2312';

/** What was given up may go on for ever, such as an `az` that waits for something, and Node would wait for it. */
function endAnyway(exitCode: ExitCode): void {
  process.stdout.write('', () => process.exit(exitCode));
}
