/** `1.27` of the source documents, `2.11a` below another, `T7` of the traps in them. */
const NUMBER = /^(?:([0-3])\.(\d+)([a-z])?|T(\d+))$/;

/**
 * The numbers of a list such as `1.4, 1.7 to 1.9, 2.11a to 2.11c`; what is no number is passed over, so that
 * `1.40, lesson 16` gives the one that is.
 */
export function numbersIn(list: string): readonly string[] {
  return list.split(/[,;]/).flatMap((part) => {
    const [first = '', last, ...rest] = part.trim().split(/ to /);
    if (rest.length > 0 || !NUMBER.test(first)) return [];
    return last === undefined ? [first] : range(first, last);
  });
}

/** The numbers that a test's title claims: those in parentheses, apart from addresses, durations and the like. */
export function claimedIn(title: string): readonly string[] {
  return [...title.matchAll(/\(([^()]*)\)/g)].flatMap(([, list = '']) => numbersIn(list));
}

/** By document, then by number, `2.11` before `2.11a`. */
export function byNumber(a: string, b: string): number {
  return sortKey(a) < sortKey(b) ? -1 : sortKey(a) > sortKey(b) ? 1 : 0;
}

function range(first: string, last: string): readonly string[] {
  const [from, to] = [partsOf(first), partsOf(last)];
  if (from.prefix !== to.prefix) return [];
  if (from.letter === '' && to.letter === '')
    return count(from.number, to.number).map((number) => `${from.prefix}${number}`);
  if (from.number !== to.number) return [];
  const letters = count(from.letter.charCodeAt(0), to.letter.charCodeAt(0));
  return letters.map((code) => `${from.prefix}${from.number}${String.fromCharCode(code)}`);
}

function partsOf(text: string) {
  const [, document, item, letter = '', trap] = NUMBER.exec(text) ?? [];
  const prefix = document === undefined ? 'T' : `${document}.`;
  return { prefix, number: Number(item ?? trap), letter };
}

function count(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

function sortKey(text: string): string {
  const { prefix, number, letter } = partsOf(text);
  return `${prefix} ${String(number).padStart(4, '0')}${letter}`;
}
