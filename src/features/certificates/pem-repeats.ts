import type { KeyObject } from 'node:crypto';
import { enumerate, quote } from '../../core/wording.ts';
import type { CertificateFacts, CertificateFault } from './certificate.ts';
import type { PemKey } from './pem-key.ts';

/** A file that was appended to holds everything twice (T3); said once, and only the first of each counts. */
export function withoutRepeats(keys: readonly PemKey[], certificates: readonly CertificateFacts[]) {
  const [firstKeys, keyRepeats] = split(keys, ({ key, line }) => (key ? derOf(key) : `${line}`));
  const [first, repeats] = split(certificates, ({ fingerprint }) => fingerprint);
  const all = [
    ...keyRepeats.map(({ line }) => ({ line, what: 'the private key' })),
    ...repeats.map(({ line, name }) => ({ line, what: `the certificate ${quote(name)}` })),
  ].toSorted((a, b) => a.line - b.line);
  const what = enumerate(all.map((each) => `${each.what} (line ${each.line})`));
  const faults: readonly CertificateFault[] = all.slice(0, 1).map(({ line }) => ({
    code: 'ACR1413',
    line,
    problem: `The file holds the same twice: ${what}. That happens when a file is appended to instead of written.`,
    remedy: 'Take out what stands there a second time.',
    requirements: ['T3', '0.11'],
  }));
  return { keys: firstKeys, certificates: first, faults };
}

function split<Part>(parts: readonly Part[], nameOf: (part: Part) => string): [Part[], Part[]] {
  const isRepeat = (part: Part, index: number) =>
    parts.findIndex((other) => nameOf(other) === nameOf(part)) < index;
  return [parts.filter((part, index) => !isRepeat(part, index)), parts.filter(isRepeat)];
}

function derOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'der' }).toString('base64');
}
