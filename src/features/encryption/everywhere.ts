import type { PriorEntry } from '../../core/desired.ts';
import type { JsonObject } from '../../core/json.ts';
import { isJsonObject, listAt, textAt } from '../../core/path.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { foldId, subscriptionOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE, QUESTION } from '../../providers/azure/arm-types.ts';
import type { Placed } from '../placed.ts';
import { allEntries } from '../placement.ts';
import { isEncrypted } from './compile.ts';

/**
 * Everything of a type in the subscriptions that the file or the state have something in: a key and the identity that
 * reaches it serve registries of others, too (I-13). Who may not list those of a subscription is told so.
 */
export function everywhere(
  type: keyof typeof LISTED,
  placed: Placed,
  prior: readonly Pick<PriorEntry, 'id'>[],
): readonly ReadTarget[] {
  const { question, of } = LISTED[type];
  const subscriptions = [...allEntries(placed), ...prior].map(({ id }) => subscriptionOf(id));
  return [...new Set(subscriptions)].sort().map((id) => ({
    type: question,
    id: `/subscriptions/${id}/providers/${of}`,
  }));
}

const LISTED = {
  registries: { question: QUESTION.registries, of: ARM_TYPE.registry },
  vaults: { question: QUESTION.vaults, of: ARM_TYPE.vault },
} as const;

/** The subscriptions in which Azure refused to list them. */
export function unlisted(type: keyof typeof LISTED, live: LiveObjects): readonly string[] {
  return [...live.values()]
    .filter((each) => each.type === LISTED[type].question && textAt(each.body, 'refused') !== undefined)
    .map(({ id }) => id.split('/')[2] ?? '')
    .sort();
}

/** The bodies that the lists have. */
export function listedIn(type: keyof typeof LISTED, live: LiveObjects): readonly JsonObject[] {
  return [...live.values()]
    .filter((each) => each.type === LISTED[type].question)
    .flatMap(({ body }) => listAt(body, 'value').filter(isJsonObject));
}

export interface Encrypted {
  /** Folded. */
  readonly id: string;
  readonly body: JsonObject;
}

/** The registries with a key of their owner, of those that were read by themselves or in a list; each once. */
export function encryptedRegistries(live: LiveObjects): readonly Encrypted[] {
  const alone = [...live.values()].filter(({ type }) => type === ARM_TYPE.registry).map(({ body }) => body);
  const bodies = [...listedIn('registries', live), ...alone];
  const byId = new Map(bodies.map((body) => [foldId(textAt(body, 'id') ?? ''), body]));
  return [...byId].flatMap(([id, body]) => (isEncrypted(body) ? [{ id, body }] : []));
}
