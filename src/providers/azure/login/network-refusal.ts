import { clean } from '../text.ts';
import { UNTRUSTED } from '../untrusted.ts';
import type { Refusal } from './refusal.ts';
import type { Source } from './sources.ts';
import type { Sight } from './witness.ts';

/** No answer came from the login service, which says nothing about the credential. */
export function networkRefusal(source: Source, sight: Extract<Sight, { kind: 'no-answer' }>): Refusal {
  const { said, remedy } = networkTrouble(sight);
  return { code: 'ACR2209', said: `${said} ${WHAT_IT_MEANS[source.kind]}`, remedy };
}

/** What it means that a host gave no answer, and what to do, by the code of the system. */
export function networkTrouble({
  host,
  code,
  text,
}: Pick<Extract<Sight, { kind: 'no-answer' }>, 'host' | 'code' | 'text'>): {
  readonly said: string;
  readonly remedy: string;
} {
  const family = FAMILIES.find(({ codes }) => codes.test(code));
  const said = family === undefined ? clean(text).replace(/\.$/, '') : family.said(host);
  return {
    said: `${said}${code === '' ? '' : ` (${clean(code)})`}.`,
    remedy:
      family?.remedy ?? 'Check network and proxy (HTTPS_PROXY, NO_PROXY), and run the same command again.',
  };
}

const WHAT_IT_MEANS: Readonly<Record<Source['kind'], string>> = {
  secret: 'The client secret was not judged.',
  certificate: 'The certificate was not judged.',
  workload: 'The federated token was not judged.',
  managed: 'The managed identity was not judged.',
  cli: 'The sign-in of the Azure CLI was not judged.',
};

interface Family {
  /** Codes of Node's sockets, resolver and TLS. */
  readonly codes: RegExp;
  readonly remedy: string;
  said(host: string): string;
}

const FAMILIES: readonly Family[] = [
  {
    codes: /^(ENOTFOUND|EAI_)/,
    said: (host) => `The name ${host} cannot be resolved`,
    remedy:
      'Check the DNS of this machine; behind a proxy set HTTPS_PROXY. azure.cloud in the file decides which host is asked.',
  },
  {
    codes: UNTRUSTED,
    said: (host) => `Whoever answers for ${host} shows a certificate that this machine does not trust`,
    remedy:
      'A proxy that opens TLS is the usual cause: set NODE_EXTRA_CA_CERTS to a PEM file with its certificate authority. Nothing was sent to it.',
  },
  {
    codes: /^(CERT_|ERR_TLS)/,
    said: (host) => `The certificate that is shown for ${host} is not valid`,
    remedy:
      'Check the clock of this machine, and what stands between it and the internet. Nothing was sent to it.',
  },
  {
    codes:
      /^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|ESOCKETTIMEDOUT|REQUEST_SEND_ERROR)/,
    said: (host) => `${host} cannot be reached`,
    remedy:
      'Check network, firewall and the proxy that HTTPS_PROXY names (NO_PROXY for what is not behind it), and run the same command again.',
  },
];
