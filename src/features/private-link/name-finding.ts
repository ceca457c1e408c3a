import { type Finding, failed, passed, warned } from '../../core/verify.ts';
import type { Resolution } from '../../core/wire.ts';
import { enumerate } from '../../core/wording.ts';
import { isPrivateAddress, isWithin, type NameWay, wayLine, wayOf } from './name-way.ts';
import { AZURE_DNS, isUnanswered, OUTCOME_WORDS, publicNameAdvice, serverAdvice } from './unanswered.ts';

/** What a name is to lead to, by what Azure Resource Manager shows. */
export interface WantedName {
  readonly host: string;
  /** `privatelink.azurecr.io`. */
  readonly zone: string;
  /** `azurecr.io`. */
  readonly suffix: string;
  /** The address that each endpoint of the registry has for the host; an endpoint that has none is left out. */
  readonly addresses: readonly { readonly endpoint: string; readonly address: string }[];
  /** The prefixes of the subnets of the endpoints, as far as they are known. */
  readonly subnets: readonly string[];
  /** Who looks after the records. */
  readonly kept: 'azure' | 'acrctl' | 'others';
  /** The networks that the zone is linked to, by name; none where acrctl does not know of any. */
  readonly linked: readonly string[];
}

/** What was seen: the name itself, and where that led into the open, the name in the zone asked for by itself. */
export interface SeenName {
  readonly asked: Resolution;
  readonly inZone: Resolution | undefined;
}

/** Whether the host leads by both hops to an address of an endpoint (1.49), and if not, why (1.50, 1.57). */
export function nameFinding(wanted: WantedName, { asked, inZone }: SeenName): Finding {
  const way = wayOf(asked, wanted.zone);
  const evidence = [
    wayLine(asked),
    ...(inZone !== undefined && isPrivate(inZone, wanted) ? [wayLine(inZone)] : []),
  ];
  if (asked.outcome === 'addresses') return addressFinding(wanted, way, evidence, inZone);
  return failed(isUnanswered(asked) ? 'ACR2504' : 'ACR2503', {
    found: `${wanted.host} ${OUTCOME_WORDS[asked.outcome]}`,
    evidence,
    advice: outcomeAdvice(wanted, way, asked),
  });
}

function addressFinding(
  wanted: WantedName,
  way: NameWay,
  evidence: readonly string[],
  inZone: Resolution | undefined,
): Finding {
  const { host, addresses, subnets, zone, suffix } = wanted;
  const led = enumerate(way.addresses);
  const own = addresses.filter(({ address }) => way.addresses.includes(address));
  const isOwn = way.addresses.every((each) => own.some(({ address }) => address === each));
  if (isOwn && way.passesZone)
    return passed(`${host} leads to ${led} of ${enumerate(own.map(({ endpoint }) => endpoint))}`, evidence);
  if (isOwn)
    return warned('ACR2503', {
      found: `${host} leads to ${led} without passing ${zone}`,
      evidence,
      advice: `Somebody answers for ${suffix} itself, such as a zone of that name or a line in a hosts file. It works until the endpoint is made anew with another address, and such a zone hides all other registries. Answer in ${zone} alone.`,
    });
  if (!way.addresses.some(isPrivateAddress))
    return failed('ACR2503', {
      found: `${host} resolves to ${led}, a public address`,
      evidence,
      advice: publicAdvice(wanted, way, inZone),
    });
  const expected = enumerate(addresses.map(({ endpoint, address }) => `${address} (${endpoint})`)) || 'none';
  const isInside = way.addresses.every((each) => subnets.some((prefix) => isWithin(each, prefix)));
  return failed('ACR2503', {
    found: `${host} resolves to ${led}, which is not its private endpoint`,
    evidence: [...evidence, `addresses of its endpoints: ${expected}`],
    advice: isInside
      ? `The record is of an endpoint that is gone or was made anew. ${RECORD_ADVICE[wanted.kept]}`
      : `The record leads into another network, such as to an endpoint in another region that writes to the same zone: two of them overwrite each other (1.58). ${RECORD_ADVICE[wanted.kept]}`,
  });
}

function isPrivate(seen: Resolution, { zone }: Pick<WantedName, 'zone'>): boolean {
  return seen.outcome === 'addresses' && wayOf(seen, zone).addresses.every(isPrivateAddress);
}

/** The public chain was seen: is it the zone, the forwarder, or is there no endpoint? */
function publicAdvice(
  { zone, suffix, linked }: WantedName,
  way: NameWay,
  inZone: Resolution | undefined,
): string {
  const forward = `forward ${suffix} to ${AZURE_DNS}`;
  if (inZone !== undefined && isPrivate(inZone, { zone }))
    return `The DNS server forwards ${zone} alone, and clients ask for names below ${suffix}: on that server, ${forward} instead (1.57). acrctl records --forwarders prints what to write.`;
  if (!way.passesZone)
    return `Azure's public DNS knows of no private endpoint of this registry: it adds ${zone} to the way once a connection is approved, which takes some minutes. Look at the checks of the connection, and ask again.`;
  const links =
    linked.length === 0
      ? 'It is linked to no network that acrctl knows'
      : `It is linked to ${enumerate(linked)}`;
  return `The DNS server does not see the zone ${zone}. ${links}: link it to the network that you ask from, or on a DNS server of your own ${forward}, from a machine in a linked network (1.50, 1.57). From outside, as on your own computer, this is as it should be: run it in the network.`;
}

function outcomeAdvice(wanted: WantedName, way: NameWay, asked: Resolution): string {
  if (isUnanswered(asked)) return serverAdvice(asked);
  if (!way.passesZone) return publicNameAdvice(asked, wanted.suffix);
  return `A private zone ${wanted.zone} answers, and has no record for it. Where the registry has its record in another zone of that name, nxDomainRedirect on the link lets the public DNS answer. ${RECORD_ADVICE[wanted.kept]}`;
}

const RECORD_ADVICE: Readonly<Record<WantedName['kept'], string>> = {
  azure:
    'The zone group of the endpoint writes it; where that is right, this resolver sees another zone:\nacrctl plan',
  acrctl: 'acrctl writes it; where that is right, this resolver sees another zone:\nacrctl plan',
  others: 'Somebody else keeps it. This prints what it has to be:\nacrctl records',
};
