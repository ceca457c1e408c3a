import { ArmError } from './errors.ts';
import type { Operation } from './world.ts';

/** Which of an operation's two URLs: Azure-AsyncOperation or Location. */
export type PollUrlKind = 'status' | 'result';

/**
 * Since about 2023 ARM signs its poll URLs with the parameters t, c, s and h (recordings README); a client
 * must send them back verbatim. Ours are a few hundred characters that depend on the operation alone.
 */
export function pollUrl(origin: string, operation: Operation, kind: PollUrlKind): string {
  const path = kind === 'status' ? operation.statusPath : operation.resultPath;
  const version = (kind === 'status' ? operation.statusVersion : undefined) ?? operation.apiVersion;
  return `${origin}${path}?api-version=${version}&${signature(operation)}`;
}

/** Throws unless the query is the one of the poll URL. */
export function verifySignature(operation: Operation, query: string): void {
  const sent = new URLSearchParams(query);
  const expected = new URLSearchParams(signature(operation));
  for (const [name, value] of expected) {
    if (sent.get(name) !== value) throw badSignature(name, sent.has(name));
  }
}

function signature(operation: Operation): string {
  const ticks = 638_000_000_000_000_000n + BigInt(operation.sequence) * 10_000_000n;
  return [
    `t=${ticks}`,
    `c=${scramble(`${operation.id} certificate`, 240)}`,
    `s=${scramble(`${operation.id} signature`, 160)}`,
    `h=${scramble(`${operation.id} hash`, 43)}`,
  ].join('&');
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

// No secrecy is needed, only text that nobody gets right by accident.
function scramble(text: string, length: number): string {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  let scrambled = '';
  while (scrambled.length < length) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    scrambled += alphabet[(state >>> 26) & 63];
  }
  return scrambled;
}

// Assumption: neither status nor code is on record; 403 is what the front door says to a bad signature.
function badSignature(name: string, present: boolean): ArmError {
  const fault = present ? 'does not match' : 'is missing';
  return new ArmError(
    403,
    'InvalidPollUrlSignature',
    `The signed parameter '${name}' of the polling URL ${fault}. Use the URL exactly as it was given.`,
    { cause: 'gateway' },
  );
}
