import { hash } from 'node:crypto';

/**
 * The one text of a JSON value: keys sorted by code unit at every level, no white space. What is undefined is
 * left out, as JSON does.
 */
export function canonicalJson(value: unknown, indent?: number): string {
  return write(value, indent === undefined ? '' : ' '.repeat(indent), '') ?? 'null';
}

/**
 * JSON text that no terminal acts on (faults H08) and no CI runner takes for a command of its own (H09). What is
 * escaped stands in strings only, where the escape says the same.
 */
export function inertJson(text: string): string {
  return text.replace(UNPRINTABLE, escapeUnits).replaceAll('##', '#\\u0023');
}

// JSON itself escapes the other controls and halves of characters.
const UNPRINTABLE = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

function escapeUnits(character: string): string {
  const units = character.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'));
  return units.map((unit) => `\\u${unit}`).join('');
}

/** SHA-256 of the canonical text, in hex. */
export function hashJson(value: unknown): string {
  return hashText(canonicalJson(value));
}

export function hashText(text: string): string {
  return hash('sha256', text, 'hex');
}

/** Written out where the order is another: an object of JavaScript has keys such as `10` and `9` first, as numbers. */
function write(value: unknown, step: string, margin: string): string | undefined {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (margin === '' && isInOrder(value)) return JSON.stringify(value, null, step);
  const inner = margin + step;
  if (Array.isArray(value)) {
    const entries = value.map((entry) => write(entry, step, inner) ?? 'null');
    return enclosed('[', entries, ']', step, margin);
  }
  const colon = step === '' ? ':' : ': ';
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, member]) => {
      const text = write(member, step, inner);
      return text === undefined ? [] : [JSON.stringify(key) + colon + text];
    });
  return enclosed('{', members, '}', step, margin);
}

/** True of most that is read and normalised. */
function isInOrder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  const keys = Object.keys(value);
  return keys.every((key, index) => {
    const before = keys[index - 1];
    return (
      (before === undefined || before < key) && isInOrder((value as Readonly<Record<string, unknown>>)[key])
    );
  });
}

function enclosed(open: string, parts: readonly string[], close: string, step: string, margin: string) {
  if (step === '' || parts.length === 0) return open + parts.join(',') + close;
  const lines = `\n${margin}${step}`;
  return open + lines + parts.join(`,${lines}`) + `\n${margin}${close}`;
}
