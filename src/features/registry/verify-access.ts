import { armCheck, type Check, type Finding, failed, passed, warned } from '../../core/verify.ts';
import { enumerate } from '../../core/wording.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import type { PlacedRegistry } from '../placed.ts';
import type { Verifier } from '../verify.ts';
import { type Access, compareAccess, liveAccess, wantedAccess } from './access.ts';

/** Whether nobody reaches the registry from the internet whom the file does not let in. */
export const verifyPublicAccess: Verifier = {
  reads: () => [],
  checks: (registry, { live }) => {
    const wanted = registry.isExisting ? undefined : wantedAccess(registry.network);
    const body = live.get(foldId(registry.id))?.body;
    return wanted === undefined || body === undefined
      ? []
      : [accessCheck(registry, wanted, liveAccess(body))];
  },
};

function accessCheck({ address, name }: PlacedRegistry, wanted: Access, live: Access): Check {
  return armCheck(
    {
      name: 'registry.publicAccess',
      address,
      about: name,
      proves: 'Those whom the file lets in from the internet get in, and nobody else.',
      how: 'The registry was asked for its public access.',
      requirements: ['1.40', '1.42'],
    },
    accessFinding(wanted, live),
  );
}

function accessFinding(wanted: Access, live: Access): Finding {
  const evidence = [`in Azure: ${wordsOf(live)}`, `in the file: ${wordsOf(wanted)}`];
  const { gains, loses } = compareAccess(wanted, live);
  if (gains)
    return failed('ACR2516', {
      found: 'the registry is more open to the internet than the file says',
      evidence,
      advice:
        'Somebody opened it, or the last apply is not over. This shows how it is closed again:\nacrctl plan',
    });
  if (loses)
    return warned('ACR2516', {
      found: 'the registry is less open to the internet than the file says',
      evidence,
      advice: 'Clients that the file lets in get 403:\nacrctl plan',
    });
  return passed(`public access is ${wordsOf(live)}`, evidence);
}

function wordsOf(access: Access): string {
  if (access.kind === 'all') return 'open to everybody';
  if (access.kind === 'none') return 'closed';
  return `open to ${enumerate([...access.ranges].sort()) || 'nobody'}`;
}
