import type { ExitCode } from '../../core/errors.ts';
import { doctorText } from '../../report/doctor-text.ts';
import { wayTo } from '../doctor/access.ts';
import { examine } from '../doctor/examine.ts';
import { examinationExit } from '../doctor/exit.ts';
import { interruption } from '../interruption.ts';
import type { CloudOptions } from '../options.ts';
import { printJson } from '../print.ts';
import { refuseIdleDirectory } from '../session.ts';
import { terminal } from '../terminal.ts';
import { VERSION } from '../version.ts';
import { realWorld } from '../world.ts';

/** Looks at all that a run needs, and says what to do about what is wrong. Writes nothing, and takes no lock. */
export async function doctor(options: CloudOptions): Promise<ExitCode> {
  refuseIdleDirectory(options);
  const world = realWorld(interruption());
  const { stack, cloud, identity, checks } = await examine({ options, env: process.env, world, wayTo });
  const exitCode = examinationExit(checks);
  if (options.json) {
    const counts = { ok: 0, warning: 0, failed: 0, skipped: 0 };
    for (const { status } of checks) counts[status] += 1;
    printJson({ stack: stack ?? null, cloud, exitCode, counts, identity: identity ?? null, checks });
  } else {
    const view = terminal(process.stdout, options.color);
    process.stdout.write(doctorText({ stack, cloud, version: VERSION, checks }, view));
  }
  return exitCode;
}
