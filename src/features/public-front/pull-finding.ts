import { type Finding, failed, passed, skipped, warned } from '../../core/verify.ts';
import type { WireAnswer } from '../../core/wire.ts';
import { enumerate } from '../../core/wording.ts';
import type { CloudName } from '../../providers/azure/clouds.ts';
import { type Answered, challengeOf, isOwnChallenge } from '../registry/challenge.ts';
import { answerLine, unconnected } from '../registry/challenge-finding.ts';
import type { ImageReference } from '../registry/image-reference.ts';
import { type PullSeen, redirectOf } from '../registry/pull.ts';
import { blobFinding, dataEndpointFinding, loginFinding, manifestFinding } from '../registry/pull-finding.ts';
import { azureNamesIn } from './azure-names.ts';
import { type AskedFront, frontFault, isOfGateway } from './gateway-answer.ts';

/** By which names a registry is reached through a front, and what they stand for. */
export interface FrontNames {
  readonly host: string;
  /** Its data hosts. */
  readonly data: readonly string[];
  /** The registry's own login server. */
  readonly login: string;
  readonly cloud: CloudName;
}

/** Whether the registry answers under the name of its front, and sends clients there for their tokens (2.19 to 2.21). */
export function challengeFinding({ host, login, cloud }: FrontNames, seen: WireAnswer): Finding {
  const url = `https://${host}/v2/`;
  const fault = frontFault({ method: 'GET', url }, seen);
  if (fault !== undefined) return fault;
  if (seen.outcome !== 'answered') return unconnected(host, seen);
  const challenge = challengeOf(seen);
  const line = answerLine('GET', url, seen);
  if (seen.status !== 401 || challenge === undefined)
    return failed('ACR2528', {
      found: `${host} answers ${seen.status}${seen.status === 401 ? ' without saying where to get a token' : ''}, which no registry does`,
      evidence: [line],
      advice:
        seen.status === 401
          ? 'A rewrite rule wrote a challenge that none is: the captures of the rule challenge have to be spelt as the header in its condition is. acrctl plan shows what somebody changed.'
          : 'Something else answers: look where the name leads, and what stands behind the gateway.',
    });
  const evidence = [line, `realm ${challenge.realm}, service ${challenge.service}`];
  if (isOwnChallenge(challenge, host, login))
    return passed(`${host} asks for a token, and says itself where to get one`, evidence);
  const leaks = azureNamesIn(seen, cloud).filter(({ header }) => header === 'www-authenticate');
  if (leaks.length > 0)
    return failed('ACR2529', {
      found: `${host} sends clients to ${enumerate(leaks.map((leak) => leak.host))} for their tokens`,
      evidence,
      advice: `${REACHED} The rule challenge of the rewrite set registry has to replace https://${login}/oauth2/token in WWW-Authenticate, and the set has to be at the routing rule of the host. acrctl plan shows what is otherwise; acrctl apply puts it back.`,
    });
  return failed('ACR2528', {
    found: `${host} sends clients elsewhere for their tokens: ${challenge.realm} for ${challenge.service}`,
    evidence,
    advice: `The realm has to be https://${host}/oauth2/token, and the service ${login}: for no other the registry takes tokens. Look at the rule challenge of the rewrite set, and whether another registry stands behind the gateway. No credential was sent there.`,
  });
}

const REACHED =
  'Whoever reaches that host goes past the front without noticing, and whoever does not gets nothing.';

/** Whether a data host leads to a data endpoint, which lets nobody in without a signature (registry-wire.md 3). */
export function dataFinding(host: string, seen: WireAnswer): Finding {
  return (
    frontFault({ method: 'GET', url: `https://${host}/` }, seen) ??
    dataEndpointFinding(host, seen, 'Logins and manifests work, and no layer comes (2.11b).')
  );
}

export function frontLoginFinding({ host, data }: FrontNames, seen: PullSeen): Finding {
  const { exchange } = seen;
  const fault =
    exchange?.outcome === 'answered'
      ? frontFault({ method: 'POST', url: `https://${host}/oauth2/exchange` }, exchange)
      : undefined;
  return fault ?? loginFinding({ login: host, data }, seen);
}

export function frontManifestFinding(
  { host, data }: FrontNames,
  image: ImageReference,
  seen: PullSeen,
): Finding {
  const asked: AskedFront =
    seen.manifest === undefined
      ? { method: 'POST', url: `https://${host}/oauth2/token` }
      : { method: 'GET', url: `https://${host}/v2/${image.repository}/manifests/…` };
  const answer = seen.manifest ?? seen.token;
  // An image that is not there is 404 with a reason in JSON, which is the registry's own matter.
  const fault = answer === undefined ? undefined : frontFault(asked, answer);
  return fault ?? manifestFinding({ login: host, data }, image, seen);
}

/** Whether a layer is led to a data host of the front, and comes from there (2.22, 2.23). */
export function frontBlobFinding({ host, data, cloud }: FrontNames, seen: PullSeen): Finding {
  const { blob, content } = seen;
  if (blob?.outcome === 'answered') {
    const url = `https://${host}/v2/…/blobs/…`;
    const fault = frontFault({ method: 'GET', url }, blob) ?? ledAway(url, blob, cloud);
    if (fault !== undefined) return fault;
  }
  const target = blob?.outcome === 'answered' ? redirectOf(blob) : undefined;
  if (content?.outcome === 'answered' && target !== undefined) {
    const url = `https://${target.hostname}/?…`;
    const fault = frontFault({ method: 'GET', url }, content);
    if (fault !== undefined) return fault;
    if (content.status === 403)
      return failed('ACR2528', {
        found: `login and manifest work, and layers do not come: the data endpoint behind ${target.hostname} answers 403`,
        evidence: [answerLine('GET', url, content)],
        advice:
          'It does not know the signature any more: a rewrite rule without an anchor also changes the name of the registry in the signed query. Only what stands before the first / or ? may be replaced, by a pattern that begins with ^. acrctl apply puts the rules back.',
      });
  }
  return blobFinding({ login: host, data }, seen);
}

function ledAway(url: string, blob: Answered, cloud: CloudName): Finding | undefined {
  const leaks = azureNamesIn(blob, cloud).filter(({ header }) => header === 'location');
  const [leak] = leaks;
  if (leak === undefined) return undefined;
  const evidence = [answerLine('GET', url, blob), `leads to https://${leak.host}/`];
  const region = /\.([a-z0-9]+)\.data\./.exec(leak.host)?.[1];
  return failed('ACR2529', {
    found: `layers are led to ${leak.host}, past the front`,
    evidence,
    advice:
      region === undefined
        ? 'The registry serves layers from storage that registries share, for which no front can stand: its data endpoints are off, or were turned on just now (front.dataEndpoints).'
        : `${REACHED} A rule data-${region} of the rewrite set registry has to replace the host in Location by the data host of that region, also where no slash follows. Give the front that region, or, where it has it, let acrctl apply put the rule back.`,
  });
}

/** What was asked of a front by the other checks, and what came back. */
export type Exchanged = readonly [asked: AskedFront, answer: WireAnswer | undefined];

/** Whether what was seen names Azure anywhere but where a check of its own looks: realms and addresses of layers. */
export function headersFinding({ host, cloud }: FrontNames, exchanged: readonly Exchanged[]): Finding {
  const answered = exchanged.flatMap(([asked, answer]) =>
    answer?.outcome === 'answered' ? [[asked, answer] as const] : [],
  );
  if (answered.length === 0) return skipped(`nobody answers under the names of the front of ${host}`);
  const seen = answered.map(([{ method, url }, answer]) => answerLine(method, url, answer));
  const leaks = answered.flatMap(([{ method, url }, answer]) =>
    azureNamesIn(answer, cloud)
      .filter(({ header }) => !OF_OTHER_CHECKS.has(header))
      .map(
        (leak) => `${leak.header} in the answer to ${method} ${url.replace(/\?.*/, '?…')} names ${leak.host}`,
      ),
  );
  if (leaks.length > 0)
    return failed('ACR2529', {
      found: 'a header names a host of Azure',
      evidence: leaks,
      advice:
        'Clients follow Location, WWW-Authenticate and Link alone, so that it may do no harm; it shows whose registry this is. acrctl rewrites what registries are known to send: tell what this is.',
    });
  const count = `${answered.length} answers`;
  return passed(`no other header of ${count} names a host of Azure`, seen);
}

const OF_OTHER_CHECKS: ReadonlySet<string> = new Set(['www-authenticate', 'location']);

/** What the file says of pushes. */
export interface PushWish {
  readonly allowPush: boolean;
  readonly mode: 'Prevention' | 'Detection';
}

/**
 * Whether an upload is refused by the gateway before the registry sees it, or passes where the file lets it: without a
 * credential the registry itself says 401. `reading` is what the same client got for a read.
 */
export function pushFinding(
  { host }: FrontNames,
  { allowPush, mode }: PushWish,
  asked: AskedFront,
  { push, reading }: { readonly push: WireAnswer; readonly reading: WireAnswer },
): Finding {
  if (push.outcome !== 'answered') return unconnected(host, push);
  const evidence = [answerLine(asked.method, asked.url, push)];
  const isKeptOut = push.status === 403 && isOfGateway(push);
  if (isKeptOut && reading.outcome === 'answered' && reading.status === 403)
    return skipped(`the gateway lets nothing in from here, reads neither: see what was found of ${host}`);
  if (isKeptOut && !allowPush) return passed(`the gateway refuses pushes to ${host}`, evidence);
  if (isKeptOut)
    return failed('ACR2530', {
      found: `the gateway refuses pushes to ${host}, which the file allows`,
      evidence,
      advice:
        'Its policy still has the rule PullOnly, or a rule of Microsoft takes the upload for an attack: the firewall log of the gateway names it. acrctl plan shows what is otherwise.',
    });
  if (isOfGateway(push) || push.status !== 401)
    return skipped(`a push to ${host} is answered ${push.status}: see what was found of its reads`);
  if (allowPush) return passed(`pushes to ${host} reach the registry, which asks for a login`, evidence);
  const trouble = {
    found: `pushes to ${host} reach the registry`,
    evidence,
    advice:
      mode === 'Detection'
        ? 'The file has the firewall detect alone (waf.mode: Detection), so that it lets pushes pass. Whoever may push by the registry may push through the front.'
        : 'The rule PullOnly of the policy is gone, turned off or not in use (front.firewall): whoever may push by the registry may push through the front. acrctl apply puts it back.',
  };
  return mode === 'Detection' ? warned('ACR2530', trouble) : failed('ACR2530', trouble);
}
