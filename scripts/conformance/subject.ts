import type { Interaction } from './cassette.ts';

/** What the path of a recorded request is about. */
export interface Subject {
  /** Lower case, such as `microsoft.network/virtualnetworks/subnets`; '' of a poll, whose operation tells. */
  readonly type: string;
  /** The object, the collection's parent or what an action is sent to; lower case. */
  readonly id: string;
  readonly kind: 'object' | 'list' | 'action' | 'poll' | 'elsewhere';
  /** Ids of what the object hangs on, outermost first: its group, then its parents. */
  readonly ancestors: readonly string[];
}

export const GROUP_TYPE = 'microsoft.resources/resourcegroups';

const POLL = /\/(operations|operationresults|operationstatuses|\w*dnsoperation(?:statuses|results))\/[^/]+$/i;

/** Whether the path or URL is that of an operation. */
export function isPoll(path: string): boolean {
  return POLL.test(path.split('?')[0] ?? '');
}

/** A request that is not sent to Azure Resource Manager is `elsewhere`. */
export function subjectOf({ host, path, method }: Pick<Interaction, 'host' | 'path' | 'method'>): Subject {
  const segments = path.toLowerCase().split('/').filter(Boolean);
  const whole = `/${segments.join('/')}`;
  if (!host.startsWith('management.') || segments[0] !== 'subscriptions') {
    // What is done with a key is a type of its own, as ARM lists actions.
    const done = vaultOfHost(host) !== undefined && method === 'POST' ? `/${segments.at(-1)}` : '';
    return {
      type: `${hostClass(host)} ${segments[0] ?? ''}${done}`,
      id: whole,
      kind: 'elsewhere',
      ancestors: [],
    };
  }
  const provider = segments.lastIndexOf('providers');
  const group =
    segments[2] === 'resourcegroups' && segments[3] !== undefined
      ? `/${segments.slice(0, 4).join('/')}`
      : undefined;
  if (isPoll(path)) return { type: '', id: whole, kind: 'poll', ancestors: [] };
  if (provider < 0) {
    const isList = group === undefined || segments.length > 4;
    return { type: GROUP_TYPE, id: whole, kind: isList ? 'list' : 'object', ancestors: [] };
  }
  const typed = segments.slice(provider + 2);
  const isOdd = typed.length % 2 === 1;
  const isAction = isOdd && (method === 'POST' || ACTION.test(typed.at(-1) ?? ''));
  return {
    // ARM lists an action as a type of its own, such as registries/listUsages.
    type: [segments[provider + 1], ...typed.filter((_, at) => at % 2 === 0)].join('/'),
    id: isOdd ? `/${segments.slice(0, -1).join('/')}` : whole,
    kind: isAction ? 'action' : isOdd ? 'list' : 'object',
    ancestors: group === undefined ? [] : [group, ...parentsOf(segments, provider)],
  };
}

/** The type as the path spells it, for people. */
export function shownTypeOf(interaction: Pick<Interaction, 'host' | 'path' | 'method'>): string {
  const { kind, type } = subjectOf(interaction);
  if (kind === 'poll') return '(operations that no request here began)';
  if (type === GROUP_TYPE) return 'Microsoft.Resources/resourceGroups';
  if (kind === 'elsewhere') return type;
  const spelt = type
    .split('/')
    .map((part) => new RegExp(`/(${part})(?=/|$)`, 'i').exec(interaction.path)?.[1] ?? part);
  return spelt.join('/');
}

/** GETs on a name below an object that are no collections. */
const ACTION = /^(list\w+|checkipaddressavailability|privatelinkresources|all|recordsets|backendhealth)$/;

function parentsOf(segments: readonly string[], provider: number): readonly string[] {
  const parents: string[] = [];
  for (let end = provider + 4; end < segments.length - 1; end += 2)
    parents.push(`/${segments.slice(0, end).join('/')}`);
  return parents;
}

/** The name of the vault whose data plane has that host. */
export function vaultOfHost(host: string): string | undefined {
  return /^([^.]+)\.vault\./.exec(host)?.[1];
}

function hostClass(host: string): string {
  return vaultOfHost(host) === undefined ? host : 'key vault data plane';
}

/** The type of the object of that id, lower case; undefined where it is none. */
export function typeOfId(id: string): string | undefined {
  if (!id.startsWith('/subscriptions/')) return undefined;
  const subject = subjectOf({ host: 'management.azure.com', path: id, method: 'GET' });
  return subject.kind === 'object' ? subject.type : undefined;
}
