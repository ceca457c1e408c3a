import { type Check, type CheckSubject, wireCheck } from '../../core/verify.ts';
import type { Wire, WireAnswer } from '../../core/wire.ts';
import type { PlacedFront, PlacedRegistry } from '../placed.ts';
import type { ImageReference } from '../registry/image-reference.ts';
import { type PullSeen, pullOnce, redirectOf, type SeePull } from '../registry/pull.ts';
import { registryNames } from '../registry/registry-names.ts';
import type { Verifier, Verifying } from '../verify.ts';
import type { AskedFront } from './gateway-answer.ts';
import { frontsOf } from './names.ts';
import {
  challengeFinding,
  dataFinding,
  type Exchanged,
  type FrontNames,
  frontBlobFinding,
  frontLoginFinding,
  frontManifestFinding,
  headersFinding,
  pushFinding,
} from './pull-finding.ts';
import { FRONT_DEFAULTS } from './schema.ts';

/** What clients get under the names of a front: the way of a pull, and what becomes of a push (2.32). */
export const verifyFrontAnswers: Verifier = {
  reads: () => [],
  checks: (registry, verifying) =>
    frontsOf(registry, verifying.placed).flatMap((front) => checksOf(front, registry, verifying)),
};

function checksOf(front: PlacedFront, registry: PlacedRegistry, verifying: Verifying): readonly Check[] {
  const { live, cloud, credential, image } = verifying;
  const { login } = registryNames(registry, live);
  const { host } = front.entry;
  const data = front.regions.map(({ entry }) => entry.dataHost);
  const names: FrontNames = { host, data, login, cloud };
  const pull = pullOnce({ names: { login: host, data }, service: login, credential, image });
  const sights = createSights(names, pull, image);
  const subject = (rest: Omit<CheckSubject, 'address' | 'about'>, about = host) => ({
    ...{ ...rest, address: front.address, about },
    reach: { kind: 'hosts' as const, hosts: about === host ? [host] : [host, ...data] },
  });
  return [
    wireCheck(
      subject({
        name: 'front.challenge',
        proves: 'The registry answers under the host, and sends clients nowhere else for their tokens.',
        how: 'GET /v2/ without a credential.',
        requirements: ['2.1', '2.19', '2.21', '2.32'],
      }),
      pull,
      ({ challenge }) => challengeFinding(names, challenge),
    ),
    ...front.regions.map((region) => dataCheck(region.address, region.entry.dataHost, sights)),
    pushCheck(front, names, sights),
    wireCheck(
      subject({
        name: 'front.login',
        proves: 'The login of this run gets a token of the registry at the front.',
        how: 'POST /oauth2/exchange with a token of Entra that is good for registries alone.',
        requirements: ['2.32'],
      }),
      pull,
      (seen) => frontLoginFinding(names, seen),
    ),
    ...(image === undefined ? [] : imageChecks(subject, names, image, pull)),
    wireCheck(
      {
        ...subject({
          name: 'front.headers',
          proves: 'No other header of the answers names a host of Azure.',
          how: 'All headers of what the other checks asked were searched. The query of a layer and the service of a challenge have to name the registry.',
          requirements: ['2.12', '2.32'],
        }),
        reach: { kind: 'hosts', hosts: [host, ...data] },
      },
      sights.all,
      (seen) => headersFinding(names, seen),
    ),
  ];
}

/** What is asked of a front, each once, whichever check comes first. */
interface Sights {
  readonly pushed: AskedFront;
  push(wire: Wire): Promise<{ readonly push: WireAnswer; readonly reading: WireAnswer }>;
  data(wire: Wire, host: string): Promise<WireAnswer>;
  all(wire: Wire): Promise<readonly Exchanged[]>;
}

function createSights({ host, data }: FrontNames, pull: SeePull, image: ImageReference | undefined): Sights {
  // Without a credential nothing comes of it, whoever answers.
  const pushed = {
    method: 'POST' as const,
    url: `https://${host}/v2/${image?.repository ?? 'acrctl/verify'}/blobs/uploads/`,
  };
  const seen = new Map<string, Promise<WireAnswer>>();
  const once = (key: string, ask: () => Promise<WireAnswer>): Promise<WireAnswer> => {
    const asked = seen.get(key) ?? ask();
    seen.set(key, asked);
    return asked;
  };
  const ofData = (wire: Wire, each: string) =>
    once(each, () => wire.request({ method: 'GET', url: `https://${each}/` }));
  const ofPush = (wire: Wire) => once(pushed.url, () => wire.request({ ...pushed, body: '' }));
  return {
    pushed,
    push: async (wire) => ({ push: await ofPush(wire), reading: (await pull(wire)).challenge }),
    data: ofData,
    all: async (wire) => [
      ...exchangedIn(host, await pull(wire)),
      [pushed, await ofPush(wire)],
      ...(await Promise.all(
        data.map(
          async (each): Promise<Exchanged> => [
            { method: 'GET', url: `https://${each}/` },
            await ofData(wire, each),
          ],
        ),
      )),
    ],
  };
}

function exchangedIn(host: string, seen: PullSeen): readonly Exchanged[] {
  const { challenge, exchange, token, manifest, blob, content } = seen;
  const target = blob?.outcome === 'answered' ? redirectOf(blob) : undefined;
  const get = (url: string) => ({ method: 'GET', url });
  const post = (url: string) => ({ method: 'POST', url });
  return [
    [get(`https://${host}/v2/`), challenge],
    [
      post(`https://${host}/oauth2/exchange`),
      exchange === undefined || 'why' in exchange ? undefined : exchange,
    ],
    [post(`https://${host}/oauth2/token`), token],
    [get(`https://${host}/v2/…/manifests/…`), manifest],
    [get(`https://${host}/v2/…/blobs/…`), blob],
    [get(`https://${target?.hostname ?? host}/?…`), content],
  ];
}

function dataCheck(address: string, host: string, sights: Sights): Check {
  return wireCheck(
    {
      name: 'front.dataHost',
      address,
      about: host,
      proves: 'The data endpoint of the region answers under the data host.',
      how: 'GET / without a signed address, which is answered 403.',
      requirements: ['2.11b', '2.11d', '2.32'],
      reach: { kind: 'hosts', hosts: [host] },
    },
    (wire) => sights.data(wire, host),
    (seen) => dataFinding(host, seen),
  );
}

function pushCheck({ address, entry }: PlacedFront, names: FrontNames, sights: Sights): Check {
  const wish = {
    allowPush: entry.allowPush ?? FRONT_DEFAULTS.allowPush,
    mode: entry.waf?.mode ?? FRONT_DEFAULTS.waf.mode,
  };
  return wireCheck(
    {
      name: 'front.push',
      address,
      about: names.host,
      proves: wish.allowPush
        ? 'Pushes reach the registry through the front.'
        : 'The gateway refuses pushes before the registry sees them.',
      how: 'POST to where uploads begin, without a credential, so that nothing is uploaded.',
      requirements: ['2.3', '2.11g', '2.32'],
      reach: { kind: 'hosts', hosts: [names.host] },
    },
    (wire) => sights.push(wire),
    (seen) => pushFinding(names, wish, sights.pushed, seen),
  );
}

function imageChecks(
  subject: (rest: Omit<CheckSubject, 'address' | 'about'>, about: string) => Parameters<typeof wireCheck>[0],
  names: FrontNames,
  image: ImageReference,
  pull: SeePull,
): readonly Check[] {
  return [
    wireCheck(
      subject(
        {
          name: 'front.manifest',
          proves: 'The login of this run may pull the image through the front.',
          how: 'POST /oauth2/token, then GET of the manifest with that token.',
          requirements: ['2.32'],
        },
        image.repository,
      ),
      pull,
      (seen) => frontManifestFinding(names, image, seen),
    ),
    wireCheck(
      subject(
        {
          name: 'front.blob',
          proves: 'A layer is led to a data host of the front, and comes from there unchanged.',
          how: 'GET of the configuration of the image, and of where that led to, without a credential.',
          requirements: ['2.22', '2.23', '2.32'],
        },
        image.repository,
      ),
      pull,
      (seen) => frontBlobFinding(names, seen),
    ),
  ];
}
