import type { Diagnostic } from '../../core/diagnostic.ts';
import { enumerate, nearest, quote } from '../../core/wording.ts';
import { homeRegion } from '../home-region.ts';
import { faultAt, isFaulty, type RuleInput, type Spot } from '../rule.ts';
import { dataMember, writtenMembers } from './members.ts';
import { staticAddressFaults } from './static-address-rules.ts';
import { type WrittenEndpoint, writtenEndpoints } from './written-endpoints.ts';

/**
 * Static addresses of endpoints: one for each member of the registry, of the subnet, and each given once. Azure refuses
 * an endpoint that has them for some members only, and the replica that brings a member without one (faults N05, lessons
 * 20 to 24).
 */
export function staticIpRules(input: RuleInput): readonly Diagnostic[] {
  const endpoints = writtenEndpoints(input).filter(({ entry }) => entry.staticIps !== undefined);
  return [
    ...endpoints.flatMap((endpoint) => memberFaults(input, endpoint)),
    ...staticAddressFaults(input, endpoints),
  ];
}

const REQUIREMENTS = ['1.27', '1.29', '1.30', '1.32'];

function memberFaults(input: RuleInput, endpoint: WrittenEndpoint): Diagnostic[] {
  const members = knownMembers(input, endpoint);
  if (members === undefined) return [];
  const given = Object.keys(endpoint.entry.staticIps ?? {});
  const lacking = members.filter((member) => !given.includes(member));
  const unknown = given
    .filter((name) => !members.includes(name) && !isOfOthers(input, endpoint, name))
    .map((name) => ({ name, meant: memberMeant(name, lacking) }));
  // What was meant by a name that is none is not missing besides.
  const missing = lacking.filter((member) => !unknown.some(({ meant }) => meant === member));
  return [
    ...unknown.map((each) => unknownFault(input, endpoint, each, members)),
    ...(missing.length > 0 ? [missingFault(input, endpoint, missing)] : []),
  ];
}

/** Names of data endpoints differ by their regions only: all are near each other as texts. */
function memberMeant(name: string, lacking: readonly string[]): string | undefined {
  const region = regionIn(name);
  if (region === undefined) return nearest(name, lacking);
  const near = nearest(
    region,
    lacking.flatMap((member) => regionIn(member) ?? []),
  );
  return near && dataMember(near);
}

function regionIn(member: string): string | undefined {
  return /^registry_data_([a-z][a-z0-9]*)$/.exec(member)?.[1];
}

/** Undefined where the home region or that of a replica is not known for certain. */
function knownMembers(input: RuleInput, { registry }: WrittenEndpoint): readonly string[] | undefined {
  const { path, replications } = registry;
  const isUnclear =
    homeRegion(input, registry) === undefined ||
    isFaulty(input, [...path, 'replications']) ||
    replications.some((replica) => isFaulty(input, [...replica.path, 'location']));
  return isUnclear ? undefined : writtenMembers(registry);
}

/** Of an existing registry others may have made replicas that only the plan sees; a faulty replica is not placed. */
function isOfOthers(input: RuleInput, { registry }: WrittenEndpoint, name: string): boolean {
  const region = regionIn(name);
  if (region === undefined) return false;
  return registry.isExisting || isFaulty(input, [...registry.path, 'replications', region]);
}

function unknownFault(
  input: RuleInput,
  { path, address }: WrittenEndpoint,
  { name, meant }: { readonly name: string; readonly meant: string | undefined },
  members: readonly string[],
): Diagnostic {
  const isOfReplica = meant === undefined && regionIn(name) !== undefined;
  const way = isOfReplica
    ? 'List the replica it is for in replications, with existing: true where others made it, or take it out'
    : 'Correct it, or take it out';
  const detail = `By its home region and its replicas this registry has the members ${enumerate(members)}; ${quote(name)} is none of them. ${way}.`;
  const spot: Spot = { path: [...path, 'staticIps', name], part: 'key', address };
  const hint = meant && `did you mean ${quote(meant)}?`;
  return faultAt(input, 'ACR1119', spot, { detail, hint, requirements: REQUIREMENTS });
}

function missingFault(input: RuleInput, endpoint: WrittenEndpoint, missing: readonly string[]): Diagnostic {
  const { registry, path, address } = endpoint;
  const home = homeRegion(input, registry) ?? '';
  const isDoubtful =
    registry.isExisting && registry.entry.location === undefined && missing.includes(dataMember(home));
  const doubt = isDoubtful
    ? ` By this file the home region is ${home}; if it is another, give location.`
    : '';
  const detail = `With static addresses every member of the registry needs one, and there is none for ${enumerate(missing)}. Azure refuses such an endpoint, and where it is there already, the replica that brings the member. Give an address of the subnet for each, or take staticIps out to have Azure choose.${doubt}`;
  const spot: Spot = { path: [...path, 'staticIps'], part: 'key', address };
  const hint = `add ${missing[0]}`;
  return faultAt(input, 'ACR1255', spot, { detail, hint, requirements: REQUIREMENTS });
}
