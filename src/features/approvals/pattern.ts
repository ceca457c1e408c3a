/** True where the id is as the pattern says: without case, and with `*` for any characters, also none. */
export function matches(pattern: string, id: string): boolean {
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const text = id.toLowerCase();
  if (rest.length === 0) return text === first;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last))
    return false;
  let from = first.length;
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from <= text.length - last.length;
}

/** True where some id is as both patterns say. */
export function canMeet(pattern: string, other: string): boolean {
  const [a, b] = [pattern.toLowerCase(), other.toLowerCase()];
  const leadingStars = /^\**/.exec(b)?.[0].length ?? 0;
  // Whether what was gone through of `a` has an id in common with the first so many characters of `b`.
  let reached = Array.from({ length: b.length + 1 }, (_, at) => at <= leadingStars);
  for (const character of a.split('')) {
    const next = [character === '*' && reached[0] === true];
    for (let at = 1; at <= b.length; at++) {
      const isStar = character === '*' || b[at - 1] === '*';
      next[at] = isStar
        ? next[at - 1] === true || reached[at] === true
        : character === b[at - 1] && reached[at - 1] === true;
    }
    reached = next;
  }
  return reached[b.length] === true;
}
