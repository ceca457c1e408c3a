import { diagnose } from '../../core/codes.ts';
import type { Resource } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Json } from '../../core/json.ts';
import { getPath, listAt, textAt } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { enumerate } from '../../core/wording.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import type { Placed, PlacedFrontRegion } from '../placed.ts';

/**
 * Routing rules that others put into a gateway, where they stay (I-19), and what they do to those of the front: keep their
 * place, or take requests for its hosts by a listener with an asterisk or without a host (application-gateway.md 4).
 */
export function foreignRouteFindings(
  { fronts }: Placed,
  resources: readonly Resource[],
  live: LiveObjects,
): readonly Diagnostic[] {
  const wanted = new Map(resources.map(({ address, managed }) => [address, managed]));
  return fronts
    .flatMap(({ regions }) => regions)
    .flatMap((region) => {
      const gateway = live.get(foldId(region.id))?.body;
      const own = wanted.get(region.address);
      if (gateway === undefined || own === undefined) return [];
      const names = new Set(listAt(own, RULES).map(nameIn));
      const foreign = listAt(gateway, RULES).filter((rule) => !names.has(nameIn(rule)));
      return [...inTheWay(region, own, gateway, foreign), ...taken(region, own, gateway, foreign)];
    });
}

const RULES = 'properties.requestRoutingRules';

/** Azure takes each priority once. A rule of ours that has its place already has it alone. */
function inTheWay(
  { name, address }: PlacedFrontRegion,
  own: Json,
  gateway: Json,
  foreign: readonly Json[],
): readonly Diagnostic[] {
  const has = (rule: Json) =>
    listAt(gateway, RULES).some(
      (each) => nameIn(each) === nameIn(rule) && priorityOf(each) === priorityOf(rule),
    );
  return listAt(own, RULES).flatMap((rule) => {
    const other = has(rule) ? undefined : foreign.find((each) => priorityOf(each) === priorityOf(rule));
    if (other === undefined) return [];
    return [
      diagnose('ACR1388', {
        address,
        detail: `The routing rule ${nameIn(other)}, which acrctl did not make, has the priority ${priorityOf(rule)} of ${nameIn(rule)} in ${name}. Azure takes each priority once, and refuses the change.`,
        hint: `Have ${nameIn(other)} given another priority, above 110 so that it comes after those of acrctl, or taken out.`,
        requirements: ['2.11f'],
      }),
    ];
  });
}

/** Of listeners that a name fits, that of the first rule by priority has the request. */
function taken(
  { name, address }: PlacedFrontRegion,
  own: Json,
  gateway: Json,
  foreign: readonly Json[],
): readonly Diagnostic[] {
  return foreign.flatMap((rule) => {
    const listener = listenerOf(rule, gateway);
    const hosts = listAt(own, RULES).flatMap((each) => {
      const host = textAt(listenerOf(each, own), 'properties.hostName') ?? '';
      const isFirst = priorityOf(rule) < priorityOf(each);
      return isFirst && isOnOurPort(listener, own, gateway) && fits(listener, host) ? [host] : [];
    });
    if (hosts.length === 0) return [];
    return [
      diagnose('ACR1389', {
        severity: 'warning',
        address,
        detail: `The routing rule ${nameIn(rule)}, which acrctl did not make and which stays, comes first in ${name} by its priority ${priorityOf(rule)}, and its listener is there for ${enumerate(hosts)}, too: requests for that go where it leads, and answers are not rewritten.`,
        hint: `Have it given a priority above 110, or a listener for hosts of its own.`,
        requirements: ['2.11f', '2.32'],
      }),
    ];
  });
}

function listenerOf(rule: Json, gateway: Json): Json | undefined {
  const id = textAt(rule, 'properties.httpListener.id') ?? '';
  return listAt(gateway, 'properties.httpListeners').find(
    (each) => foldId(nameIn(each)) === foldId(nameOf(id)),
  );
}

function isOnOurPort(listener: Json | undefined, own: Json, gateway: Json): boolean {
  const port = nameOf(textAt(listener, 'properties.frontendPort.id') ?? '');
  const number = (holder: Json) =>
    listAt(holder, 'properties.frontendPorts').find((each) => foldId(nameIn(each)) === foldId(port)) ?? null;
  const [ours] = listAt(own, 'properties.frontendPorts');
  return getPath(number(gateway), 'properties.port') === getPath(ours ?? null, 'properties.port');
}

/** A listener without a host takes all. */
function fits(listener: Json | undefined, host: string): boolean {
  const single = textAt(listener, 'properties.hostName');
  const names = [...(single === undefined ? [] : [single]), ...listAt(listener, 'properties.hostNames')];
  return names.length === 0 || names.some((each) => pattern(String(each)).test(host));
}

/** `*` stands for any letters, `?` for one. */
function pattern(hostName: string): RegExp {
  const escaped = hostName
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, 'i');
}

function nameIn(part: Json): string {
  return textAt(part, 'name') ?? '';
}

function priorityOf(rule: Json): number {
  const priority = getPath(rule, 'properties.priority');
  return typeof priority === 'number' ? priority : 0;
}
