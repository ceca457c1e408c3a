import type { JsonObject } from '../../core/json.ts';
import { textAt } from '../../core/path.ts';
import type { Expression } from '../express.ts';

/** A group that a service manages goes with what that service made it for. */
export function expressGroup(body: JsonObject): Expression {
  const managedBy = textAt(body, 'managedBy') ?? '';
  return {
    entry: {},
    unsaid: [],
    ...(managedBy !== '' && { cannot: 'it is managed by another object' }),
  };
}
