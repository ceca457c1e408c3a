import { X509Certificate } from 'node:crypto';
import { pfxOf } from '../../src/features/certificates/pfx-write.ts';
import type { FileReader } from '../../src/features/key-vaults/certificate-files.ts';
import type { VariableReader } from '../../src/features/webhooks/variables.ts';
import { ecKey, issue, pemOf } from '../authorities.ts';
import { filesAmong } from '../lab.ts';
import { certificateIn } from '../scenarios/secrets.ts';

const HOST = 'images.contoso.com';
const DAY = 86_400_000;
/** The beginning of the timeline of tests. */
const TODAY = Date.UTC(2026, 0, 1);

/** What stands beside the bad fixtures: made for the test, so that no private key lies in the repository. */
export function filesOfFixtures(): FileReader & VariableReader {
  const root = issue({ name: 'Root', isAuthority: true, from: new Date(TODAY - 900 * DAY) });
  const pem = (from: number, until: number, hosts: readonly string[] = [HOST]) => {
    const time = { from: new Date(TODAY + from * DAY), until: new Date(TODAY + until * DAY) };
    const leaf = issue({ name: HOST, hosts, issuer: root, ...time });
    return `${leaf.keyPem}${leaf.certificate}${root.certificate}`;
  };
  const right = pem(-1, 90);
  return filesAmong(
    {
      'tls/images.pem': right,
      'tls/data.pem': pem(-1, 90, ['*.data.contoso.com']),
      'tls/ended.pem': pem(-100, -10),
      'tls/tomorrow.pem': pem(1, 90),
      'tls/soon.pem': pem(-80, 10),
      'tls/large.pem': pem(
        -1,
        90,
        Array.from({ length: 1_000 }, (_, index) => `host-${index}.images.contoso.com`),
      ),
      ...wrongInThemselves(),
      'tls/broken.pem': right.replace(/(?<=BEGIN PRIVATE KEY-----\n)....../, '!!!!!!'),
    },
    { HOOK_URI: 'https://hooks.contoso.com/?key=drawn', HOOK_NUMBER: '17', HOOK_LINES: 'one\ntwo' },
  );
}

/** One for each way in which what a file holds is no certificate that could be used. */
function wrongInThemselves(): Readonly<Record<string, string | Uint8Array>> {
  const root = issue({ name: 'Root', isAuthority: true });
  const between = issue({ name: 'Between', isAuthority: true, issuer: root });
  const leaf = issue({ name: HOST, hosts: [HOST], issuer: between });
  const clients = issue({ name: HOST, hosts: [HOST], issuer: between, purposes: ['1.3.6.1.5.5.7.3.2'] });
  const stranger = issue({ name: 'Stranger' });
  const curve = issue({ name: HOST, hosts: [HOST], key: ecKey() });
  const { certificate, keyPem, key } = leaf;
  const chain = certificate + between.certificate;
  const cipher = { cipher: 'aes-256-cbc', passphrase: 'x', format: 'pem' } as const;
  const der = new X509Certificate(certificate).raw;
  const drawn = (size: number) => new Uint8Array(size);
  return {
    'bad/encrypted.pem': `${key.export({ type: 'pkcs8', ...cipher })}${chain}`,
    'bad/encrypted-older.pem': `${key.export({ type: 'pkcs1', ...cipher })}${chain}`,
    'bad/images.pfx': pfxOf(certificateIn(keyPem + chain), drawn),
    'bad/images.der': der,
    // Not what its name says.
    'bad/text.pfx': keyPem + chain,
    'bad/cut.pfx': pfxOf(certificateIn(keyPem + chain), drawn).subarray(0, 500),
    'bad/two-keys.pem': `${keyPem}${stranger.keyPem}${chain}`,
    'bad/no-key.pem': chain,
    'bad/no-certificate.pem': keyPem,
    'bad/other-key.pem': `${stranger.keyPem}${chain}`,
    'bad/gap.pem': `${keyPem}${certificate}${root.certificate}`,
    'bad/alone.pem': `${keyPem}${certificate}`,
    'bad/order.pem': `${keyPem}${between.certificate}${certificate}`,
    'bad/curve.pem': `${curve.keyPem}${curve.certificate}`,
    'bad/twice.pem': `${keyPem}${chain}`.repeat(2),
    'bad/markers.pem': `${keyPem}${chain}`.replace('-----BEGIN PRIVATE KEY-----', '---BEGIN PRIVATE KEY---'),
    'bad/clients.pem': `${clients.keyPem}${clients.certificate}${between.certificate}`,
    'bad/images.base64': pfxOf(certificateIn(keyPem + chain), drawn).toString('base64'),
    'bad/empty.pfx': '',
    'bad/request.pem': `${keyPem}${pemOf('CERTIFICATE REQUEST', Buffer.from([0x30, 0]))}`,
    'bad/stranger.pem': `${keyPem}${chain}${root.certificate}${stranger.certificate}`,
  };
}
