import type { Check } from '../../core/checkup.ts';
import type { Code } from '../../core/codes.ts';
import { type Diagnostic, isError } from '../../core/diagnostic.ts';
import { EXIT } from '../../core/errors.ts';

/**
 * What the process ends with (design 8): 3 where the configuration is not valid, 4 where nothing failed but login or
 * permissions, 1 where anything else did.
 */
export function examinationExit(
  checks: readonly Check[],
): typeof EXIT.done | typeof EXIT.error | typeof EXIT.invalid | typeof EXIT.denied {
  const failed = checks.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return EXIT.done;
  if (failed.some(({ name }) => name === 'configuration')) return EXIT.invalid;
  return failed
    .flatMap(({ diagnostics }) => diagnostics)
    .filter(isError)
    .every(isDenial)
    ? EXIT.denied
    : EXIT.error;
}

function isDenial({ code }: Diagnostic): boolean {
  return DENIALS.has(code);
}

/** What `acrctl plan` ends with 4 for. */
const DENIALS: ReadonlySet<string> = new Set<Code>([
  'ACR1340',
  'ACR2032',
  'ACR2202',
  'ACR2203',
  'ACR2204',
  'ACR2205',
  'ACR2206',
  'ACR2207',
  'ACR2208',
  'ACR2209',
  'ACR2311',
]);
