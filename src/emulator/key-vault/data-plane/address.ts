import type { Cloud } from '../../cloud.ts';
import type { Sent } from '../../requests.ts';

/**
 * Inside, a vault is always at `https://NAME.vault.azure.net` (or the suffix of the cloud). A client that reached the emulator
 * over HTTP, at a loopback address, is told `http://NAME.vault.localhost:PORT` instead: that name leads to loopback wherever
 * the system follows RFC 6761. In what such a client sends it is turned back, so that nothing local is ever kept.
 */
const local = 'vault.localhost';

/** The vault whose data plane the request is for, by its host; undefined for Azure Resource Manager. */
export function vaultOfHost(cloud: Cloud, host: string): string | undefined {
  const name = /^([a-z0-9-]+)\.(.+?)(?::\d+)?$/i.exec(host);
  const [, vault, suffix = ''] = name ?? [];
  return [cloud.suffixes.vault, local].includes(suffix.toLowerCase()) ? vault : undefined;
}

/** What is sent out, for the client that asked. */
export function outward(cloud: Cloud, { served }: Sent, text: string): string {
  if (!served) return text;
  const { protocol, port } = new URL(served);
  const address = `${local}${port === '' ? '' : `:${port}`}`;
  return text.replace(known(cloud), (_, name = '') => `${protocol}//${name}${address}`);
}

/** What came in, from the client that was told so. */
export function inward(cloud: Cloud, text: string): string {
  return text.replace(
    /https?:\/\/([a-z0-9-]+)\.vault\.localhost(?::\d+)?/gi,
    (_, name: string) => `https://${name}.${cloud.suffixes.vault}`,
  );
}

// Also without a name, as a challenge says it.
function known({ suffixes }: Cloud): RegExp {
  return new RegExp(
    `https://([a-z0-9-]+\\.)?${suffixes.vault.replaceAll('.', '\\.')}(?::443)?(?![a-z0-9.-])`,
    'gi',
  );
}
