/**
 * What a scope map can allow in a repository, and the actions that each word stands for: pushing takes reading, too
 * (`az acr scope-map`, Azure/azure-cli; the built-in map `_repositories_push`, which reads and writes content).
 */
export const REPOSITORY_PERMISSIONS = {
  pull: ['content/read'],
  push: ['content/read', 'content/write'],
  delete: ['content/delete'],
  readMetadata: ['metadata/read'],
  writeMetadata: ['metadata/write'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Those of every registry, which Azure makes and nobody changes, as exported templates of registries list them. */
export const BUILT_IN_SCOPE_MAPS = [
  '_repositories_admin',
  '_repositories_pull',
  '_repositories_pull_metadata_read',
  '_repositories_push',
  '_repositories_push_metadata_write',
] as const;

/** `repositories/REPOSITORY/OPERATION` and `gateway/CONNECTED-REGISTRY/OPERATION` (`az acr scope-map --gateway`). */
const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  repositories: ['content/delete', 'content/read', 'content/write', 'metadata/read', 'metadata/write'],
  gateway: ['config/read', 'config/write', 'message/read', 'message/write'],
};

/** Undefined where the text is no action of a scope map. */
export function parseAction(text: string): { readonly of: string; readonly name: string } | undefined {
  const [, of = '', name = '', operation = ''] = /^([^/]+)\/(.+)\/([^/]+\/[^/]+)$/.exec(text) ?? [];
  return OPERATIONS[of]?.includes(operation) === true ? { of, name } : undefined;
}

/** All that may be meant, for a hint. */
export function actionsLike(text: string): readonly string[] {
  const [of = '', ...rest] = text.split('/');
  const name = rest.slice(0, -2).join('/') || rest[0] || 'REPOSITORY';
  const kinds = of in OPERATIONS ? [of] : Object.keys(OPERATIONS);
  return kinds.flatMap((kind) => (OPERATIONS[kind] ?? []).map((operation) => `${kind}/${name}/${operation}`));
}

/** A repository, or with `*` as its last part all below it (MicrosoftDocs, repository-scoped permissions). */
export function isRepositoryPattern(text: string): boolean {
  return REPOSITORY.test(text);
}

const PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
/** The form of a repository's name is that of the OCI distribution specification. */
const REPOSITORY = new RegExp(`^(?:\\*|${PART}(?:/${PART})*(?:/\\*)?)$`);
