import type { EndpointRecords } from '../core/hand-out.ts';
import { escapeUnprintable } from '../core/wording.ts';

/** One line a record, a head above (RFC 4180, but for the line ends). An address that is not there yet is empty. */
export function recordsCsv(endpoints: readonly EndpointRecords[]): string {
  const rows = endpoints.flatMap(({ address, network, zone, records }) =>
    records.map((record) => [
      record.host,
      zone,
      record.name,
      record.type,
      `${record.ttl}`,
      record.address ?? '',
      record.leaving ? 'yes' : 'no',
      address,
      network,
    ]),
  );
  return [HEAD, ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');
}

const HEAD = ['host', 'zone', 'name', 'type', 'ttl', 'address', 'leaving', 'endpoint', 'network'];

/** An apostrophe keeps a spreadsheet from taking text for a formula. */
function cell(text: string): string {
  const shown = escapeUnprintable(text).replace(/^(?=[=+@-])/, "'");
  return /[",]|^\s|\s$/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
