import type { JsonObject } from '../../core/json.ts';
import { type Expression, type Unsayable, unsaidIn } from '../express.ts';

export function expressIdentity(body: JsonObject): Expression {
  return { entry: {}, unsaid: unsaidIn(body, UNSAYABLE) };
}

const UNSAYABLE: readonly Unsayable[] = [
  { path: 'properties.isolationScope', usual: ['None'], what: 'an isolation scope' },
];
