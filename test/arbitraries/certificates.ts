import fc from 'fast-check';
import type { JsonObject } from '../../src/core/json.ts';
import { pemFor } from '../scenarios/secrets.ts';
import { entry, maybe, present } from './entries.ts';

/** Every name that a configuration may give a registry is among them. */
const HOSTS = ['images.contoso.com', '*.contoso.com', '*.contoso.net'];

/** What stands beside each configuration: made once, so that no private key lies in the repository. */
export const FILES: Readonly<Record<string, string>> = {
  'tls/first.pem': pemFor(...HOSTS),
  'tls/second.pem': pemFor(...HOSTS),
};

/** What was taken out of a file stayed in its vault, or comes back with it. */
const BACK = { adopt: true };

/** Of a vault: perhaps one that registries may name, and perhaps one for a trial. */
export function certificates(): fc.Arbitrary<JsonObject> {
  const made = (hosts: fc.Arbitrary<string[]>) =>
    entry({ source: fc.constant('selfSigned'), hosts }, { days: fc.integer({ min: 1, max: 90 }) });
  const read = entry({ source: fc.constant('pemFile'), file: fc.constantFrom(...Object.keys(FILES)) }, {});
  const more = fc.constantFrom(HOSTS, [...HOSTS, 'trial.contoso.com']);
  const any = fc.record({
    tls: maybe(fc.oneof(made(more), read).map((each) => ({ ...each, ...BACK, format: 'pem' }))),
    trial: maybe(
      fc
        .tuple(
          fc.oneof(made(fc.subarray(['images.contoso.com', 'trial.contoso.com'], { minLength: 1 })), read),
          fc.constantFrom('pem', 'pfx'),
        )
        .map(([each, format]) => ({ ...each, ...BACK, format })),
    ),
  });
  return any.map((each) => Object.fromEntries(present(each)));
}
