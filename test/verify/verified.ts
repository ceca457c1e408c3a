import { runChecks, type WireAccess } from '../../src/cli/verify/run-checks.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { CheckResult } from '../../src/core/verify.ts';
import { placeEntries } from '../../src/features/placement.ts';
import { cloudOf } from '../../src/features/scope.ts';
import { type Verifying, verifyChecks, verifyReads } from '../../src/features/verify.ts';
import type { Configuration, Lab, RunOptions } from '../lab.ts';

/** Nobody looks at the network. */
const ARM_ALONE: WireAccess = {
  wire: {
    resolve: () => Promise.reject(new TypeError('There is no network here.')),
    handshake: () => Promise.reject(new TypeError('There is no network here.')),
    request: () => Promise.reject(new TypeError('There is no network here.')),
  },
  unreachable: () => 'this test has no network',
};

/** What `acrctl verify` finds of all registries of the configuration, by the checks of the product itself. */
export async function verified(
  lab: Lab,
  what: Configuration,
  access: WireAccess = ARM_ALONE,
  options: Partial<Verifying> & Pick<RunOptions, 'beside'> = {},
  /** What Azure shows where the emulator cannot be brought to it. */
  shown: (id: string, body: JsonObject) => JsonObject = (_, body) => body,
): Promise<readonly CheckResult[]> {
  const targets = (config: Parameters<typeof placeEntries>[0]) => {
    const placed = placeEntries(config);
    return verifyReads(placed.registries, placed);
  };
  const { beside, ...given } = options;
  const { config, prior, live: seen } = await lab.look(what, targets, beside && { beside });
  const live = new Map([...seen].map(([id, each]) => [id, { ...each, body: shown(id, each.body) }]));
  const placed = placeEntries(config);
  const checks = verifyChecks(placed.registries, {
    ...{ placed, cloud: cloudOf(config), prior, live },
    nowMs: NOW_MS,
    image: undefined,
    credential: { token: async () => ({ token: 'token-of-entra' }) },
    ...given,
  });
  return runChecks(checks, access);
}

/** The one check of that name, of what it is about where there are several. */
export function checkNamed(checks: readonly CheckResult[], name: string, about?: string): CheckResult {
  const [found, ...others] = checks.filter(
    (check) => check.name === name && (about === undefined || check.about === about),
  );
  if (found === undefined || others.length > 0)
    throw new Error(`${others.length === 0 ? 'No' : 'More than one'} check is ${name} ${about ?? ''}.`);
  return found;
}

/** When the lab begins. */
export const NOW_MS = Date.UTC(2026, 0, 1);
