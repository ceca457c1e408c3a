/** What a run led to, as far as two runs of one history must agree. */
export interface End {
  readonly objects: unknown;
  readonly resources: unknown;
  /** Requests that changed something, as they reached the cloud, in the order of their text. */
  readonly writes: readonly string[];
  /** What came into being, also by Azure's own doing, each as often as it did. */
  readonly created: readonly string[];
}

/** Line by line, `-` what the undisturbed run led to and this one did not. */
export function differencesIn(wanted: End, found: End): readonly string[] {
  return (['objects', 'resources', 'writes', 'created'] as const).flatMap((part) => {
    const [left, right] = [linesOf(wanted[part]), linesOf(found[part])];
    return [
      ...without(left, right).map((line) => `${part}: - ${line}`),
      ...without(right, left).map((line) => `${part}: + ${line}`),
    ];
  });
}

/** Each value with the way to it, on which no two objects have the same name. */
function linesOf(value: unknown, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [`${path} ${String(value)}`];
  const entries = Array.isArray(value)
    ? value.map((inner) => [nameOf(inner), inner] as const)
    : Object.entries(value);
  return [
    `${path} {}`,
    ...entries.flatMap(([key, inner]) => linesOf(inner, `${path}/${key.split('/providers/').at(-1)}`)),
  ];
}

/** Of an entry of a list: the order of lists is Azure's, and values do not wander from one entry to another. */
function nameOf(entry: unknown): string {
  if (typeof entry !== 'object' || entry === null) return '';
  const { address, name, id } = entry as Readonly<Record<string, unknown>>;
  return String(address ?? name ?? id ?? '');
}

/** The first list less the second, each line as often as it stands there. */
export function without(lines: readonly string[], less: readonly string[]): readonly string[] {
  const left = [...less];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at !== -1) left.splice(at, 1);
    return at === -1;
  });
}
