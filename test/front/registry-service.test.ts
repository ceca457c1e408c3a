import { describe, expect, it } from 'vitest';
import { HAS_FRONT_PARTS } from './client.ts';
import { type AskWish, askOver } from './https-request.ts';
import { ENTRA_TOKEN } from './registry-tokens.ts';
import { authority, LOGIN, PULLER, REPOSITORY, sharedRegistry } from './stage.ts';

const DATA = 'contoso.westeurope.data.azurecr.io';
const SCOPE = `repository:${REPOSITORY}:pull`;
const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const MANIFEST = `/v2/${REPOSITORY}/manifests/v1`;

describe.runIf(HAS_FRONT_PARTS)('the registry of these tests, as records of Azure have one', () => {
  const registry = sharedRegistry();

  const ask = (path: string, wish: Partial<AskWish> = {}) =>
    askOver({ port: registry().service.port, host: LOGIN, ca: authority.ca, path, ...wish });
  const post = (path: string, form: Readonly<Record<string, string>>) => {
    const body = new URLSearchParams(form).toString();
    return ask(path, { method: 'POST', body });
  };
  const basic = ({ user, password }: typeof PULLER) =>
    `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const tokenPath = `/oauth2/token?service=${LOGIN}&scope=${SCOPE}`;
  const bearer = async () => {
    const told = await ask(tokenPath, { headers: { authorization: basic(PULLER) } });
    return { authorization: `Bearer ${JSON.parse(told.body).access_token}` };
  };
  const layerAddress = async () => {
    const path = `/v2/${REPOSITORY}/blobs/${registry().image.layer}`;
    return ask(path, { headers: await bearer() });
  };

  it('leads who is not known to its token endpoint, in one header, with the scope of what was asked', async () => {
    const challenge = async (path: string) => {
      const { status, headers } = await ask(path);
      return { status, challenge: headers['www-authenticate'] };
    };
    const realm = `Bearer realm="https://${LOGIN}/oauth2/token",service="${LOGIN}"`;
    expect(await challenge('/v2/')).toEqual({ status: 401, challenge: realm });
    expect(await challenge(MANIFEST)).toEqual({ status: 401, challenge: `${realm},scope="${SCOPE}"` });
    const { rawHeaders } = await ask('/v2/');
    expect(rawHeaders.filter((each) => each === 'Strict-Transport-Security')).toHaveLength(2);
  });

  it('gives tokens for a password by GET and POST, and for a token of Entra in two steps', async () => {
    const form = { service: LOGIN, scope: SCOPE };
    const byPassword = { grant_type: 'password', username: PULLER.user, password: PULLER.password, ...form };
    const exchanged = await post('/oauth2/exchange', {
      ...{ grant_type: 'access_token', service: LOGIN, access_token: ENTRA_TOKEN },
    });
    const { refresh_token } = JSON.parse(exchanged.body);
    const answers = [
      await ask(tokenPath, { headers: { authorization: basic(PULLER) } }),
      await post('/oauth2/token', byPassword),
      await post('/oauth2/token', { grant_type: 'refresh_token', refresh_token, ...form }),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      const { access_token } = JSON.parse(body);
      const headers = { authorization: `Bearer ${access_token}`, accept: OCI_MANIFEST };
      expect(await ask(MANIFEST, { headers })).toMatchObject({
        ...{ status: 200, headers: { 'docker-content-digest': registry().image.manifest } },
      });
    }
    const statuses = [
      await ask(tokenPath, { headers: { authorization: basic({ ...PULLER, password: 'wrong' }) } }),
      await post('/oauth2/token', { grant_type: 'refresh_token', refresh_token: 'wrong', ...form }),
      await post('/oauth2/exchange', { grant_type: 'access_token', service: LOGIN, access_token: 'wrong' }),
      await post('/oauth2/token', { ...byPassword, service: 'front.test' }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([401, 401, 401, 400]);
  });

  it('leads to its data host for a layer, by a signed address that names it', async () => {
    const { status, headers, body } = await layerAddress();
    const location = String(headers['location']);
    expect(status).toBe(307);
    expect(headers['docker-content-digest']).toBe(registry().image.layer);
    expect(location).toMatch(new RegExp(`^https://${DATA}/\\?t=[0-9a-f]{40}&h=${LOGIN}&c=`));
    const { searchParams } = new URL(location);
    expect([...searchParams.keys()]).toEqual(['t', 'h', 'c', 'r', 'd', 'p', 's', 'v']);
    expect([searchParams.get('p')?.length, searchParams.get('s')?.length]).toEqual([614, 342]);
    expect(body).toContain('Temporary Redirect');
    const manifest = await ask(MANIFEST, { headers: { ...(await bearer()), accept: OCI_MANIFEST } });
    expect(manifest).toMatchObject({ status: 200 });
  });

  it('gives a layer at its data host to who has the address as it was, and no token', async () => {
    const { pathname, search } = new URL(String((await layerAddress()).headers['location']));
    const address = pathname + search;
    const data = async (path: string, headers: AskWish['headers'] = {}) =>
      (await ask(path, { host: DATA, headers })).status;
    expect(await data(address)).toBe(200);
    expect(await data(address, await bearer())).toBe(400);
    expect(await data(address.replace(`h=${LOGIN}`, 'h=front.test'))).toBe(403);
    expect(await data('/')).toBe(403);
  });

  it('knows no host but its own', async () =>
    expect(await ask('/v2/', { host: 'images.azurecr.io' })).toMatchObject({ status: 404, body: '' }));
});
