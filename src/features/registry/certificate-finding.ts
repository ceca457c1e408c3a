import { type Finding, failed, passed, skipped, warned } from '../../core/verify.ts';
import type { Handshake, NoConnection, ShownCertificate } from '../../core/wire.ts';
import { counted } from '../../core/wording.ts';

/** What makes a host worth naming in advice: what no longer works without it. */
export interface CertifiedHost {
  readonly host: string;
  /** What clients cannot do while nobody answers there: `Every login, push and pull fails.` */
  readonly without: string;
  /** Whose the certificate is, and who brings a new one. */
  readonly renewal: string;
}

/** Whether the host answers with a certificate that is trusted, for its name, and lasts. */
export function certificateFinding(wanted: CertifiedHost, seen: Handshake, nowMs: number): Finding {
  if (seen.outcome !== 'shaken') return connectionFinding(wanted, seen);
  const { host } = wanted;
  const [own] = seen.chain;
  const evidence = [
    `connected to ${seen.place.address} port ${seen.place.port}, ${seen.protocol}`,
    ...seen.chain.map((each) => certificateLine(each)),
  ];
  const daysLeft = own === undefined ? 0 : Math.floor((own.validToMs - nowMs) / DAY_MS);
  if (own === undefined || own.validToMs < nowMs || seen.chainFault === 'CERT_HAS_EXPIRED')
    return failed('ACR2506', {
      found: `the certificate of ${host} has expired`,
      evidence,
      advice: `Clients refuse it. ${wanted.renewal} Where the clock of this machine is wrong, right certificates look expired, too.`,
    });
  if (!seen.namesHost)
    return failed('ACR2506', {
      found: `the certificate of ${host} is for other names`,
      evidence: [...evidence, `it is for ${own.names.join(', ') || own.subject}`],
      advice: `Clients refuse it. Somebody else answers at ${seen.place.address}: look what the name leads to. A registry is reached by its public name alone, never by one below privatelink.`,
    });
  if (seen.chainFault !== null)
    return failed('ACR2506', {
      found: `the certificate of ${host} is not trusted here`,
      evidence: [...evidence, `OpenSSL: ${seen.chainFault}`],
      advice: `${CHAIN_ADVICE[seen.chainFault] ?? 'Its chain leads to no authority that this machine trusts.'} A proxy that looks into TLS answers with certificates of its own: let it pass ${host} unread, or trust its authority: NODE_EXTRA_CA_CERTS=FILE here, and on each client as its documentation says.`,
    });
  if (daysLeft < FEW_DAYS)
    return warned('ACR2506', {
      found: `the certificate of ${host} ends in ${counted(daysLeft, 'day')}`,
      evidence,
      advice: wanted.renewal,
    });
  return passed(
    `certificate of ${host} is trusted and valid for ${counted(daysLeft, 'more day', 'more days')}`,
    evidence,
  );
}

/** A name that leads nowhere has a check of its own, which says why. */
function connectionFinding({ host, without }: CertifiedHost, seen: NoConnection): Finding {
  if (seen.outcome === 'unresolved')
    return skipped(`${host} leads to no address: see what was found of its name`);
  const { address, port } = seen.place;
  return failed('ACR2505', {
    found: `${host} ${WORDS[seen.outcome]} at ${address} port ${port}`,
    evidence: [`${seen.detail} from ${address} port ${port}`],
    advice: `${without} ${ADVICE[seen.outcome]}`,
  });
}

const WORDS = {
  refused: 'refuses the connection',
  timeout: 'does not answer',
  unreachable: 'cannot be reached',
  reset: 'ends the connection',
} as const;

const ADVICE = {
  refused:
    'Nobody listens there: the address is not that of a registry. Compare it with what acrctl records prints.',
  timeout:
    'A firewall, a security group or a route in between swallows it: let TCP port 443 pass from here to that address. acrctl allow-list prints all that clients need.',
  unreachable:
    'There is no route from here to that address: this network has to be peered with that of the endpoint, or joined by VPN.',
  reset:
    'A firewall or proxy in between cuts it, as those do that filter by name: acrctl allow-list prints the names to allow.',
} as const;

const CHAIN_ADVICE: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'It is signed by itself.',
  SELF_SIGNED_CERT_IN_CHAIN: 'Its authority is none that is known here.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'The server does not send the certificate of its issuer, or nobody here trusts that.',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'Nobody here trusts its issuer, or an intermediate certificate is missing.',
  CERT_NOT_YET_VALID: 'It is not valid yet, or the clock of this machine is behind.',
};

function certificateLine({ subject, issuer, validToMs, fingerprint }: ShownCertificate): string {
  const end = Number.isFinite(validToMs) ? new Date(validToMs).toISOString().slice(0, 10) : 'an unknown day';
  return `${subject}, by ${issuer}, until ${end}, SHA-256 ${fingerprint.slice(0, 16)}…`;
}

const DAY_MS = 86_400_000;
/** Who renews in time has done so by then. */
const FEW_DAYS = 14;
