import { type Check, wireCheck } from '../../core/verify.ts';
import type { PlacedRegistry } from '../placed.ts';
import type { Verifier, Verifying } from '../verify.ts';
import { type CertifiedHost, certificateFinding } from './certificate-finding.ts';
import { registryNames } from './registry-names.ts';

/** Whether each host of a registry answers, and proves by its certificate that it is what it is called. */
export const verifyCertificates: Verifier = {
  reads: () => [],
  checks: (registry, verifying) => {
    const { login, data } = registryNames(registry, verifying.live);
    return [
      certificateCheck(registry, { host: login, without: WITHOUT_LOGIN, renewal: RENEWAL }, verifying),
      ...data.map((host) =>
        certificateCheck(registry, { host, without: WITHOUT_DATA, renewal: RENEWAL }, verifying),
      ),
    ];
  },
};

const WITHOUT_LOGIN = 'No login, push or pull works from here.';

/** 1.69 */
export const WITHOUT_DATA =
  'Login and manifests go on working, and every pull of a layer from that region fails (1.69).';

const RENEWAL = 'Microsoft renews it: an old one is shown by something in between.';

function certificateCheck({ address }: PlacedRegistry, wanted: CertifiedHost, { nowMs }: Verifying): Check {
  const { host } = wanted;
  return wireCheck(
    {
      name: 'tls.certificate',
      address,
      about: host,
      proves: 'Clients reach the host, and trust who answers.',
      how: 'A TLS handshake in the name of the host, at the address that the name leads to.',
      requirements: ['1.2', '1.46'],
      reach: { kind: 'hosts', hosts: [host] },
    },
    (wire) => wire.handshake(host),
    (seen) => certificateFinding(wanted, seen, nowMs),
  );
}
