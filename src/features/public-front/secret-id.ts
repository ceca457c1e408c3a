import { CLOUDS } from '../../providers/azure/clouds.ts';

/** What the id of something in a vault says. */
export interface ContentId {
  /** In lower case. */
  readonly vault: string;
  /** Of the cloud in which the vault is. */
  readonly suffix: string;
  readonly kind: 'secrets' | 'certificates' | 'keys';
  readonly name: string;
  readonly version: string | undefined;
}

/** Undefined for what is the id of nothing in a vault (keyvault.md, names). */
export function contentId(text: string): ContentId | undefined {
  const [, vault, suffix, kind, name, version] = CONTENT.exec(text) ?? [];
  if (vault === undefined || suffix === undefined || kind === undefined || name === undefined)
    return undefined;
  return {
    vault: vault.toLowerCase(),
    suffix: suffix.toLowerCase(),
    kind: kind.toLowerCase() as ContentId['kind'],
    name,
    version: version?.toLowerCase(),
  };
}

/** The secret of the same name, without a version. */
export function secretId({ vault, suffix, name }: ContentId): string {
  return `https://${vault}.${suffix}/secrets/${name}`;
}

const SUFFIXES = Object.values(CLOUDS).map(({ keyVaultSuffix }) => keyVaultSuffix.replaceAll('.', '\\.'));

const CONTENT = new RegExp(
  `^https://([a-z][a-z0-9-]{1,22}[a-z0-9])\\.(${SUFFIXES.join('|')})/(secrets|certificates|keys)/([a-z0-9-]{1,127})(?:/([0-9a-f]{32}))?/?$`,
  'i',
);
