import type { Address } from '../../core/address.ts';
import { diagnose } from '../../core/codes.ts';
import type { PriorEntry } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { getPath, textAt } from '../../core/path.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { foldId, parseArmId } from '../../providers/azure/arm-id.ts';
import { QUESTION } from '../../providers/azure/arm-types.ts';
import type { CloudName } from '../../providers/azure/clouds.ts';
import type { Placed } from '../placed.ts';
import type { Around } from '../private-link/members.ts';
import { addressLabel, type ChosenFront, isChosen, profileHost, profileName } from './traffic-manager.ts';

/** Whether the names that Traffic Manager and public addresses get in DNS are free: one question each, only where they come. */
export function dnsNameReads(placed: Placed, prior: readonly PriorEntry[]): readonly ReadTarget[] {
  return coming(placed, prior).map(({ question }) => question);
}

export function dnsNameFaults(
  placed: Placed,
  prior: readonly PriorEntry[],
  { live, cloud }: Pick<Around, 'live' | 'cloud'>,
): readonly Diagnostic[] {
  return coming(placed, prior)
    .filter((wanted) => isTaken(wanted, live))
    .map(({ address, full, hint }) =>
      diagnose('ACR2019', {
        address,
        detail: `The name ${full(cloud)} is in use: by somebody else, or by something of yours in another group or subscription. Such names are unique in all of Azure.`,
        hint,
        requirements: ['2.30'],
      }),
    );
}

/** A name that an object gets, and does not have by the state. */
interface WantedDnsName {
  readonly address: Address;
  readonly id: string;
  /** Where the name stands in the body of the object. */
  readonly member: string;
  readonly name: string;
  readonly question: ReadTarget;
  readonly hint: string;
  full(cloud: CloudName): string;
}

function coming({ fronts }: Placed, prior: readonly PriorEntry[]): readonly WantedDnsName[] {
  const wanted = fronts.filter(isChosen).flatMap((front) => [profileOf(front), ...labelsOf(front)]);
  // One that an object of ours gives up in the same plan is free by the time it is needed.
  const had = wanted.length === 0 ? new Set() : new Set(prior.flatMap(({ applied }) => namesIn(applied)));
  return wanted.filter(({ name }) => !had.has(foldId(name)));
}

function profileOf(front: ChosenFront): WantedDnsName {
  const { trafficManager, entry } = front;
  const name = profileName(front);
  return {
    ...trafficManager,
    member: PROFILE_NAME,
    name,
    question: {
      type: QUESTION.profileName,
      id: `${providerOf(trafficManager.id)}/checkTrafficManagerNameAvailabilityV2/${name}`,
    },
    hint:
      entry.trafficManager?.name === undefined
        ? 'Write trafficManager.name, with a name that nobody has.'
        : 'Choose another trafficManager.name.',
    full: (cloud) => profileHost(front, cloud),
  };
}

function labelsOf(front: ChosenFront): readonly WantedDnsName[] {
  return front.regions.map((region) => {
    const { publicAddress, location } = region;
    const name = addressLabel(front, region);
    return {
      ...publicAddress,
      member: ADDRESS_LABEL,
      name,
      question: {
        type: QUESTION.addressLabel,
        id: `${providerOf(publicAddress.id)}/locations/${location}/CheckDnsNameAvailability/${name}`,
      },
      hint: 'Have it given up by whoever has it, or give the front another key: the label follows from that and from where the address is.',
      full: () => `${name} for public addresses in ${location}`,
    };
  });
}

const PROFILE_NAME = 'properties.dnsConfig.relativeName';
const ADDRESS_LABEL = 'properties.dnsSettings.domainNameLabel';

function namesIn(applied: PriorEntry['applied']): readonly string[] {
  return [PROFILE_NAME, ADDRESS_LABEL].flatMap((member) => {
    const name = textAt(applied, member);
    return name === undefined ? [] : [foldId(name)];
  });
}

/** Also what stands at the very id has its name: it is there, and the state need not know it yet. */
function isTaken({ id, member, name, question }: WantedDnsName, live: LiveObjects): boolean {
  const own = textAt(live.get(foldId(id))?.body, member);
  if (own !== undefined && foldId(own) === foldId(name)) return false;
  const answer = live.get(foldId(question.id))?.body ?? {};
  return getPath(answer, 'nameAvailable') === false || getPath(answer, 'available') === false;
}

function providerOf(id: string): string {
  return `/subscriptions/${parseArmId(id)?.subscription ?? ''}/providers/Microsoft.Network`;
}
