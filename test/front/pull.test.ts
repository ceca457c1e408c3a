import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HAS_FRONT_PARTS } from './client.ts';
import { FROM } from './countries.ts';
import { DATA_HOST, HOST, PULLER, REPOSITORY, sharedRegistry, stageFront, WISH } from './stage.ts';
import { leaksIn, transcriptOf } from './transcript.ts';

const PAGE = readFileSync(new URL('../../docs/public-front.md', import.meta.url), 'utf8');
const IMAGE = `${HOST}/${REPOSITORY}:v1`;

describe.runIf(HAS_FRONT_PARTS)('a public front, with a real client and a real registry', () => {
  const registry = sharedRegistry();

  it('lets a client log in, inspect, list and pull while nothing of Azure can be reached (2.1, 2.12, 2.31, T7)', async () => {
    const { client, proxy, gateways, folder } = await stageFront(registry());
    const pulled = join(folder, 'pulled');
    expect(await client.login(HOST, PULLER)).toMatchObject({ code: 0, stdout: 'Login Succeeded!\n' });
    const inspected = await client.inspect(IMAGE);
    expect(JSON.parse(inspected.stdout)).toMatchObject({
      Digest: registry().image.manifest,
      RepoTags: ['v1'],
    });
    expect(JSON.parse((await client.listTags(`${HOST}/${REPOSITORY}`)).stdout)).toMatchObject({
      Tags: ['v1'],
    });
    expect(await client.pull(IMAGE, `${pulled}:v1`)).toMatchObject({ code: 0 });

    expect(blobsIn(pulled)).toEqual(blobsIn(registry().layout));
    expect([...new Set(proxy.asked.map(({ host }) => host))].sort()).toEqual([DATA_HOST, HOST]);
    const seen = gateways.flatMap((each) => each.seen);
    expect(seen.map(({ status }) => status)).toContain(307);
    expect(leaksIn(seen)).toEqual([]);
    expect(gateways.flatMap(({ faults }) => faults)).toEqual([]);
  });

  it('is all that a client meets on its way, as docs/public-front.md shows it (2.19, 2.21, 2.23)', async () => {
    const { client, gateways, folder } = await stageFront(registry());
    expect(await client.pull(IMAGE, `${folder}/pulled:v1`, PULLER)).toMatchObject({ code: 0 });
    const { manifest, layer, config } = registry().image;
    const names = { [manifest]: 'MANIFEST', [layer]: 'LAYER', [config]: 'CONFIG' };
    const seen = gateways.flatMap((each) => each.seen);
    expect(PAGE).toContain(`\`\`\`\n${transcriptOf(seen, names)}\n\`\`\``);
  });

  it('gives images to a cluster by the secret that docs/public-front.md shows (2.8)', async () => {
    const { client, folder } = await stageFront(registry());
    const [shown = ''] = /^\{ "auths": .*$/m.exec(PAGE) ?? [];
    const secret = shown
      .replace('registry.contoso.com', HOST)
      .replace('BASE64', Buffer.from(`${PULLER.user}:${PULLER.password}`).toString('base64'))
      .replace('edge-site', PULLER.user)
      .replace('PASSWORD', PULLER.password);
    expect(await client.pull(IMAGE, `${folder}/refused:v1`)).toMatchObject({ code: 1 });
    client.knows(secret);
    expect(await client.pull(IMAGE, `${folder}/pulled:v1`)).toMatchObject({ code: 0 });
  });

  it.each([
    ['that is blocked', { blockedCountries: ['KP'] }, FROM.northKorea, FROM.germany],
    ['that is not among those allowed', { allowedCountries: ['DE'] }, FROM.northKorea, FROM.germany],
    ['that nobody knows', { blockedCountries: ['KP', 'ZZ'] }, FROM.nowhere, FROM.germany],
  ])(
    'gives nothing to a client in a country %s, and all to others (2.1, 2.26)',
    async (_, policy, blocked, allowed) => {
      const pullFrom = async (from: string) => {
        const { client, folder, gateways } = await stageFront(registry(), {
          wish: { ...WISH, ...policy },
          from,
        });
        const { code, stderr } = await client.pull(IMAGE, `${folder}/pulled:v1`, PULLER);
        const answers = gateways.flatMap(({ seen }) =>
          seen.map(({ status, answeredBy }) => `${status} of the ${answeredBy}`),
        );
        return { code, stderr, answers: [...new Set(answers)] };
      };
      expect(await pullFrom(blocked)).toEqual({
        code: 1,
        stderr: expect.stringContaining('invalid status code from registry 403 (Forbidden)'),
        answers: ['403 of the gateway'],
      });
      expect(await pullFrom(allowed)).toMatchObject({ code: 0 });
    },
  );
});

function blobsIn(folder: string): Readonly<Record<string, string>> {
  const blobs = join(folder, 'blobs', 'sha256');
  return Object.fromEntries(
    readdirSync(blobs)
      .sort()
      .map((name) => [name, readFileSync(join(blobs, name), 'base64')]),
  );
}
