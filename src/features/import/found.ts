import type { JsonObject } from '../../core/json.ts';
import { isJsonObject, listAt } from '../../core/path.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import type { CloudName } from '../../providers/azure/clouds.ts';

/** What Azure says of an object, or of a question. */
export type Answer =
  | { readonly kind: 'there'; readonly body: JsonObject }
  | { readonly kind: 'absent' }
  /** The caller may not look, or it is in a subscription that is not there for the caller. */
  | { readonly kind: 'refused'; readonly code: string };

/** All that was asked around a registry so far. */
export interface Found {
  readonly registryId: string;
  /** Of the file that is to be written. */
  readonly stack: string;
  readonly cloud: CloudName;
  /** By folded id. */
  readonly answers: ReadonlyMap<string, Answer>;
}

/** The body of an object that could be read. */
export function bodyOf({ answers }: Pick<Found, 'answers'>, id: string): JsonObject | undefined {
  const answer = answers.get(foldId(id));
  return answer?.kind === 'there' && !('refused' in answer.body) ? answer.body : undefined;
}

/** The entries of a list that could be read. */
export function entriesOf(found: Pick<Found, 'answers'>, id: string): readonly JsonObject[] | undefined {
  const body = bodyOf(found, id);
  return body && listAt(body, 'value').filter(isJsonObject);
}

/** Why there is no body, for people. */
export function whyMissing({ answers }: Pick<Found, 'answers'>, id: string): string {
  const answer = answers.get(foldId(id));
  if (answer?.kind === 'absent') return 'it does not exist';
  const code =
    answer?.kind === 'refused' ? answer.code : answer?.kind === 'there' ? answer.body['refused'] : undefined;
  return typeof code === 'string' ? `it cannot be read (${code})` : 'it was not looked for';
}
