/** Headers in their order, as they came: some names come twice. */
export type Headers = readonly (readonly [name: string, value: string])[];

export function sameHeader(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

export function valuesOf(headers: Headers, name: string): readonly string[] {
  return headers.filter(([each]) => sameHeader(each, name)).map(([, value]) => value);
}

/** The pairs of Node's flat list. */
export function headersOf(flat: readonly string[]): Headers {
  return Array.from({ length: flat.length / 2 }, (_, index) => [
    flat[2 * index] ?? '',
    flat[2 * index + 1] ?? '',
  ]);
}

/** Sets a header once, where it stood first, or takes it away: whatever else had that name is gone. */
export function withHeader(headers: Headers, name: string, value: string): Headers {
  const first = headers.findIndex(([each]) => sameHeader(each, name));
  const others = (part: Headers) => part.filter(([each]) => !sameHeader(each, name));
  if (value === '') return others(headers);
  if (first === -1) return [...headers, [name, value]];
  return [...headers.slice(0, first), [name, value], ...others(headers.slice(first))];
}
