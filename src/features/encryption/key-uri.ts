import { CLOUD_NAMES, CLOUDS, type CloudName } from '../../providers/azure/clouds.ts';

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
  const [, vault, suffix, name, version] = KEY_URI.exec(text) ?? [];
  if (vault === undefined || name === undefined) return undefined;
  const cloud = CLOUD_NAMES.find((each) => CLOUDS[each].keyVaultSuffix === suffix?.toLowerCase());
  return { vault, name, cloud, ...(version !== undefined && { version }) };
}

/** Key identifiers are compared without case, and a slash at the end means nothing. */
const KEY_URI =
  /^https:\/\/([a-z][a-z0-9-]{1,22}[a-z0-9])\.([a-z0-9.-]+?)(?::443)?\/keys\/([0-9a-z-]{1,127})(?:\/([0-9a-f]{32}))?\/?$/i;
