import { CLOUDS, type CloudName } from '../../providers/azure/clouds.ts';
import { parseVaultContent, type VaultContent } from '../vault-content.ts';

/** What the id of something in a vault of a cloud says, vault and version in lower case. */
export type ContentId = Omit<VaultContent, 'cloud' | 'hasPort'> & { readonly cloud: CloudName };

/** Undefined for what is the id of nothing in such a vault (keyvault.md, names), or has the port written out. */
export function contentId(text: string): ContentId | undefined {
  const content = parseVaultContent(text);
  if (content?.cloud === undefined || content.hasPort) return undefined;
  const { vault, kind, name, version, cloud } = content;
  return { vault: vault.toLowerCase(), kind, name, version: version?.toLowerCase(), cloud };
}

/** The secret of the same name, without a version. */
export function secretId({ vault, cloud, name }: ContentId): string {
  return `https://${vault}.${CLOUDS[cloud].keyVaultSuffix}/secrets/${name}`;
}
