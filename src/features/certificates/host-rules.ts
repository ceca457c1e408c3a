import type { Diagnostic } from '../../core/diagnostic.ts';
import { enumerate, quote } from '../../core/wording.ts';
import { fileOf } from '../key-vaults/certificate-files.ts';
import type { PlacedCertificate } from '../placed.ts';
import { faultAt, type RuleInput, type Spot } from '../rule.ts';
import { covers } from './covers.ts';

/**
 * The fault of a certificate that stands for a host and does not cover it, at the value that names the certificate. Of a
 * secret of others, and of a file that is not right, nobody here knows the hosts.
 */
export function hostFaults(
  input: RuleInput,
  certificate: PlacedCertificate,
  { host, spot }: { readonly host: string; readonly spot: Spot },
): Diagnostic[] {
  const hosts = hostsOf(certificate);
  if (hosts === undefined || covers({ hosts }, host)) return [];
  const covered =
    hosts.length === 0
      ? 'It is for no host at all: its common name counts for nothing.'
      : `It is for ${enumerate(hosts.map(quote))}.`;
  const star = hosts.some((name) => name.startsWith('*.')) ? ', and a star stands for one label' : '';
  const detail = `Clients that ask for ${quote(host)} refuse the certificate ${certificate.address}: its subjectAltName does not have the name${star}. ${covered} Have one issued that covers the host, or name another certificate.`;
  return [faultAt(input, 'ACR1415', spot, { detail, requirements: ['0.10'] })];
}

function hostsOf(certificate: PlacedCertificate): readonly string[] | undefined {
  const { source, hosts } = certificate.entry;
  if (certificate.isExisting) return undefined;
  return source === 'selfSigned' ? hosts : fileOf(certificate)?.reading?.certificate?.hosts;
}
