/** An image in a registry, as `--image` names it. */
export interface ImageReference {
  readonly repository: string;
  /** A tag, or `sha256:…`. */
  readonly reference: string;
}

/** Reads `team/app:v1`, `team/app@sha256:…` or `team/app`, whose tag is latest; undefined for anything else. */
export function parseImage(text: string): ImageReference | undefined {
  const [, repository, tag, digest] = IMAGE.exec(text) ?? [];
  if (repository === undefined || repository.length > 255) return undefined;
  return { repository, reference: digest ?? tag ?? 'latest' };
}

/** The grammar of the distribution specification, "Pulling manifests". */
const PART = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const IMAGE = new RegExp(
  `^(${PART}(?:/${PART})*)(?::([A-Za-z0-9_][A-Za-z0-9._-]{0,127})|@(sha256:[0-9a-f]{64}))?$`,
);
