import type { RequestRecord } from './api.ts';
import type { Sent } from './requests.ts';
import { withoutSecret } from './secret-mask.ts';

export interface RequestLog {
  open(sent: Sent, timeMs: number): RequestRecord;
  close(record: RequestRecord, status: number | 'lost'): void;
  all(): readonly RequestRecord[];
  clear(): void;
}

/** Keeps every request of this process in memory until it is cleared. */
export function createRequestLog(): RequestLog {
  let records = new Map<number, RequestRecord>();
  let sequence = 0;
  return {
    open: (sent, timeMs) => {
      sequence += 1;
      const { method, path, rawQuery, headers, body } = sent;
      const caller = headers['user-agent'];
      const query = Object.fromEntries(new URLSearchParams(rawQuery));
      const record: RequestRecord = {
        sequence,
        timeMs,
        method,
        path,
        query,
        ...(body === undefined ? {} : { body: withoutSecret(path, body) }),
        ...(caller === undefined ? {} : { caller }),
        status: 'open',
      };
      records.set(sequence, record);
      return record;
    },
    close: (record, status) => {
      if (records.has(record.sequence)) records.set(record.sequence, { ...record, status });
    },
    all: () => [...records.values()],
    clear: () => {
      records = new Map();
    },
  };
}
