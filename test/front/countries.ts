import type { Client } from './gateway/answer.ts';
import { rangesOf } from './gateway/waf-conditions.ts';

/** Where clients come from: an address of this machine each, by which the gateway knows another one, of a country. */
export const FROM = { germany: '127.0.0.1', northKorea: '127.0.0.66', nowhere: '127.0.0.67' } as const;
const ADDRESSES: Readonly<Record<string, string>> = {
  [FROM.germany]: '198.51.100.7',
  [FROM.northKorea]: '203.0.113.66',
  [FROM.nowhere]: '192.0.2.67',
};
/** Of the ranges for documentation one is nobody's. */
const COUNTRIES = [
  ['198.51.100.0/24', 'DE'],
  ['203.0.113.0/24', 'KP'],
] as const;

/** Who a gateway takes one for who comes from there. */
export function clientAt(loopback: string): Client {
  const address = ADDRESSES[loopback];
  if (address === undefined) throw new Error(`Nobody comes from ${loopback}.`);
  const [, country = 'ZZ'] =
    COUNTRIES.find(([range]) => rangesOf([range], 'countries').check(address, 'ipv4')) ?? [];
  return { address, country };
}
