import { type Check, type Finding, failed, passed, skipped, warned, wireCheck } from '../../core/verify.ts';
import type { Handshake, Resolution, WireAnswer } from '../../core/wire.ts';
import { counted } from '../../core/wording.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { foldHost } from '../dns/relative-name.ts';
import {
  certificateLine,
  HANDSHAKES,
  handshakes,
  trustFinding,
  type VaultCertificate,
  vaultCertificate,
} from '../key-vaults/served-certificate.ts';
import type { PlacedDomain } from '../placed.ts';
import { wayLine } from '../private-link/name-way.ts';
import { aroundNow } from '../private-link/verify.ts';
import type { Verifier, Verifying } from '../verify.ts';
import { type DomainOwner, targetOf } from './compile.ts';
import { DOMAIN_DEFAULTS } from './schema.ts';
import { ownerOf } from './verify.ts';

/** What clients meet under custom domains: the record, the certificate, and the registry behind it. */
export const verifyServedDomains: Verifier = {
  reads: (registry) =>
    (ownerOf(registry)?.domains.names ?? []).flatMap(({ certificate }) =>
      certificate === undefined ? [] : [{ type: ARM_TYPE.vaultSecret, id: certificate.id }],
    ),
  checks: (registry, verifying) => {
    const owner = ownerOf(registry);
    if (owner === undefined) return [];
    return owner.domains.names.flatMap((name) => [
      cnameCheck(owner, name, verifying),
      servedCheck(owner, name, verifying),
      answerCheck(owner, name),
    ]);
  },
};

function cnameCheck(owner: DomainOwner, name: PlacedDomain, verifying: Verifying): Check {
  const { host } = name.entry;
  const target = targetOf(owner, name, aroundNow(verifying)) ?? '';
  return wireCheck(
    {
      name: 'domain.cname',
      address: name.address,
      about: host,
      proves: 'Clients that ask for the host are led to the registry.',
      how: 'The DNS server was asked for the host, hop by hop.',
      requirements: ['0.41', '0.42'],
      reach: { kind: 'dns', server: null },
    },
    (wire) => wire.resolve(host),
    (seen) => cnameFinding(host, target, seen, owner),
  );
}

function cnameFinding(host: string, target: string, seen: Resolution, { domains }: DomainOwner): Finding {
  const evidence = [wayLine(seen)];
  const [first] = seen.hops;
  if (first?.type === 'CNAME' && foldHost(first.data) === foldHost(target))
    return passed(`${host} is a CNAME of ${target}`, evidence);
  if (NO_ANSWER.has(seen.outcome))
    return failed('ACR2504', {
      found: `nobody said what ${host} leads to`,
      evidence,
      advice: 'Ask another DNS server: --resolver ADDRESS.',
    });
  const { zone } = domains;
  const remedy =
    zone === undefined
      ? `Have whoever owns the zone write it; this prints what to write:\nacrctl records`
      : `If the zone ${zone.name} has it (domain.record), the parent zone does not name the name servers of that zone: the outputs of the plan list them.`;
  return failed('ACR2521', {
    found:
      first === undefined
        ? `there is no record for ${host}`
        : `${host} leads to ${first.data} instead of ${target}`,
    evidence,
    advice: `${host} has to be a CNAME of ${target}. ${remedy}`,
  });
}

const NO_ANSWER: ReadonlySet<Resolution['outcome']> = new Set([
  'servfail',
  'refused',
  'malformed',
  'timeout',
  'unreachable',
]);

function servedCheck(owner: DomainOwner, name: PlacedDomain, verifying: Verifying): Check {
  const { host } = name.entry;
  const subject = {
    name: 'domain.served',
    address: name.address,
    about: host,
    proves: 'What is served under the host is the certificate in the vault.',
    how: `${counted(HANDSHAKES, 'TLS handshake')} with the host, whose certificates were compared with the fingerprint that stands at the secret.`,
    requirements: ['0.35', '0.36', '0.37'],
    reach: { kind: 'hosts' as const, hosts: [host] },
  };
  const vault = vaultCertificate(name.certificate, verifying.live);
  return wireCheck(
    subject,
    (wire) => handshakes(wire, host),
    (seen) => servedFinding(host, seen, vault, { nowMs: verifying.nowMs, onboarding: onboardingOf(owner) }),
  );
}

type Onboarding = 'notRequested' | 'requested' | 'active';

function onboardingOf({ domains: { entry } }: DomainOwner): Onboarding {
  return entry.onboarding ?? DOMAIN_DEFAULTS.onboarding;
}

interface Now {
  readonly nowMs: number;
  readonly onboarding: Onboarding;
}

function servedFinding(
  host: string,
  seen: readonly Handshake[],
  vault: VaultCertificate,
  { nowMs, onboarding }: Now,
): Finding {
  const shown = seen.flatMap((each) => (each.outcome === 'shaken' ? [each] : []));
  const [first] = shown;
  if (first === undefined || shown.length < seen.length) return unshaken(host, seen);
  const leaves = shown.flatMap(({ chain }) => chain.slice(0, 1));
  const evidence = [...new Set(leaves.map((leaf) => certificateLine(leaf, nowMs)))];
  if (!shown.every(({ namesHost }) => namesHost)) return notYet(host, evidence, onboarding);
  const served = [...new Set(leaves.map(({ fingerprint }) => fingerprint))];
  const { fingerprint } = vault;
  if (fingerprint !== undefined && served.some((each) => each !== fingerprint))
    return otherCertificate(host, served, vault, evidence, nowMs);
  return trustFinding(host, first, evidence, fingerprint !== undefined, nowMs);
}

function unshaken(host: string, seen: readonly Handshake[]): Finding {
  const last = seen.at(-1);
  const what = last === undefined || last.outcome === 'shaken' ? 'nobody answers' : last.outcome;
  const evidence = last?.outcome === 'unresolved' ? [wayLine(last.resolution)] : [];
  return failed('ACR2505', {
    found: `no TLS connection to ${host}: ${what}`,
    evidence,
    advice:
      'First the name has to lead to the registry (domain.cname). Where that is so, a firewall on the way, or the closed public access of the registry, keeps this machine out: run it where clients are.',
  });
}

/** The service answers every name that leads to it, with its own certificate, until Azure Support has turned the domain on. */
function notYet(host: string, evidence: readonly string[], onboarding: Onboarding): Finding {
  const found = `${host} is served with a certificate for other names`;
  if (onboarding === 'active')
    return failed('ACR2522', {
      found,
      evidence,
      advice:
        'The file says that Azure serves the domain, and it does not, or no longer: it lost access to the certificate (domain.access), or Azure Support has not finished. Ask in the ticket; write onboarding: requested until it is done.',
    });
  return warned('ACR2522', {
    found: `${found}: Azure does not serve the domain yet`,
    evidence,
    advice:
      onboarding === 'requested'
        ? 'The record alone does nothing: Azure Support has to turn the domain on. Ask in the ticket how far it is.'
        : 'The record alone does nothing: Azure Support has to turn the domain on. This prints the request:\nacrctl ticket custom-domain REGISTRY',
  });
}

/** Within a quarter of an hour both are served (0.37); how long "a short time" is before that, nobody says (0.36). */
function otherCertificate(
  host: string,
  served: readonly string[],
  { fingerprint = '', sinceMs }: VaultCertificate,
  evidence: readonly string[],
  nowMs: number,
): Finding {
  const isMixed = served.includes(fingerprint);
  const age = sinceMs === undefined ? undefined : nowMs - sinceMs;
  const found = isMixed
    ? `${host} is served with the certificate of the vault and with another one`
    : `${host} is served with another certificate than the one in the vault`;
  const all = [...evidence, `in the vault: SHA-256 ${fingerprint}`];
  if (age !== undefined && age < PATIENCE_MS)
    return warned('ACR2523', {
      found: `${found}, which was put there ${counted(Math.floor(age / 60_000), 'minute')} ago`,
      evidence: all,
      advice:
        'Azure takes a new version within a short time, and then serves both for up to 15 minutes. Keep the old one valid, and look again then.',
    });
  return failed('ACR2523', {
    found,
    evidence: all,
    advice:
      'The registry has not taken the newest version. Either it cannot read it (domain.access, domain.vault), or the ticket named the secret with a version: then Azure Support has to be asked for each renewal.',
  });
}

/** "Within a short time", assumed to be an hour as for keys, and the 15 minutes of both. */
const PATIENCE_MS = 75 * 60_000;

function answerCheck(owner: DomainOwner, name: PlacedDomain): Check {
  const { host } = name.entry;
  const onboarding = onboardingOf(owner);
  const isData = name.region !== undefined;
  const path = isData ? '/' : '/v2/';
  return wireCheck(
    {
      name: 'domain.answers',
      address: name.address,
      about: host,
      proves: isData
        ? 'A data endpoint answers under the host.'
        : 'The registry answers under the host, and says where to log in.',
      how: `GET https://${host}${path} without a login.`,
      requirements: ['0.1', '0.44'],
      reach: { kind: 'hosts', hosts: [host] },
    },
    (wire) => wire.request({ method: 'GET', url: `https://${host}${path}` }),
    (seen) => answerFinding(host, isData, seen, onboarding),
  );
}

/**
 * A registry answers 401 and says where to log in, a data endpoint 403 without a signature; 404 says that the name leads to
 * the service and to no registry (registry-wire.md, 1 and 3).
 */
function answerFinding(host: string, isData: boolean, seen: WireAnswer, onboarding: Onboarding): Finding {
  if (seen.outcome === 'untrusted')
    return skipped(`${host} has no certificate that proves it (domain.served)`);
  if (seen.outcome !== 'answered') return skipped(`nobody answers under ${host} (domain.served)`);
  const challenge = seen.headers.find(([name]) => name === 'www-authenticate')?.[1];
  const evidence = [`${seen.status}${challenge === undefined ? '' : ` ${challenge}`}`];
  const isRight = isData ? seen.status === 403 : seen.status === 401 && challenge !== undefined;
  if (isRight && onboarding === 'active') return passed(`${host} answers as it should`, evidence);
  if (isRight)
    return warned('ACR2522', {
      found: `${host} answers as it should, and the file does not know it yet`,
      evidence,
      advice: 'Write customDomains.onboarding: active, and apply.',
    });
  const isUnknown = seen.status === 404;
  const trouble = {
    found: isUnknown
      ? `${host} leads to the service, which knows no registry of that name`
      : `${host} answers ${seen.status}`,
    evidence,
    advice: isUnknown
      ? 'The domain is not onboarded yet: Azure Support has to turn it on.'
      : 'That is no answer of a registry: something else stands on the way, such as a proxy or a firewall.',
  };
  return isUnknown && onboarding !== 'active' ? warned('ACR2522', trouble) : failed('ACR2522', trouble);
}
