import type { FileReader } from '../../src/features/key-vaults/certificate-files.ts';
import { issue } from '../authorities.ts';
import { filesAmong } from '../lab.ts';

const HOST = 'images.contoso.com';
const DAY = 86_400_000;
/** The beginning of the timeline of tests. */
const TODAY = Date.UTC(2026, 0, 1);

/** What stands beside the bad fixtures: made for the test, so that no private key lies in the repository. */
export function filesOfFixtures(): FileReader {
  const root = issue({ name: 'Root', isAuthority: true, from: new Date(TODAY - 900 * DAY) });
  const pem = (from: number, until: number, hosts: readonly string[] = [HOST]) => {
    const time = { from: new Date(TODAY + from * DAY), until: new Date(TODAY + until * DAY) };
    const leaf = issue({ name: HOST, hosts, issuer: root, ...time });
    return `${leaf.keyPem}${leaf.certificate}${root.certificate}`;
  };
  const right = pem(-1, 90);
  return filesAmong({
    'tls/images.pem': right,
    'tls/ended.pem': pem(-100, -10),
    'tls/tomorrow.pem': pem(1, 90),
    'tls/soon.pem': pem(-80, 10),
    'tls/large.pem': pem(
      -1,
      90,
      Array.from({ length: 1_000 }, (_, index) => `host-${index}.images.contoso.com`),
    ),
    'tls/broken.pem': right.replace(/(?<=BEGIN PRIVATE KEY-----\n)....../, '!!!!!!'),
  });
}
