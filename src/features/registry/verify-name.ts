import { type Check, type Finding, failed, passed, wireCheck } from '../../core/verify.ts';
import type { Resolution } from '../../core/wire.ts';
import { enumerate } from '../../core/wording.ts';
import { CLOUDS } from '../../providers/azure/clouds.ts';
import type { PlacedRegistry } from '../placed.ts';
import { wayLine } from '../private-link/name-way.ts';
import { isUnanswered, OUTCOME_WORDS, publicNameAdvice, serverAdvice } from '../private-link/unanswered.ts';
import type { Verifier } from '../verify.ts';
import { registryNames } from './registry-names.ts';

/** Whether the hosts of a registry without private endpoints of the file lead anywhere. */
export const verifyPublicNames: Verifier = {
  reads: () => [],
  checks: (registry, { live, cloud }) => {
    if (registry.endpoints.length > 0) return [];
    const { login, data } = registryNames(registry, live);
    const { registrySuffix } = CLOUDS[cloud];
    return [login, ...data].map((host) => nameCheck(registry, host, registrySuffix));
  },
};

function nameCheck({ address }: PlacedRegistry, host: string, suffix: string): Check {
  return wireCheck(
    {
      name: 'dns.address',
      address,
      about: host,
      proves: 'Clients here find an address for the host.',
      how: 'The DNS server was asked for the host, hop by hop.',
      requirements: ['1.2'],
      reach: { kind: 'dns', server: null },
    },
    (wire) => wire.resolve(host),
    (seen) => addressFinding(host, suffix, seen),
  );
}

function addressFinding(host: string, suffix: string, seen: Resolution): Finding {
  const evidence = [wayLine(seen)];
  const addresses = seen.hops.flatMap(({ type, data }) => (type === 'A' ? [data] : []));
  if (seen.outcome === 'addresses') return passed(`${host} leads to ${enumerate(addresses)}`, evidence);
  return failed(isUnanswered(seen) ? 'ACR2504' : 'ACR2503', {
    found: `${host} ${OUTCOME_WORDS[seen.outcome]}`,
    evidence,
    advice: isUnanswered(seen) ? serverAdvice(seen) : publicNameAdvice(seen, suffix),
  });
}
