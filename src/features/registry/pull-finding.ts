import { type Finding, failed, passed, skipped } from '../../core/verify.ts';
import type { WireAnswer } from '../../core/wire.ts';
import { type Answered, firstError } from './challenge.ts';
import { answerLine, unconnected } from './challenge-finding.ts';
import type { ImageReference } from './image-reference.ts';
import { type PullSeen, redirectOf } from './pull.ts';
import type { RegistryNames } from './registry-names.ts';

/** Whether the login of this run is one that the registry knows (1.51). */
export function loginFinding({ login }: RegistryNames, { exchange }: PullSeen): Finding {
  if (exchange === undefined)
    return skipped(`${login} does not say where to get a token: see what was found of it`);
  if (exchange.outcome === 'none') return skipped(exchange.why);
  if (exchange.outcome === 'denied')
    return failed('ACR2508', {
      found: 'the login of this run gives no token for registries',
      evidence: [exchange.why],
      advice: 'Sign in again; acrctl doctor looks at the login.',
    });
  if (exchange.outcome !== 'answered') return unconnected(login, exchange);
  const evidence = [
    answerLine('POST', `https://${login}/oauth2/exchange`, exchange),
    ...errorLines(exchange),
  ];
  if (exchange.status === 200) return passed(`login to ${login} works`, evidence);
  return failed('ACR2508', {
    found: `${login} gives no token for the login of this run`,
    evidence,
    advice:
      exchange.status === 401 || exchange.status === 403
        ? 'It comes from another tenant than the registry, or the registry takes no tokens of Entra that are made out for Azure Resource Manager or registries. Sign in to the tenant of its subscription: az login --tenant TENANT'
        : 'The registry itself failed. Ask again in a minute.',
  });
}

/** Whether the manifest of an image can be read, which the login server gives by itself (1.52). */
export function manifestFinding({ login }: RegistryNames, image: ImageReference, seen: PullSeen): Finding {
  const { token, manifest } = seen;
  if (token === undefined) return skipped('there was no login to pull with');
  const answer = manifest ?? token;
  if (answer.outcome !== 'answered') return unconnected(login, answer);
  const name = shown(image);
  const evidence = [
    answerLine('GET', `https://${login}/v2/${image.repository}/manifests/…`, answer),
    ...errorLines(answer),
  ];
  if (manifest !== undefined && answer.status === 200 && seen.digest !== undefined)
    return passed(`manifest of ${name} read`, evidence);
  return failed('ACR2509', {
    found: `the manifest of ${name} cannot be read: ${answer.status}`,
    evidence,
    advice:
      MANIFEST_ADVICE[answer.status] ??
      'The registry failed, or the image has no configuration, as artifacts of other kinds: name another one with --image.',
  });
}

const MANIFEST_ADVICE: Readonly<Record<number, string>> = {
  401: 'The login is known, and may not pull from the repository: it needs the role AcrPull on the registry, or Container Registry Repository Reader where roles go by repository.',
  403: 'The login is known, and may not pull from the repository: it needs the role AcrPull on the registry, or Container Registry Repository Reader where roles go by repository.',
  404: 'There is no such image in the registry: name one that is there with --image. Names are in lower case.',
  429: 'Too many requests at this moment. Ask again in a minute.',
};

/** Whether a layer comes through the data endpoint: where only this fails, logins work and pulls do not (1.69). */
export function blobFinding({ login, data }: RegistryNames, seen: PullSeen): Finding {
  const { blob, content, digest } = seen;
  if (blob === undefined || digest === undefined) return skipped('there was no manifest to pull by');
  if (blob.outcome !== 'answered') return unconnected(login, blob);
  const target = redirectOf(blob);
  const evidence = [
    answerLine('GET', `https://${login}/v2/…/blobs/${digest.slice(0, 19)}…`, blob),
    ...errorLines(blob),
  ];
  if (target === undefined)
    return failed('ACR2509', {
      found: `${login} does not say where the layer is: ${blob.status}`,
      evidence,
      advice:
        'Registries send clients on with 307. Something in between follows or swallows that, or the registry failed: ask again in a minute.',
    });
  const host = target.hostname.toLowerCase();
  const led = [...evidence, `leads to https://${host}/`];
  if (content === undefined) return elsewhere(host, data, led);
  if (content.outcome !== 'answered')
    return failed('ACR2509', {
      found: `login and manifest work, and layers do not come: ${host} ${'detail' in content ? content.detail : 'leads to no address'}`,
      evidence: led,
      advice: `Clients need ${host} as well as the login server: its record in the private zone, and TCP port 443 to its address (1.69). What was found of its name and certificate says which is missing.`,
    });
  return contentFinding(host, digest, content, [...led, answerLine('GET', `https://${host}/?…`, content)]);
}

function elsewhere(host: string, data: readonly string[], evidence: readonly string[]): Finding {
  const isStorage = /\.blob\.core\./.test(host);
  return failed('ACR2509', {
    found: `layers come from ${host}, which is no host of the registry`,
    evidence,
    advice: isStorage
      ? 'The registry serves layers from shared storage: its data endpoints are off, or were turned on just now. Write dataEndpoints: true, and let clients reach the data hosts.'
      : `Its data endpoints are ${data.join(', ') || 'off'}: something in between rewrites where clients are sent. Nothing was fetched from there.`,
  });
}

function contentFinding(
  host: string,
  digest: string,
  content: Answered,
  evidence: readonly string[],
): Finding {
  if (content.status === 403)
    return failed('ACR2509', {
      found: `login and manifest work, and layers do not come: ${host} answers 403`,
      evidence: [...evidence, ...errorLines(content)],
      advice: `The data endpoint lets nobody in from here, or a proxy changed the signed address: the name ${host} has to lead to the private endpoint as the login server does (1.69).`,
    });
  if (content.status !== 200)
    return failed('ACR2509', {
      found: `login and manifest work, and layers do not come: ${host} answers ${content.status}`,
      evidence,
      advice:
        'Ask again in a minute. If it stays so, something else answers there: look what the name leads to.',
    });
  if (content.sha256 !== digest.slice('sha256:'.length))
    return failed('ACR2509', {
      found: `${host} gives something else than the layer that was asked for`,
      evidence: [...evidence, `SHA-256 ${content.sha256 ?? 'not known'}`],
      advice:
        'Something in between changes or cuts what is downloaded, such as a proxy that scans it: let it pass the data hosts unread.',
    });
  return passed(`a layer comes through ${host}`, evidence);
}

/** Whether anything answers at a data endpoint: without a signed address it is 403 (registry-wire.md, 3). */
export function dataEndpointFinding(host: string, seen: WireAnswer, without: string): Finding {
  if (seen.outcome !== 'answered') return unconnected(host, seen);
  const evidence = [answerLine('GET', `https://${host}/`, seen)];
  if (seen.status === 403 || seen.status === 400) return passed(`data endpoint ${host} answers`, evidence);
  return failed('ACR2507', {
    found: `${host} answers ${seen.status}, which no data endpoint does`,
    evidence,
    advice: `${without} Something else answers at ${seen.place.address}: look what the name leads to, and at proxies in between.`,
  });
}

function errorLines(answer: Answered): readonly string[] {
  const error = answer.status >= 400 ? firstError(answer) : undefined;
  return error === undefined ? [] : [`${error.code}: ${error.message}`];
}

function shown({ repository, reference }: ImageReference): string {
  return reference.includes(':') ? `${repository}@${reference}` : `${repository}:${reference}`;
}
