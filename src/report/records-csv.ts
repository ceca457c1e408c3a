import type { RecordList } from '../core/hand-out.ts';
import { escapeUnprintable } from '../core/wording.ts';

/**
 * One line a record, a head above (RFC 4180, but for the line ends). What a record has not, or not yet, is empty: an A
 * record no target, a CNAME no address, and public names no zone, since nothing says in which of those above they stand.
 */
export function recordsCsv({ endpoints, domains, fronts }: RecordList): string {
  const rows: readonly Row[] = [
    ...endpoints.flatMap(({ address: entry, network, zone, records }) =>
      records.map(({ address, leaving, ttl, ...record }) => ({
        ...record,
        zone,
        ttl: `${ttl}`,
        address: address ?? '',
        leaving: leaving ? 'yes' : 'no',
        entry,
        network,
      })),
    ),
    ...domains.flatMap(({ address: entry, records }) =>
      records.map(({ ttl, ...record }) => ({ ...record, ttl: `${ttl}`, leaving: 'no', entry })),
    ),
    ...fronts.flatMap(({ address: entry, records }) =>
      records.map((record) => ({
        ...record,
        ttl: `${record.ttl}`,
        address: (record.type === 'A' && record.address) || '',
        leaving: 'no',
        entry,
      })),
    ),
  ];
  const lines = rows.map((row) => COLUMNS.map((column) => row[column] ?? ''));
  return [COLUMNS, ...lines].map((line) => `${line.map(cell).join(',')}\n`).join('');
}

const COLUMNS = [
  'host',
  'zone',
  'name',
  'type',
  'ttl',
  'address',
  'target',
  'leaving',
  'entry',
  'network',
] as const;

type Row = { readonly [Column in (typeof COLUMNS)[number]]?: string };

/** An apostrophe keeps a spreadsheet from taking text for a formula. */
function cell(text: string): string {
  const shown = escapeUnprintable(text).replace(/^(?=[=+@-])/, "'");
  return /[",]|^\s|\s$/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
