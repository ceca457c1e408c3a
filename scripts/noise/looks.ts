import type { JsonObject } from '../../src/core/json.ts';
import { isJsonObject } from '../../src/core/path.ts';
import type { Cassette, Interaction } from '../conformance/cassette.ts';
import { subjectOf } from '../conformance/subject.ts';
import { TYPES } from './histories.ts';
import type { Recorded } from './surroundings.ts';

/** A recorded GET of a settled object of a type that acrctl manages. */
export interface Look extends Recorded {
  readonly at: Interaction;
  /** Equal for looks at which nothing differs that acrctl compares. */
  readonly form: string;
}

/** The looks of a cassette, each with what it had shown of other objects until then. */
export function looksIn({ interactions }: Cassette): readonly Look[] {
  const shown = new Map<string, JsonObject>();
  return interactions.flatMap((at) => {
    const { id, kind, type: name } = subjectOf(at);
    if (kind !== 'object' || at.status >= 300) return [];
    if (at.method === 'DELETE') forget(shown, id);
    const { body } = at;
    if (at.method === 'DELETE' || !isJsonObject(body) || typeof body['id'] !== 'string') return [];
    const others = new Map(shown);
    shown.set(id, body);
    const type = TYPES.get(name);
    if (type === undefined || at.method !== 'GET' || type.settled(body) !== 'done') return [];
    const form = JSON.stringify([type.type, type.normalise(body)]);
    return [{ type: type.type, id: at.path, body, others, at, form }];
  });
}

/** With what hangs below it. */
function forget(shown: Map<string, JsonObject>, id: string): void {
  for (const known of [...shown.keys()]) if (known === id || known.startsWith(`${id}/`)) shown.delete(known);
}
