import { type Check, type Finding, failed, passed, skipped, warned, wireCheck } from '../../core/verify.ts';
import type { Handshake, Resolution } from '../../core/wire.ts';
import { counted, enumerate } from '../../core/wording.ts';
import type { CloudName } from '../../providers/azure/clouds.ts';
import { foldHost } from '../dns/relative-name.ts';
import {
  certificateLine,
  HANDSHAKES,
  handshakes,
  trustFinding,
  type VaultCertificate,
  vaultCertificate,
} from '../key-vaults/served-certificate.ts';
import type { FrontCertificate, PlacedFront, PlacedFrontRegion } from '../placed.ts';
import { isPrivateAddress, wayLine } from '../private-link/name-way.ts';
import { isUnanswered, OUTCOME_WORDS, serverAdvice } from '../private-link/unanswered.ts';
import type { Verifier, Verifying } from '../verify.ts';
import { frontsOf } from './names.ts';
import { isChosen, profileHost } from './traffic-manager.ts';
import { publicAddresses } from './verify.ts';

/** Where the names of a front lead, and whose certificate is shown there. */
export const verifyServedFronts: Verifier = {
  reads: () => [],
  checks: (registry, verifying) =>
    frontsOf(registry, verifying.placed)
      .flatMap(namesOf)
      .flatMap((name) => [addressCheck(name, verifying), certificateCheck(name, verifying)]),
};

/** A name of a front, and the regions whose gateways may answer for it. */
interface FrontName {
  readonly host: string;
  readonly address: string;
  readonly front: PlacedFront;
  readonly regions: readonly PlacedFrontRegion[];
  readonly role: 'registry' | 'data';
}

function namesOf(front: PlacedFront): readonly FrontName[] {
  const { regions, entry, address } = front;
  return [
    { host: entry.host, address, front, regions, role: 'registry' },
    ...regions.map((region) => ({
      host: region.entry.dataHost,
      ...{ address: region.address, front, regions: [region], role: 'data' as const },
    })),
  ];
}

function addressCheck(name: FrontName, verifying: Verifying): Check {
  const { host, address, regions } = name;
  const addresses = publicAddresses(regions, verifying);
  const record = recordWords(name, addresses, verifying.cloud);
  return wireCheck(
    {
      name: 'front.address',
      address,
      about: host,
      proves: 'Clients that ask for the host are led to the gateway.',
      how: 'The DNS server was asked for the host, hop by hop, and the answer compared with the public address of the gateway.',
      requirements: ['2.1', '2.11a', '2.32'],
      reach: { kind: 'dns', server: null },
    },
    (wire) => wire.resolve(host),
    (seen) => addressFinding(name, addresses, record, seen),
  );
}

function recordWords(
  { host, front, role }: FrontName,
  gateways: readonly string[],
  cloud: CloudName,
): string {
  return role === 'registry' && isChosen(front)
    ? `${host} has to be a CNAME of ${profileHost(front, cloud)}.`
    : `${host} has to be an A record of ${enumerate(gateways, 'or')}.`;
}

function addressFinding(
  { host, front: { zone } }: FrontName,
  gateways: readonly string[],
  record: string,
  seen: Resolution,
): Finding {
  const evidence = [wayLine(seen), `public address of the gateway: ${enumerate(gateways) || 'none'}`];
  if (isUnanswered(seen))
    return failed('ACR2504', {
      found: `${host} ${OUTCOME_WORDS[seen.outcome]}`,
      evidence,
      advice: serverAdvice(seen),
    });
  if (gateways.length === 0)
    return skipped(`the gateway for ${host} has no public address yet: see what was found of it`);
  const addresses = seen.hops.flatMap(({ type, data }) => (type === 'A' ? [data] : []));
  const others = addresses.filter((each) => !gateways.includes(each));
  if (addresses.length > 0 && others.length === 0)
    return passed(`${host} leads to ${enumerate(addresses)}, the address of the gateway`, evidence);
  const remedy =
    zone === undefined
      ? 'Have whoever owns the zone write it; this prints what to write:\nacrctl records'
      : `acrctl apply writes it into ${zone.name}; if it is there, the parent zone does not name the name servers of that zone: the outputs of the plan list them.`;
  const inside = others.find(isPrivateAddress);
  return failed('ACR2526', {
    found:
      addresses.length === 0
        ? `${host} ${OUTCOME_WORDS[seen.outcome]}`
        : `${host} leads to ${enumerate(others)}, which is not the gateway`,
    evidence,
    advice:
      inside === undefined
        ? `${record} ${remedy}`
        : `${inside} is a private address: a zone inside of this network has the name, too. Ask a public server: --resolver ADDRESS. ${record}`,
  });
}

function certificateCheck(name: FrontName, verifying: Verifying): Check {
  const { host, address, regions, role } = name;
  const certificates = regions.flatMap((region) => region.certificates[role] ?? []);
  const vaults = certificates.flatMap((each) => knownIn(each, verifying));
  return wireCheck(
    {
      name: 'front.certificate',
      address,
      about: host,
      proves: 'The gateway shows the certificate of the vault for the host, and clients trust it.',
      how: `${counted(HANDSHAKES, 'TLS handshake')} with the host, whose certificates were compared with the fingerprint that stands at the secret.`,
      requirements: ['2.11e', '2.32'],
      reach: { kind: 'hosts', hosts: [host] },
    },
    (wire) => handshakes(wire, host),
    (seen) => certificateFinding(host, vaults, seen, verifying.nowMs),
  );
}

type Known = VaultCertificate & { readonly fingerprint: string };

/** Of a vault that the file does not list nobody tells what is in it. */
function knownIn({ certificate }: FrontCertificate, { live }: Verifying): readonly Known[] {
  const { fingerprint, sinceMs } = vaultCertificate(certificate, live);
  return fingerprint === undefined ? [] : [{ fingerprint, sinceMs }];
}

function certificateFinding(
  host: string,
  vaults: readonly Known[],
  seen: readonly Handshake[],
  nowMs: number,
): Finding {
  const shown = seen.flatMap((each) => (each.outcome === 'shaken' ? [each] : []));
  const [first] = shown;
  if (first === undefined || shown.length < seen.length) return unshaken(host, seen);
  const leaves = shown.flatMap(({ chain }) => chain.slice(0, 1));
  const evidence = [...new Set(leaves.map((leaf) => certificateLine(leaf, nowMs)))];
  if (!shown.every(({ namesHost }) => namesHost))
    return failed('ACR2527', {
      found: `${host} is served with a certificate for other names`,
      evidence,
      advice: `A gateway that has no listener for a name, or turned it off since it cannot read its certificate any more, shows that of its first listener, and says Succeeded all the same. Look at what was found of its secret and of the access to it (front.secret, front.access), and whether ${foldHost(host)} leads to the gateway at all (front.address).`,
    });
  const served = leaves.map(({ fingerprint }) => fingerprint);
  const isKnown = vaults.length > 0;
  if (isKnown && served.some((each) => vaults.every(({ fingerprint }) => fingerprint !== each)))
    return otherCertificate(host, vaults, evidence, nowMs);
  return trustFinding(host, first, evidence, isKnown, nowMs);
}

function unshaken(host: string, seen: readonly Handshake[]): Finding {
  const last = seen.at(-1);
  if (last === undefined || last.outcome === 'shaken' || last.outcome === 'unresolved')
    return skipped(`${host} leads to no address: see what was found of its name`);
  const { address, port } = last.place;
  return failed('ACR2505', {
    found: `no TLS connection to ${host}: ${last.outcome}`,
    evidence: [`${last.detail} from ${address} port ${port}`],
    advice:
      'The gateway is stopped (front.gateway), its only listener is turned off since it cannot read the certificate (front.access), or a network security group at its subnet lets TCP port 443 in from nobody. A firewall on the way from here does the same.',
  });
}

/** Instances look for a new version every four hours (application-gateway.md 4). */
const PATIENCE_MS = 4.25 * 3_600_000;

function otherCertificate(
  host: string,
  vaults: readonly Known[],
  evidence: readonly string[],
  nowMs: number,
): Finding {
  const since = vaults.flatMap(({ sinceMs }) => sinceMs ?? []);
  const ageMs = since.length === 0 ? undefined : nowMs - Math.max(...since);
  const found = `${host} is served with another certificate than the one in the vault`;
  const all = [...evidence, ...vaults.map(({ fingerprint }) => `in the vault: SHA-256 ${fingerprint}`)];
  if (ageMs !== undefined && ageMs < PATIENCE_MS)
    return warned('ACR2527', {
      found: `${found}, which was put there ${counted(Math.floor(ageMs / 60_000), 'minute')} ago`,
      evidence: all,
      advice: 'A gateway looks for a new one every four hours. Keep the old one valid, and look again then.',
    });
  return failed('ACR2527', {
    found,
    evidence: all,
    advice:
      'The gateway has not taken the newest version. Either it cannot read it (front.secret, front.access), or its certificate names one version of the secret for good: write the secret without a version.',
  });
}
