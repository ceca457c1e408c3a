import type { CloudName } from '../../providers/azure/clouds.ts';
import { parseVaultContent } from '../vault-content.ts';

/** A secret of a vault of the file, by the key of that vault's entry and the name of the secret. */
export interface SecretReference {
  readonly vault: string;
  readonly secret: string;
}

/** Reads `VAULT/SECRET`; undefined for any other text, the id of a secret among them. */
export function parseSecretReference(text: string): SecretReference | undefined {
  const [, vault, secret] = REFERENCE.exec(text) ?? [];
  return vault === undefined || secret === undefined ? undefined : { vault, secret };
}

/** A secret as the data plane of its vault names it, without a version. */
export interface SecretId {
  readonly vault: string;
  readonly name: string;
  /** The cloud whose vaults answer there; undefined where no cloud's do. */
  readonly cloud: CloudName | undefined;
}

/** Undefined where the text is no id of a secret, or names a version of it. */
export function parseSecretId(text: string): SecretId | undefined {
  const content = parseVaultContent(text);
  if (content?.kind !== 'secrets' || content.version !== undefined) return undefined;
  const { vault, name, cloud } = content;
  return { vault: vault.toLowerCase(), name, cloud };
}

// Keys of entries have dots and parentheses (names.ts); names of secrets letters, digits and hyphens (keyvault.md).
const REFERENCE = /^([A-Za-z0-9][A-Za-z0-9_.()-]*)\/([0-9A-Za-z-]{1,127})$/;
