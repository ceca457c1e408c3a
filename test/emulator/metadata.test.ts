import { describe, expect, it } from 'vitest';
import type { CloudName } from '../../src/emulator/index.ts';
import { type Body, createArm } from './arm.ts';

async function metadata(version: string, origin = 'https://127.0.0.1:4711', cloud: CloudName = 'AzureCloud') {
  const { host } = new URL(origin);
  const url = `${origin}/metadata/endpoints?api-version=${version}`;
  const answer = await createArm({ cloud }).emulator.handle({ method: 'GET', url, headers: { host } });
  return { status: answer.status, body: JSON.parse(answer.body) as Body };
}

describe('the metadata of the cloud', () => {
  it.each(['2018-05-01', '2019-05-01', '2019-10-01', '2020-06-01'])(
    'is a list of clouds in %s',
    async (version) => {
      const { status, body } = await metadata(version);
      expect(status).toBe(200);
      expect(body.map(({ name }: Body) => name)).toEqual(['AzureCloud']);
      expect(body[0]).toEqual((await metadata('2022-09-01')).body);
    },
  );

  it('is one cloud in 2022-09-01, with all that Terraform asks of it', async () => {
    const { body } = await metadata('2022-09-01');
    expect(body).toMatchObject({
      name: 'AzureCloud',
      resourceManager: 'https://127.0.0.1:4711/',
      microsoftGraphResourceId: 'https://127.0.0.1:4711/',
      authentication: {
        loginEndpoint: 'https://127.0.0.1:4711',
        audiences: ['https://127.0.0.1:4711/'],
        tenant: 'common',
        identityProvider: 'AAD',
      },
    });
  });

  it('was four members in 2015-01-01', async () => {
    const { body } = await metadata('2015-01-01');
    expect(Object.keys(body).toSorted()).toEqual([
      ...['authentication', 'galleryEndpoint', 'graphEndpoint', 'portalEndpoint'],
    ]);
  });

  it.each<[CloudName, string]>([
    ['AzureCloud', 'azurecr.io'],
    ['AzureUSGovernment', 'azurecr.us'],
    ['AzureChinaCloud', 'azurecr.cn'],
  ])('of %s names its registries', async (cloud, suffix) => {
    const { body } = await metadata('2022-09-01', 'http://localhost:4711', cloud);
    expect([body.name, body.suffixes.acrLoginServer]).toEqual([cloud, suffix]);
    const isBare = cloud === 'AzureUSGovernment';
    expect(body.resourceManager).toBe(`http://localhost:4711${isBare ? '' : '/'}`);
  });

  it.each(['https://127.0.0.1:4711', 'http://localhost:80', 'https://[::1]:4711'])(
    'sends nobody away from %s',
    async (origin) => {
      for (const version of ['2022-09-01', '2015-01-01']) {
        const urls = JSON.stringify((await metadata(version, origin)).body).match(/https?:\/\/[^"]*/g) ?? [];
        expect(urls.length).toBeGreaterThan(3);
        expect(urls.filter((url) => new URL(url).origin !== new URL(origin).origin)).toEqual([]);
      }
    },
  );

  it('is refused in a version that never was, and without one', async () => {
    expect((await metadata('2001-01-01')).body.error.code).toBe('NoRegisteredProviderFound');
    expect((await metadata('')).body.error.code).toBe('MissingApiVersionParameter');
  });
});
