import type { CertificateFault } from './certificate.ts';
import { lengthOfDer } from './der.ts';
import type { PemBlock, PemLine } from './pem-blocks.ts';

/** What a block holds: DER, or all that is wrong with its base64. */
export type PemContent =
  | { readonly der: Buffer; readonly faults?: never }
  | { readonly der?: never; readonly faults: readonly CertificateFault[] };

/** Base64 as RFC 4648 has it, strictly; Node by itself takes whatever comes. */
export function contentOf({ label, line, body }: PemBlock): PemContent {
  const rows = body.map(({ line, text }) => ({ line, text: text.replaceAll(/[ \t]/g, '') }));
  const filled = rows.filter(({ text }) => text !== '');
  const last = filled.at(-1);
  if (last === undefined) return { faults: [fault(line, `The block "${label}" is empty.`)] };
  const faults = filled.flatMap((row) => rowFaults(row, row === last));
  if (faults.length > 0) return { faults };
  const base64 = filled.map(({ text }) => text).join('');
  if (base64.length % 4 !== 0) {
    const problem = `The base64 of the block "${label}" that begins in line ${line} has ${base64.length} characters, which is no multiple of 4: some are missing, or one is too many.`;
    return { faults: [fault(last.line, problem)] };
  }
  const der = Buffer.from(base64, 'base64');
  const length = lengthOfDer(der);
  if (length === der.length) return { der };
  const problem =
    length === undefined
      ? `What stands in the block "${label}" is no DER.`
      : `The block "${label}" has ${der.length} bytes, and by its own beginning it should have ${length}: it is cut off, or two are mixed up.`;
  return { faults: [fault(line, problem)] };
}

function rowFaults({ line, text }: PemLine, isLast: boolean): readonly CertificateFault[] {
  const padded = isLast ? /={0,2}$/ : /$/;
  const at = text.replace(padded, '').search(/[^A-Za-z0-9+/]/);
  if (at === -1) return [];
  const what =
    text[at] === '='
      ? 'An equals sign ends base64, and this line goes on or others follow'
      : `Character ${at + 1} of the line is none of those of base64`;
  return [fault(line, `${what}: the text is damaged, or has something else in it.`)];
}

function fault(line: number, problem: string): CertificateFault {
  const remedy = 'Copy the block again from where it came, whole and as plain text.';
  return { code: 'ACR1403', line, problem, remedy, requirements: ['0.8'] };
}
