import { CLOUD_NAMES, CLOUDS, type CloudName } from '../providers/azure/clouds.ts';

/** What the data plane of a vault calls something in it (keyvault.md, "Wire"), as it is written. */
export interface VaultContent {
  readonly vault: string;
  readonly kind: 'secrets' | 'certificates' | 'keys';
  readonly name: string;
  /** Undefined where the newest one is meant. */
  readonly version: string | undefined;
  /** The cloud whose vaults answer there; undefined where no cloud's do, as for managed HSMs. */
  readonly cloud: CloudName | undefined;
  /** True where the port, which is 443, is written out. */
  readonly hasPort: boolean;
}

/** Undefined for what is the id of nothing in a vault. Ids know no case, and a slash at the end means nothing. */
export function parseVaultContent(text: string): VaultContent | undefined {
  const [, vault, suffix, port, kind, name, version] = CONTENT.exec(text) ?? [];
  if (vault === undefined || kind === undefined || name === undefined) return undefined;
  const cloud = CLOUD_NAMES.find((each) => CLOUDS[each].keyVaultSuffix === suffix?.toLowerCase());
  const known = kind.toLowerCase() as VaultContent['kind'];
  return { vault, kind: known, name, version, cloud, hasPort: port !== undefined };
}

const CONTENT =
  /^https:\/\/([a-z][a-z0-9-]{1,22}[a-z0-9])\.([a-z0-9.-]+?)(:443)?\/(secrets|certificates|keys)\/([0-9a-z-]{1,127})(?:\/([0-9a-f]{32}))?\/?$/i;
