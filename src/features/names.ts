import type { Code } from '../core/codes.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { quote } from '../core/wording.ts';
import type { PlacedEntry } from './placed.ts';
import { faultAt, type RuleInput, type Spot } from './rule.ts';

/** What can name a stack, as text of a regular expression. */
export const STACK_NAME = '^[a-z][a-z0-9-]{0,62}$';

/** What Azure allows as the name of a type. */
export interface NameRule {
  readonly what: string;
  readonly pattern: RegExp;
  /** Ends the sentence "The name of WHAT has …". */
  readonly words: string;
}

/** Names of Microsoft.Network types (network.md, first paragraph). */
export function networkName(what: string): NameRule {
  return {
    what,
    pattern: /^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,78}[A-Za-z0-9_])?$/,
    words:
      '1 to 80 letters, digits, hyphens, dots and underscores, begins with a letter or digit and ends with one or with an underscore',
  };
}

/** Names of DNS zones, private and public: 2 to 34 labels, stored in lower case (privatedns.md, dns.md). */
export function zoneName(what: string): NameRule {
  return {
    what,
    // A label has at most 63 characters.
    pattern:
      /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?){1,33}$/,
    words:
      '2 to 34 parts with dots between them and none at the end, each of 1 to 63 lower-case letters, digits, hyphens and underscores',
  };
}

// What a key may be where the name is another: usable in NETWORK/SUBNET, as the name of a link, on a command line.
const KEY = /^[A-Za-z0-9](?:[A-Za-z0-9_.()-]{0,78}[A-Za-z0-9_)])?$/;

/** True for what can be the key of an entry, whatever the entry is. */
export function isKey(text: string): boolean {
  return KEY.test(text);
}

/** The faults of an entry's name, and of its key where the name is given apart. */
export function nameFaults(
  input: RuleInput,
  entry: PlacedEntry<object>,
  rule: NameRule,
  derived = entry.name,
): Diagnostic[] {
  const named = 'name' in entry.entry && entry.entry.name !== undefined;
  const { path, address } = entry;
  const spot: Spot = named ? { path: [...path, 'name'], address } : { path, part: 'key', address };
  const faults = textFaults(input, spot, derived, rule);
  if (faults.length > 0 || !(named || derived !== entry.key)) return faults;
  return keyFaults(input, entry, '; the name in Azure can be given with name');
}

/** The faults of a key that is no name in Azure; `advice` ends the sentence that says what a key has. */
export function keyFaults(
  input: RuleInput,
  { key, path, address }: { readonly key: string; readonly path: Spot['path']; readonly address: string },
  advice = '',
): Diagnostic[] {
  if (KEY.test(key)) return [];
  const detail = `The key ${quote(key)} would have to stand in references and on command lines. A key has 1 to 80 letters, digits, hyphens, dots and underscores${advice}.`;
  return [faultAt(input, 'ACR1107', { path, part: 'key', address }, { detail })];
}

/** The faults of a text that names something in Azure. */
export function textFaults(input: RuleInput, spot: Spot, text: string, rule: NameRule): Diagnostic[] {
  const foreign = /[^\x20-\x7E]/u.exec(text)?.[0];
  if (foreign !== undefined) return [foreignFault(input, spot, text, foreign, rule)];
  if (rule.pattern.test(text)) return [];
  const detail = `${quote(text)} cannot be the name of ${rule.what}: it has ${rule.words}.`;
  const lower = text.toLowerCase();
  const hint = rule.pattern.test(lower) ? `write ${lower}` : undefined;
  return [faultAt(input, 'ACR1201', spot, { detail, hint })];
}

function foreignFault(
  input: RuleInput,
  spot: Spot,
  text: string,
  foreign: string,
  rule: NameRule,
): Diagnostic {
  const point = `U+${(foreign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  const plain = lookAlikeOf(foreign);
  const code: Code = plain === undefined ? 'ACR1201' : 'ACR1202';
  const like = plain === undefined ? '' : `, which looks like ${quote(plain)} and is not`;
  const detail = `${quote(text)} holds ${quote(foreign)} (${point})${like}. The name of ${rule.what} has ${rule.words}.`;
  return faultAt(input, code, spot, { detail, hint: plain === undefined ? undefined : `write "${plain}"` });
}

/** The ASCII character a foreign one is taken for: by compatibility (full width), or by shape. */
function lookAlikeOf(character: string): string | undefined {
  const folded = character.normalize('NFKD').replace(/\p{M}/gu, '');
  if (/^[\x21-\x7E]$/.test(folded)) return folded;
  const at = LOOK_ALIKES.findIndex(([foreign]) => foreign.includes(character));
  return LOOK_ALIKES[at]?.[1];
}

// Cyrillic and Greek letters and dashes that fonts draw like ASCII (Unicode TR39, confusables, the common part).
const LOOK_ALIKES: readonly (readonly [string, string])[] = [
  ['аα', 'a'],
  ['АΑ', 'A'],
  ['вВΒ', 'B'],
  ['сϲ', 'c'],
  ['С', 'C'],
  ['ԁ', 'd'],
  ['еє', 'e'],
  ['ЕΕ', 'E'],
  ['һ', 'h'],
  ['НΗ', 'H'],
  ['іι', 'i'],
  ['ІΙ', 'I'],
  ['ј', 'j'],
  ['КΚ', 'K'],
  ['ӏ', 'l'],
  ['МΜ', 'M'],
  ['пη', 'n'],
  ['Ν', 'N'],
  ['оο', 'o'],
  ['ОΟ', 'O'],
  ['рρ', 'p'],
  ['РΡ', 'P'],
  ['ѕ', 's'],
  ['ТΤ', 'T'],
  ['υ', 'u'],
  ['ν', 'v'],
  ['хχ', 'x'],
  ['ХΧ', 'X'],
  ['уγ', 'y'],
  ['‐‑‒–—−', '-'],
];
