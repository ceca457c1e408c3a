import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HAS_FRONT_PARTS, type Ran } from './client.ts';
import { editPolicy } from './edits.ts';
import { writeImage } from './image.ts';
import {
  DATA_HOST,
  type Front,
  type FrontOptions,
  HOST,
  ownRegistry,
  PULLER,
  PUSHER,
  REPOSITORY,
  sharedRegistry,
  stageFront,
  WISH,
} from './stage.ts';
import { leaksIn } from './transcript.ts';

const PUSHABLE = { ...WISH, allowPush: true };

describe.runIf(HAS_FRONT_PARTS)('a push through a public front', () => {
  const shared = sharedRegistry();
  let pushes = 0;
  /** A front, and a repository that nobody pushed to. */
  const staged = async (options: FrontOptions = {}, registry = shared()) => {
    pushes += 1;
    const repository = `team/pushed${pushes}`;
    const front = await stageFront(registry, options);
    const reference = `${HOST}/${repository}:v1`;
    const push = (credential = PUSHER, layout = registry.layout): Promise<Ran> =>
      front.client.push(`${layout}:v1`, reference, credential);
    return { front, repository, reference, push };
  };

  it('goes through where it is allowed, by the names of the front alone, and can be pulled again (2.11g)', async () => {
    const { front, reference, push } = await staged({ wish: PUSHABLE });
    expect(await push()).toMatchObject({ code: 0 });
    expect(new Set(front.proxy.asked.map(({ host }) => host))).toEqual(new Set([HOST]));
    expect(leaksIn(seenBy(front))).toEqual([]);

    expect(await front.client.pull(reference, `${front.folder}/pulled:v1`, PULLER)).toMatchObject({
      code: 0,
    });
    expect(blobsIn(`${front.folder}/pulled`)).toEqual(blobsIn(shared().layout));
    expect(front.proxy.asked.map(({ host }) => host)).toContain(DATA_HOST);
    expect(leaksIn(seenBy(front))).toEqual([]);
    expect(front.gateways[0]?.faults).toEqual([]);
  });

  it('gets 403 at its first upload where the front only pulls, and its token before (2.3)', async () => {
    const { front, repository, push } = await staged();
    expect(await push()).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/initiating layer upload .* 403, .*<title>403 Forbidden<\/title>/),
    });
    const blocked = seenBy(front).filter(({ status }) => status === 403);
    expect(blocked).toMatchObject([
      {
        method: 'POST',
        uri: `/v2/${repository}/blobs/uploads/`,
        answeredBy: 'gateway',
        log: [expect.stringMatching(/^Block /)],
      },
    ]);
    expect(
      seenBy(front)
        .filter(({ uri }) => uri.startsWith('/oauth2'))
        .map(({ status }) => status),
    ).toContain(200);
  });

  it('goes through a front whose policy only detects', async () => {
    const { front, push } = await staged({
      edit: (bodies) =>
        editPolicy(bodies, ({ properties }) => {
          properties.policySettings['mode'] = 'Detection';
        }),
    });
    expect(await push()).toMatchObject({ code: 0 });
    const logged = seenBy(front).filter(({ log }) => log.some((line) => line.startsWith('Block ')));
    expect(new Set(logged.map(({ method }) => method))).toEqual(new Set(['POST', 'PATCH', 'PUT']));
  });

  it('of a layer above the limit of bodies gets 413, unless the limit is turned off (2.11g)', async () => {
    const enforced = (isEnforced: boolean) => ({
      wish: PUSHABLE,
      ...(isEnforced && {
        edit: (bodies: Parameters<typeof editPolicy>[0]) =>
          editPolicy(bodies, ({ properties }) => {
            properties.policySettings['requestBodyEnforcement'] = true;
          }),
      }),
    });
    const { front, push } = await staged(enforced(true));
    const layout = join(front.folder, 'large');
    writeImage(layout, { tag: 'v1', content: incompressible(300 * 1024) });
    expect(await push(PUSHER, layout)).toMatchObject({ code: 1, stderr: expect.stringContaining('413') });
    expect(seenBy(front).filter(({ status }) => status === 413)).toMatchObject([
      { method: 'PATCH', answeredBy: 'gateway' },
    ]);
    const open = await staged(enforced(false));
    expect(await open.push(PUSHER, layout)).toMatchObject({ code: 0 });
  });

  it('goes on at the front where the registry says by a whole address where to (2.14, 2.17)', async () => {
    const registry = await ownRegistry({ hasAbsoluteUploads: true });
    const { front, push } = await staged({ wish: PUSHABLE }, registry);
    expect(await push()).toMatchObject({ code: 0 });
    const locations = seenBy(front).flatMap(({ responseHeaders }) =>
      responseHeaders.filter(([name]) => name === 'Location').map(([, value]) => value),
    );
    expect(locations.length).toBeGreaterThan(3);
    expect(locations.filter((each) => !each.startsWith(`https://${HOST}/v2/`))).toEqual([]);
    expect(leaksIn(seenBy(front))).toEqual([]);
  });

  it('with a wrong password, and with the right to pull alone, is refused by the registry', async () => {
    const { front, push } = await staged({ wish: PUSHABLE });
    const wrong = await push({ ...PUSHER, password: 'wrong' });
    expect(wrong.stderr).toContain('unable to retrieve auth token: invalid username/password');
    expect(await front.client.login(HOST, { ...PULLER, password: 'wrong' })).toMatchObject({ code: 1 });
    // Its blobs are there, so that only the manifest is left to push.
    const again = await front.client.push(`${shared().layout}:v1`, `${HOST}/${REPOSITORY}:v2`, PULLER);
    expect(again.stderr).toMatch(/uploading manifest v2 .*: unauthorized/);
  });
});

function seenBy({ gateways }: Front) {
  return gateways.flatMap(({ seen }) => seen);
}

function blobsIn(folder: string): readonly string[] {
  return readdirSync(join(folder, 'blobs', 'sha256')).sort();
}

/** The same bytes each time, which no compression makes fewer. */
function incompressible(length: number): Buffer {
  let state = 1;
  return Buffer.from(
    Array.from({ length }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 16) & 0xff;
    }),
  );
}
