import { counted, enumerate, quote } from '../../core/wording.ts';
import type { CertificateFault } from './certificate.ts';

/** A block of a PEM file, with what stands between its markers. */
export interface PemBlock {
  readonly label: string;
  /** Where its BEGIN line stands. */
  readonly line: number;
  readonly body: readonly PemLine[];
}

export interface PemLine {
  readonly line: number;
  readonly text: string;
}

/**
 * The blocks of a PEM file (RFC 7468, 3: strict in its markers), and what is wrong with markers and the text around
 * them. A marker that is malformed (T2) still does what it was meant to, so that one slip is one fault.
 */
export function readBlocks(text: string): {
  readonly blocks: readonly PemBlock[];
  readonly faults: readonly CertificateFault[];
  /** Faults of what stands outside of blocks; a file without any block is told otherwise. */
  readonly strays: readonly CertificateFault[];
} {
  const blocks: PemBlock[] = [];
  const faults: CertificateFault[] = [];
  const strays: CertificateFault[] = [];
  let open: { label: string; line: number; body: PemLine[] } | undefined;
  let outside: PemLine[] = [];
  const close = () => {
    if (open !== undefined) blocks.push(open);
    else strays.push(...outside.filter(isStray).slice(0, 1).map(stray));
    open = undefined;
    outside = [];
  };
  for (const [index, row] of text.split(/\r\n|\r|\n/).entries()) {
    const line = index + 1;
    const markers = markersIn(row);
    faults.push(...markerFaults(row, markers, line));
    if (markers.length === 0) (open?.body ?? outside).push({ line, text: row });
    for (const { verb, label, before } of markers) {
      if (before !== '') open?.body.push({ line, text: before });
      if (verb === 'BEGIN') {
        if (open !== undefined) faults.push(unended(open, line));
        close();
        open = { label, line, body: [] };
        continue;
      }
      if (open === undefined) {
        faults.push(unbegun(label, line));
        open = lostBlock(label, outside);
      } else if (open.label !== label) faults.push(otherEnd(open, label, line));
      close();
    }
  }
  if (open !== undefined) faults.push(unended(open, open.line));
  close();
  return { blocks, faults, strays };
}

/** What an END line ends whose BEGIN line is gone. */
function lostBlock(label: string, outside: readonly PemLine[]): (PemBlock & { body: PemLine[] }) | undefined {
  const body = outside.slice(outside.findIndex(isStray));
  const [first] = body;
  return first && isStray(first) ? { label, line: first.line, body } : undefined;
}

interface Marker {
  readonly verb: 'BEGIN' | 'END';
  readonly label: string;
  readonly text: string;
  /** What stands between it and the marker before it, or the start of its line. */
  readonly before: string;
}

const STRICT = /^-----(?:BEGIN|END) [A-Z0-9]+(?:[ -][A-Z0-9]+)*-----[ \t]*$/;
// Whatever has dashes of some kind beside the word: a word processor makes long ones of two short ones.
const DASH = '[-\\u2010-\\u2015\\u2212\\uff0d]';
const LOOSE = new RegExp(
  `${DASH}+[ \\t]*(BEGIN|END)[ \\t]+([A-Z0-9]+(?:[ \\t_]+[A-Z0-9]+)*)[ \\t]*${DASH}*|(?<![A-Z0-9])(BEGIN|END)[ \\t]+([A-Z0-9]+(?:[ \\t_]+[A-Z0-9]+)*)[ \\t]*${DASH}{2,}`,
  'gi',
);

/** Two of them stand in one line where a file without a last line break was appended to. */
function markersIn(row: string): readonly Marker[] {
  const found = [...row.matchAll(LOOSE)];
  return found.map((match, index) => ({
    before: row.slice(endOf(found[index - 1]), match.index).trim(),
    verb: (match[1] ?? match[3] ?? '').toUpperCase() as Marker['verb'],
    label: (match[2] ?? match[4] ?? '').toUpperCase().replaceAll(/[ \t_]+/g, ' '),
    text: match[0],
  }));
}

function endOf(match: RegExpExecArray | undefined): number {
  return match === undefined ? 0 : match.index + match[0].length;
}

function markerFaults(row: string, markers: readonly Marker[], line: number): readonly CertificateFault[] {
  if (markers.length === 0 || STRICT.test(row)) return [];
  if (markers.length > 1) {
    const problem = `${counted(markers.length, 'marker')} stand in one line, which happens when a file is appended to one that does not end with a line break.`;
    return [fault(line, problem, `Put each marker in a line of its own.`)];
  }
  const { verb, label, text } = markers[0] as Marker;
  const wanted = `-----${verb} ${label}-----`;
  const problem = `The ${verb} line is malformed: ${enumerate(reasons(row, text, verb))}.`;
  return [fault(line, problem, `Write exactly ${wanted}, in a line of its own.`)];
}

function reasons(row: string, marker: string, verb: Marker['verb']): readonly string[] {
  const word = new RegExp(verb, 'i').exec(marker);
  const before = marker.slice(0, word?.index).trim();
  const after = new RegExp(`${DASH}*$`).exec(marker.trimEnd())?.[0] ?? '';
  const dashes = `${before}${after}`;
  const found = [
    ...(/[^-]/.test(dashes) ? ['it has dashes of another kind than the hyphen of the keyboard'] : []),
    ...(before.length === 5 ? [] : [`it begins with ${counted(before.length, 'hyphen')} in place of 5`]),
    ...(after.length === 5 ? [] : [`it ends with ${counted(after.length, 'hyphen')} in place of 5`]),
    ...(marker === marker.toUpperCase() ? [] : ['it has lower-case letters']),
    ...(row.startsWith(marker)
      ? []
      : [`${row.trimStart().startsWith(marker) ? 'a blank' : 'something'} stands before it in its line`]),
    ...(row.trimEnd().endsWith(marker.trimEnd()) ? [] : ['something stands after it in its line']),
  ];
  return found.length > 0 ? found : ['its blanks are not where they belong'];
}

/** Text around blocks is allowed (RFC 7468, 2), but not what looks as if it had lost its markers. */
function isStray({ text }: PemLine): boolean {
  return /^\s*[A-Za-z0-9+/]{40,}={0,2}\s*$/.test(text);
}

function stray({ line }: PemLine): CertificateFault {
  const problem = 'Base64 stands outside of any block, as if its BEGIN line were missing.';
  return fault(line, problem, 'Put the BEGIN line before it that it had, or take the text out.');
}

function unended({ label, line: begun }: PemBlock, line: number): CertificateFault {
  const until = line === begun ? 'until the end of the file' : 'before the next BEGIN line';
  const problem = `The block ${quote(label)} that begins in line ${begun} has no END line ${until}.`;
  return fault(
    line,
    problem,
    `Put -----END ${label}----- behind it; if part of the text is gone, copy it again.`,
  );
}

function unbegun(label: string, line: number): CertificateFault {
  const problem = `The END line of ${quote(label)} has no BEGIN line before it.`;
  return fault(
    line,
    problem,
    `Put -----BEGIN ${label}----- before the text that it ends, or take the line out.`,
  );
}

function otherEnd(open: PemBlock, label: string, line: number): CertificateFault {
  const problem = `The block ${quote(open.label)} that begins in line ${open.line} ends as ${quote(label)}.`;
  return fault(
    line,
    problem,
    'BEGIN and END of one block name the same thing: correct the one that is wrong.',
  );
}

function fault(line: number, problem: string, remedy: string): CertificateFault {
  return { code: 'ACR1402', line, problem, remedy, requirements: ['T2', '0.8'] };
}
