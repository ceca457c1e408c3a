import type { JsonObject } from '../../src/core/json.ts';
import { isJsonObject } from '../../src/core/path.ts';
import type { ResourceType } from '../../src/core/resource-type.ts';
import { MANAGED_TYPES } from '../../src/providers/azure/index.ts';
import type { Cassette, Interaction } from '../conformance/cassette.ts';
import { subjectOf, typeOfId } from '../conformance/subject.ts';

/** What a cassette shows of one object of a type that acrctl manages, in order. */
export interface History {
  readonly type: ResourceType;
  readonly events: readonly Event[];
}

/** A look at the settled object, a write to it that Azure took, or a write to something that may change it. */
export type Event =
  | { readonly kind: 'look'; readonly at: Interaction; readonly body: JsonObject }
  | { readonly kind: 'write'; readonly at: Interaction; readonly body: JsonObject }
  | { readonly kind: 'disturbance'; readonly at: Interaction };

/** What was asked about is no object. */
const OTHERS = {
  list: 'lists',
  action: 'actions on objects',
  elsewhere: 'requests to other services',
} as const;

/** Interactions that tell of no object of ours, by what they are about: for counting. */
export interface Told {
  readonly histories: readonly History[];
  readonly others: ReadonlyMap<string, number>;
}

/** Those that acrctl manages, by their name in lower case. */
export const TYPES: ReadonlyMap<string, ResourceType> = new Map(
  MANAGED_TYPES.map((type) => [type.type.toLowerCase(), type]),
);

export function historiesOf({ interactions }: Cassette): Told {
  const byId = new Map<string, { type: ResourceType; events: Event[] }>();
  const others = new Map<string, number>();
  const count = (why: string): void => void others.set(why, (others.get(why) ?? 0) + 1);
  for (const at of interactions) {
    const { id, kind, type: typeName } = subjectOf(at);
    const isWrite = at.method !== 'GET' && at.method !== 'HEAD';
    // A change of what an object hangs on, or of what hangs on it, is a change of the object.
    if (isWrite)
      for (const [known, { events }] of byId)
        if (known !== id && isRelated(known, id)) events.push({ kind: 'disturbance', at });
    if (kind === 'poll') continue;
    const type = kind === 'object' ? TYPES.get(typeName) : undefined;
    if (type === undefined) {
      count(kind === 'object' ? typeName : OTHERS[kind]);
      continue;
    }
    const event = eventOf(at, type);
    if (event === undefined) continue;
    const history = byId.get(id) ?? { type, events: [] };
    byId.set(id, history);
    history.events.push(event);
  }
  return { histories: [...byId.values()], others };
}

function eventOf(at: Interaction, type: ResourceType): Event | undefined {
  const { method, status, body, requestBody } = at;
  if (method === 'GET') {
    const isSettled = status === 200 && isJsonObject(body) && type.settled(body) === 'done';
    return isSettled ? { kind: 'look', at, body } : undefined;
  }
  if (status >= 300) return undefined;
  if ((method === 'PUT' || method === 'PATCH') && isJsonObject(requestBody))
    return { kind: 'write', at, body: requestBody };
  return { kind: 'disturbance', at };
}

function isRelated(id: string, other: string): boolean {
  if (typeOfId(other) === undefined || other.split('/').length <= 5) return false;
  return id.startsWith(`${other}/`) || other.startsWith(`${id}/`);
}
