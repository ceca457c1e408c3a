import type { Place } from '../../core/wire.ts';

/** Reads `10.20.0.4`, `127.0.0.1:5353`, `[::1]:5353` or `::1`; undefined for anything else. */
export function parsePlace(text: string, port: number): Place | undefined {
  const [, four, six, portText] =
    /^(?:(\d{1,3}(?:\.\d{1,3}){3})|\[([0-9a-f:.]+)\])(?::(\d{1,5}))?$/i.exec(text) ?? [];
  const address = four ?? six ?? (/^[0-9a-f:]+$/i.test(text) && text.includes(':') ? text : undefined);
  const chosen = portText === undefined ? port : Number(portText);
  if (address === undefined || chosen < 1 || chosen > 65_535) return undefined;
  const isValid = URL.canParse(`http://${address.includes(':') ? `[${address}]` : address}/`);
  return isValid ? { address, port: chosen } : undefined;
}

/** As people write it; without the port where everybody knows it. */
export function formatPlace({ address, port }: Place, usual: number): string {
  if (port === usual) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
