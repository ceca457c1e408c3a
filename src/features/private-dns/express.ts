import type { JsonObject } from '../../core/json.ts';
import { getPath, textAt } from '../../core/path.ts';
import { type Expression, languageValue, present, unless } from '../express.ts';

/** A zone has nothing of its own to say but its tags. */
export function expressZone(): Expression {
  return { entry: {}, unsaid: [] };
}

/** Machine names that register themselves stay as others wanted it: no entry says that. */
export function expressLink(body: JsonObject): Expression {
  const policy = languageValue(textAt(body, 'properties.resolutionPolicy') ?? 'Default');
  const registers = getPath(body, REGISTRATION) === true;
  return {
    entry: present({
      resolutionPolicy: unless('default', policy),
      ignore: registers ? [REGISTRATION] : undefined,
    }),
    unsaid: registers ? [{ path: REGISTRATION, what: 'registration of machine names' }] : [],
  };
}

const REGISTRATION = 'properties.registrationEnabled';
