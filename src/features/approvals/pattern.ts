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
