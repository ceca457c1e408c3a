/** A repository elsewhere, or all below a path there. */
export interface SourceRepository {
  readonly host: string;
  /** Behind the host, without the wildcard; empty where all of the registry is meant. */
  readonly path: string;
  readonly isWildcard: boolean;
}

/** Undefined where the text names no repository with its registry. */
export function parseSource(text: string): SourceRepository | undefined {
  const [, host, rest = ''] = SOURCE.exec(text) ?? [];
  if (host === undefined) return undefined;
  const isWildcard = isWildcardPath(rest);
  return { host, path: isWildcard ? rest.slice(0, -1).replace(/\/$/, '') : rest, isWildcard };
}

/** True for `*` and for what ends in `/*`: the two wildcards there are ("Wildcard support for artifact cache", MicrosoftDocs). */
export function isWildcardPath(path: string): boolean {
  return path === '*' || path.endsWith('/*');
}

/** True for a repository of one's own, or for all below a path. */
export function isTarget(text: string): boolean {
  return TARGET.test(text);
}

/**
 * Whether two targets exclude each other: the same text, or wildcards of which one holds the other. One repository may stand
 * beside the wildcard that holds it, and goes first ("Wildcard support for artifact cache", section "Limitations").
 */
export function overlap(one: string, other: string): boolean {
  if (one === other) return true;
  if (!isWildcardPath(one) || !isWildcardPath(other)) return false;
  const [first, second] = [one.slice(0, -1), other.slice(0, -1)];
  return first.startsWith(second) || second.startsWith(first);
}

const PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
/** The form of a repository's name is that of the OCI distribution specification. */
const PATH = `(?:\\*|${PART}(?:/${PART})*(?:/\\*)?)`;
const HOST = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+';
const SOURCE = new RegExp(`^(${HOST})/(${PATH})$`);
const TARGET = new RegExp(`^${PATH}$`);
