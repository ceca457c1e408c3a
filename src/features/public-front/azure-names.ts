import { CLOUDS, type CloudName } from '../../providers/azure/clouds.ts';
import type { Answered } from '../registry/challenge.ts';

/** A header in which a host of Azure stands. */
export interface Leak {
  readonly header: string;
  readonly host: string;
}

/**
 * Hosts of registries and of storage in the headers of an answer (2.32). Two are left out, since they have to stay:
 * `service` of a challenge, for whom tokens are, and the query of a layer's address, which is signed (registry-wire.md 2, 3).
 */
export function azureNamesIn({ headers }: Pick<Answered, 'headers'>, cloud: CloudName): readonly Leak[] {
  return headers.flatMap(([header, value]) =>
    hostsIn(withoutWhatStays(header, value), cloud).map((host) => ({ header, host })),
  );
}

/** In lower case, each once. */
function hostsIn(text: string, cloud: CloudName): readonly string[] {
  const { registrySuffix, storageSuffix } = CLOUDS[cloud];
  const suffixes = [registrySuffix, storageSuffix].map((each) => each.replaceAll('.', '\\.')).join('|');
  const hosts = [...text.matchAll(new RegExp(`[a-z0-9.-]*(?:${suffixes})`, 'gi'))];
  return [...new Set(hosts.map(([host]) => host.toLowerCase()))];
}

function withoutWhatStays(header: string, value: string): string {
  if (header === 'location') return value.replace(/\?.*$/s, '');
  return header === 'www-authenticate' ? value.replace(/(,|\s)service="[^"]*"/, '$1') : value;
}
