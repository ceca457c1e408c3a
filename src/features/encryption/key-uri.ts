import type { CloudName } from '../../providers/azure/clouds.ts';
import { parseVaultContent } from '../vault-content.ts';

/** A key as the data plane of its vault names it (keyvault.md, "Wire"). */
export interface KeyUri {
  readonly vault: string;
  readonly name: string;
  /** Absent where the newest version is meant. */
  readonly version?: string;
  /** The cloud whose vaults answer there; undefined where no cloud's do, as for managed HSMs. */
  readonly cloud: CloudName | undefined;
}

/** Undefined where the text is no URI of a key. */
export function parseKeyUri(text: string): KeyUri | undefined {
  const content = parseVaultContent(text);
  if (content?.kind !== 'keys') return undefined;
  const { vault, name, cloud, version } = content;
  return { vault, name, cloud, ...(version !== undefined && { version }) };
}
