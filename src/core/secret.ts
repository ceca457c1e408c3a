import type { Json } from './json.ts';
import { isJsonObject } from './path.ts';
import type { Clock, Random } from './world.ts';

/**
 * A value that goes to Azure and stands nowhere else: no plan, state, journal, log or message has it, and no hash of it either.
 * What is compared is what the managed body says of it beside, such as the fingerprint of a certificate in a tag.
 */
export interface SecretValue {
  /** Where it belongs in the body of a PUT; a PATCH goes without. */
  readonly path: string;
  /** Asked before each request that carries it, and not for a plan. What is drawn is another each time. */
  make(world: { readonly clock: Clock; readonly random: Random }): Promise<MadeSecret>;
}

export interface MadeSecret {
  readonly value: string;
  /** What only the value says, and goes into the body beside it: path and text. Neither plan nor state knows it. */
  readonly told?: readonly { readonly path: string; readonly text: string }[];
}

/** A secret on its way into a request. */
export interface SentSecret {
  readonly path: string;
  readonly value: string;
}

/**
 * The text of an answer without anything of the secrets that were sent: some services repeat what they refuse. Each text in
 * it that holds a piece of a secret, or of it in base64 or as part of a URL, goes whole.
 */
export function withoutSecrets(answer: string, secrets: readonly SentSecret[]): string {
  if (secrets.length === 0 || answer === '') return answer;
  const pieces = piecesOf(secrets);
  const isTelling = (text: string) => holdsAny(text, pieces);
  if (!isTelling(answer)) return answer;
  try {
    return JSON.stringify(cleaned(JSON.parse(answer) as Json, isTelling));
  } catch {
    return '';
  }
}

const PIECE = 12;
const REPEATED = '(not shown: it repeats a secret that was sent)';

function cleaned(value: Json, isTelling: (text: string) => boolean): Json {
  if (typeof value === 'string') return isTelling(value) ? REPEATED : value;
  if (Array.isArray(value)) return value.map((each: Json) => cleaned(each, isTelling));
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).filter(([name]) => !isTelling(name));
  return Object.fromEntries(members.map(([name, inner]) => [name, cleaned(inner, isTelling)]));
}

/** Every stretch of a secret, line by line: what is cut anywhere still begins or ends in the middle of one. */
function piecesOf(secrets: readonly SentSecret[]): ReadonlySet<string> {
  const pieces = new Set<string>();
  for (const { value } of secrets) {
    const lines = value.split(/\r?\n/).filter((line) => !MARKER.test(line));
    const bytes = Buffer.from(value);
    const encoded = [0, 1, 2].map((skipped) => bytes.subarray(skipped).toString('base64'));
    for (const text of [...lines, encodeURIComponent(lines.join('')), ...encoded])
      for (let at = 0; at + PIECE <= text.length; at += 1) pieces.add(text.slice(at, at + PIECE));
    if (value.length < PIECE) pieces.add(value);
  }
  return pieces;
}

/** It tells nothing, and stands in what people are told of PEM. */
const MARKER = /^-----(?:BEGIN|END) [A-Z0-9 ]+-----$/;

function holdsAny(text: string, pieces: ReadonlySet<string>): boolean {
  for (let at = 0; at + PIECE <= text.length; at += 1)
    if (pieces.has(text.slice(at, at + PIECE))) return true;
  return [...pieces].some((piece) => piece.length < PIECE && piece !== '' && text.includes(piece));
}
