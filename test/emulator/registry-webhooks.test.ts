import { describe, expect, it } from 'vitest';
import {
  type Arm,
  createArm,
  group,
  registry,
  registryBody,
  replica,
  replicaBody,
  type Seen,
} from './arm.ts';

const webhook = `${registry}/webhooks/onpush`;
const body = {
  location: 'westeurope',
  properties: {
    actions: ['push'],
    serviceUri: 'https://hooks.example.com/?key=of-the-hook',
    customHeaders: { authorization: 'Basic of-the-header' },
  },
};

async function withRegistry(sku = 'Premium'): Promise<Arm> {
  const arm = createArm();
  await arm.make(group, { location: 'westeurope' });
  await arm.make(registry, { ...registryBody, sku: { name: sku } });
  return arm;
}

const changed = (properties: Readonly<Record<string, unknown>>) => ({
  ...body,
  properties: { ...body.properties, ...properties },
});

function codeOf({ status, body: { error } }: Seen): string {
  return `${status} ${error.code}`;
}

describe('a webhook', () => {
  it('lives at once, and tells what it sends along to who may have its configuration', async () => {
    const arm = await withRegistry();
    const made = await arm.put(webhook, body);
    expect(made).toMatchObject({
      status: 200,
      body: {
        location: 'westeurope',
        tags: {},
        properties: { status: 'enabled', scope: '', actions: ['push'], provisioningState: 'Succeeded' },
      },
    });
    expect((await arm.get(webhook)).body).toEqual(made.body);
    await arm.patch(webhook, { tags: { team: 'images' }, properties: { status: 'disabled' } });
    expect((await arm.get(`${registry}/webhooks`)).body.value).toMatchObject([
      { tags: { team: 'images' }, properties: { status: 'disabled', actions: ['push'] } },
    ]);
    expect((await arm.send('POST', `${webhook}/getCallbackConfig`)).body).toEqual({
      serviceUri: body.properties.serviceUri,
      customHeaders: body.properties.customHeaders,
    });
    expect((await arm.send('POST', `${webhook}/ping`)).body.id).toMatch(/^[0-9a-f-]{36}$/);
    const told = JSON.stringify([arm.emulator.objects(), arm.emulator.requests()]);
    expect(told).not.toContain('of-the-hook');
    expect(told).not.toContain('of-the-header');
    expect(await arm.remove(webhook)).toMatchObject({ status: 200, body: undefined });
    expect(codeOf(await arm.get(webhook))).toBe('404 ResourceNotFound');
    expect((await arm.remove(webhook)).status).toBe(204);
  });

  it.each([
    ['no location', { ...body, location: undefined }],
    ['a region that the registry is not in', { ...body, location: 'northeurope' }],
    ['no service URI', changed({ serviceUri: undefined })],
    ['a service URI that is no address', changed({ serviceUri: 'hooks' })],
    ['a service URI of another kind', changed({ serviceUri: 'ftp://hooks.example.com' })],
    ['no action', changed({ actions: [] })],
    ['an unknown action', changed({ actions: ['push', 'pull'] })],
    ['an unknown status', changed({ status: 'on' })],
  ])('is refused with %s', async (_, sent) => {
    const arm = await withRegistry();
    expect(codeOf(await arm.put(webhook, sent))).toBe('400 BadRequest');
    expect(codeOf(await arm.put(`${registry}/webhooks/on-push`, body))).toBe('400 BadRequest');
  });

  it('may be where a replica is, and stays where it is', async () => {
    const arm = await withRegistry();
    await arm.make(replica, replicaBody);
    expect((await arm.put(webhook, { ...body, location: 'North Europe' })).body.location).toBe('northeurope');
    expect(codeOf(await arm.put(webhook, body))).toBe('409 InvalidResourceLocation');
  });

  it('is one of as many as the SKU has, and goes with its registry', async () => {
    const arm = await withRegistry('Basic');
    for (const name of ['first', 'second']) await arm.put(`${registry}/webhooks/${name}`, body);
    expect(codeOf(await arm.put(webhook, body))).toBe('400 BadRequest');
    expect((await arm.put(`${registry}/webhooks/first`, body)).status).toBe(200);
    await arm.remove(registry);
    await arm.make(registry, registryBody);
    expect((await arm.get(`${registry}/webhooks`)).body.value).toEqual([]);
  });
});
