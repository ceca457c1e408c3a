import { STATUS_CODES } from 'node:http';
import type { Headers } from './headers.ts';

const PRODUCT = 'Microsoft-Azure-Application-Gateway/v2';

export interface OwnPage {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly answeredBy: 'gateway';
}

/** What a gateway answers by itself: a page that names the product, by which it is told from a registry. */
export function ownPage(status: number, body = pageOf(status)): OwnPage {
  const headers: Headers = [
    ['Server', PRODUCT],
    ['Content-Type', 'text/html'],
    ['Content-Length', String(Buffer.byteLength(body))],
  ];
  return { status, headers, body, answeredBy: 'gateway' };
}

function pageOf(status: number): string {
  const title = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  return [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    `<hr><center>${PRODUCT}</center>`,
    '</body>',
    '</html>',
    '',
  ].join('\r\n');
}
