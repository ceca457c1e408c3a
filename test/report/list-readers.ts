/** Readers of what the lists for others are written in, as strict as the programs that take them. */

export interface ZoneRecord {
  /** In full, without the dot at its end. */
  readonly name: string;
  readonly ttl: number;
  /** Of an A record. */
  readonly address?: string;
  /** Of a CNAME, in full. */
  readonly target?: string;
}

/** The A records below an origin, and records with names in full; throws at any line of another form. */
export function readZoneFile(text: string): readonly ZoneRecord[] {
  let origin: string | undefined;
  return text.split('\n').flatMap((line): readonly ZoneRecord[] => {
    if (line === '' || line.startsWith(';')) return [];
    const [, zone] = /^\$ORIGIN (\S*)\.$/.exec(line) ?? [];
    if (zone !== undefined) {
      origin = unescaped(zone);
      return [];
    }
    const [, front, span, ip] = /^(\S*)\. +(\d+) IN A (\d+\.\d+\.\d+\.\d+)$/.exec(line) ?? [];
    if (front !== undefined && ip !== undefined)
      return [{ name: unescaped(front), ttl: Number(span), address: ip }];
    const [, alias, life, target] = /^(\S*)\. +(\d+) IN CNAME (\S*)\.$/.exec(line) ?? [];
    if (alias !== undefined && target !== undefined)
      return [{ name: unescaped(alias), ttl: Number(life), target: unescaped(target) }];
    const [, name, ttl, address] = /^(\S+) +(\d+) IN A (\d+\.\d+\.\d+\.\d+)$/.exec(line) ?? [];
    if (origin === undefined || name === undefined || ttl === undefined || address === undefined)
      throw new Error(`This is no line of a zone file: ${line}`);
    return [{ name: name === '@' ? origin : `${unescaped(name)}.${origin}`, ttl: Number(ttl), address }];
  });
}

/** `\032` for a space, byte by byte (RFC 1035, 5.1). */
function unescaped(name: string): string {
  const bytes = [...name.matchAll(/\\(\d{3})|([A-Za-z0-9._-])|(.)/gs)].map(([, code, plain, other]) => {
    if (other !== undefined) throw new Error(`This is no name: ${name}`);
    return code === undefined ? (plain ?? '').charCodeAt(0) : Number(code);
  });
  return new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array(bytes));
}

/** The rows under the head, by its names (RFC 4180); throws where a row has more or fewer cells. */
export function readCsv(text: string): readonly Readonly<Record<string, string>>[] {
  const [head = [], ...rows] = text.split('\n').slice(0, -1).map(cellsOf);
  return rows.map((row) => {
    if (row.length !== head.length) throw new Error(`This row has ${row.length} cells: ${row.join('|')}`);
    return Object.fromEntries(head.map((name, index) => [name, row[index] ?? '']));
  });
}

function cellsOf(line: string): readonly string[] {
  const cells: string[] = [];
  let rest = `,${line}`;
  while (rest !== '') {
    const match = /^,(?:"((?:[^"]|"")*)"|([^",]*))(?=,|$)/.exec(rest);
    if (match === null) throw new Error(`This is no line of CSV: ${line}`);
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    rest = rest.slice(match[0].length);
  }
  return cells;
}

/** The hosts that a configuration of Squid lets through, a dot in front standing for all below; throws at other lines. */
export function readSquid(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  if (lines.length === 0) return [];
  const rest = lines.filter((line) => !line.startsWith('acl acr_hosts '));
  const wanted = [
    'acl acr_port port 443',
    'acl acr_tunnel method CONNECT',
    'http_access allow acr_tunnel acr_port acr_hosts',
  ];
  if (rest.join('\n') !== wanted.join('\n')) throw new Error(`These are other lines: ${rest.join('\n')}`);
  return lines.slice(0, -wanted.length).map((line) => {
    const [, host] = /^acl acr_hosts dstdomain (\.?[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)$/.exec(line) ?? [];
    if (host === undefined) throw new Error(`This is no host: ${line}`);
    return host;
  });
}
