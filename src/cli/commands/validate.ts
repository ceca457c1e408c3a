import { EXIT } from '../../core/errors.ts';
import { enumerate, escapeUnprintable } from '../../core/wording.ts';
import { diagnosticsText } from '../../report/diagnostics-text.ts';
import { loadConfiguration } from '../configuration.ts';
import type { CommonOptions } from '../options.ts';
import { printJson } from '../print.ts';
import { terminal } from '../terminal.ts';

/** Reads and checks the configuration; asks nobody. */
export async function validate(options: CommonOptions): Promise<number> {
  const { config, warnings } = loadConfiguration(options.file);
  if (options.json) {
    printJson({ valid: true, stack: config.stack, diagnostics: warnings });
    return EXIT.done;
  }
  const view = terminal(process.stdout, options.color);
  process.stderr.write(diagnosticsText(warnings, terminal(process.stderr, options.color)));
  const verb = options.file.length === 1 ? 'is' : 'are';
  const valid = view.style.good(`${enumerate(options.file.map(escapeUnprintable))} ${verb} valid`);
  process.stdout.write(`${valid} (stack ${config.stack}).\n`);
  return EXIT.done;
}
