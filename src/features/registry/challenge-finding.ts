import { type Finding, failed, passed, skipped } from '../../core/verify.ts';
import type { NoConnection, WireAnswer } from '../../core/wire.ts';
import { enumerate } from '../../core/wording.ts';
import { isPrivateAddress } from '../private-link/name-way.ts';
import { type Answered, challengeOf, firstError, foreignHosts, isOwnChallenge } from './challenge.ts';
import type { RegistryNames } from './registry-names.ts';

/** Whether what answers at the login server is this registry: 401, with where to get a token (registry-wire.md, 1 and 4). */
export function challengeFinding({ login, data }: RegistryNames, seen: WireAnswer): Finding {
  if (seen.outcome !== 'answered') return unconnected(login, seen);
  const evidence = [answerLine('GET', `https://${login}/v2/`, seen)];
  if (seen.status === 403) return deniedFinding(login, seen, evidence);
  const challenge = challengeOf(seen);
  if (seen.status !== 401 || challenge === undefined)
    return failed('ACR2507', {
      found: `${login} answers ${seen.status}${seen.status === 401 ? ' without saying where to get a token' : ''}, which no registry does`,
      evidence,
      advice:
        seen.status === 404 && seen.body === ''
          ? 'The service answers, and knows no registry of that name: the name in the request was changed on the way, or the registry was just made.'
          : `Something else answers at ${seen.place.address}: look what the name leads to, and at proxies in between.`,
    });
  const foreign = foreignHosts(seen, [login, ...data]);
  if (foreign.length > 0 || !isOwnChallenge(challenge, login))
    return failed('ACR2507', {
      found: `${login} sends clients elsewhere for their tokens: ${enumerate(foreign) || challenge.service}`,
      evidence: [...evidence, `realm ${challenge.realm}, service ${challenge.service}`],
      advice:
        'A proxy in between rewrites what the registry says, or another registry answers. No credential was sent there: find out who it is first.',
    });
  return passed(`${login} asks for a token, and says where to get one`, [
    ...evidence,
    `realm ${challenge.realm}, service ${challenge.service}`,
  ]);
}

/** The registry's own firewall, that of a gateway, or something in between: told apart by the body. */
function deniedFinding(login: string, seen: Answered, evidence: readonly string[]): Finding {
  const error = firstError(seen);
  const address = /client with IP '([^']+)'/.exec(error?.message ?? '')?.[1];
  if (error?.code === 'DENIED')
    return failed('ACR2507', {
      found: `${login} lets nobody in from here`,
      evidence: [...evidence, error.message],
      advice: deniedAdvice(seen.place.address, address),
    });
  const isGateway = seen.headers.some(
    ([name, value]) => name === 'server' && /application-gateway/i.test(value),
  );
  return failed('ACR2507', {
    found: `${isGateway ? 'an application gateway' : 'something in between'} refuses requests to ${login}`,
    evidence: [...evidence, `server: ${seen.headers.find(([name]) => name === 'server')?.[1] ?? 'not told'}`],
    advice: isGateway
      ? 'Its firewall policy blocked the request: look into its log for the rule.'
      : 'The registry itself says in JSON that it denies access, and this says nothing of the kind: look for a proxy, and allow what acrctl allow-list prints.',
  });
}

function deniedAdvice(place: string, seenAs: string | undefined): string {
  const as = seenAs === undefined ? '' : ` It sees this machine as ${seenAs}.`;
  if (isPrivateAddress(place))
    return `The request went to the private address ${place} and arrived as a public client:${as} A proxy or a translation of addresses stands in between. Leave the hosts of the registry out of the proxy: acrctl allow-list --format aks prints them for noProxy.`;
  return `Its public access is closed or narrowed, and the name leads to its public address.${as} Run it in a network with a private endpoint, or let the DNS here see the private zone (1.50).`;
}

/** The certificate has a check of its own, and the name, too. */
export function unconnected(
  host: string,
  seen: NoConnection | Extract<WireAnswer, { outcome: 'untrusted' }>,
): Finding {
  if (seen.outcome === 'unresolved')
    return skipped(`${host} leads to no address: see what was found of its name`);
  if (seen.outcome === 'untrusted')
    return skipped(`${host} is not trusted, so nothing was sent: see what was found of its certificate`);
  return skipped(`nobody answers at ${host}: see what was found of its certificate`);
}

export function answerLine(method: string, url: string, { status, place }: Answered): string {
  return `${method} ${url.replace(/\?.*/, '?…')} at ${place.address} port ${place.port}: ${status}`;
}
