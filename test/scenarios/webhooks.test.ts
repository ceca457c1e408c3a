import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { canariesOf, foundIn } from '../canaries.ts';
import { type Lab, openLab, type RunOptions } from '../lab.ts';
import {
  AT,
  actionsOf,
  changeAt,
  type Edits,
  edited,
  example,
  failures,
  ID,
  objectAt,
  planOf,
  sent,
  VERSION,
} from './stacks.ts';

const HOOKS = `${AT.registry}.webhooks`;
const AT_HOOK = `${HOOKS}.onpush`;
const HOOK = `${ID.registry}/webhooks/onpush`;
const OPEN_HOOK = `${ID.registry}/webhooks/ondelete`;
const URI = 'https://relay.fabrikam.com/?code=Qm9ja3MgYXJlIGRyYXdu';
const AUTHORIZATION = 'Bearer eyJhbGciOi.dGhpcyBpcyBub3QgcmVhbA';
const RUN: RunOptions = { env: { HOOK_URI: URI, HOOK_AUTHORIZATION: AUTHORIZATION } };
const SECRET_HOOK = {
  serviceUriFrom: 'HOOK_URI',
  customHeaders: { 'X-Source': 'contosoimages' },
  customHeadersFrom: { Authorization: 'HOOK_AUTHORIZATION' },
  actions: ['push', 'chartPush'],
};
const PLAIN_HOOK = {
  serviceUri: 'https://hooks.contoso.com/registry',
  actions: ['delete'],
  scope: 'team/app:*',
};
const FILE = example({ [AT_HOOK]: SECRET_HOOK, [`${HOOKS}.ondelete`]: PLAIN_HOOK });

async function made(text = FILE, run = RUN): Promise<Lab> {
  const lab = openLab();
  await lab.converge(text, run);
  lab.emulator.clearRequests();
  return lab;
}

/** What is called, and with which headers: only those who may call it are told. */
async function callback(lab: Lab, id = HOOK): Promise<JsonObject> {
  return (await lab.request('POST', `${id}/getCallbackConfig`, VERSION.registry, {})) as JsonObject;
}

async function expectEmpty(lab: Lab, text: string, run = RUN): Promise<void> {
  expect(await planOf(lab, text, run)).toMatchObject({ changes: [], drift: [], diagnostics: [] });
}

describe('a webhook', () => {
  it('is made with its address and headers, which stand nowhere else where they are secrets', async () => {
    const lab = openLab();
    const plan = await planOf(lab, FILE, RUN);
    expect(changeAt(plan, AT_HOOK)).toMatchObject({
      actions: ['create'],
      sensitive: ['properties.customHeaders.Authorization', 'properties.serviceUri'],
      after: {
        location: 'westeurope',
        tags: {
          'acrctl-webhook':
            'from HOOK_URI; X-Source: contosoimages; Authorization from HOOK_AUTHORIZATION; version 1',
        },
        properties: { actions: ['chart_push', 'push'], scope: '', status: 'enabled' },
      },
    });
    await lab.converge(FILE, RUN);
    expect(await callback(lab)).toEqual({
      serviceUri: URI,
      customHeaders: { 'X-Source': 'contosoimages', Authorization: AUTHORIZATION },
    });
    expect(await callback(lab, OPEN_HOOK)).toEqual({ serviceUri: PLAIN_HOOK.serviceUri, customHeaders: {} });
    await expectEmpty(lab, FILE);
    const texts = {
      ...lab.disk.texts(),
      events: JSON.stringify(lab.events),
      requests: JSON.stringify(lab.emulator.requests()),
      said: JSON.stringify([plan, await planOf(lab, FILE, RUN)]),
    };
    expect(foundIn(texts, canariesOf(URI, AUTHORIZATION))).toEqual([]);
  });

  it('keeps address and headers where anything else of it changes', async () => {
    const lab = await made();
    const other = edited(FILE, { [`${AT_HOOK}.actions`]: ['push'], [`${AT_HOOK}.enabled`]: false });
    const plan = await planOf(lab, other, RUN);
    expect(changeAt(plan, AT_HOOK)).toMatchObject({
      sensitive: [],
      paths: ['properties.actions', 'properties.status'],
    });
    expect(changeAt(plan, AT_HOOK)?.impact).toEqual([
      'whoever it calls is told of nothing until it is enabled again',
    ]);
    await lab.converge(other, RUN);
    expect(sent(lab)).toEqual(['PATCH onpush']);
    expect(await callback(lab)).toMatchObject({
      serviceUri: URI,
      customHeaders: { Authorization: AUTHORIZATION },
    });
    await expectEmpty(lab, other);
    const again = edited(other, { [`${AT_HOOK}.enabled`]: true });
    expect(changeAt(await planOf(lab, again, RUN), AT_HOOK)?.impact).toEqual([
      'whoever it calls is told again, but not of what happened meanwhile',
    ]);
  });

  it('gets what a variable holds now once its version is raised, and not before', async () => {
    const lab = await made();
    const next: RunOptions = { env: { HOOK_URI: `${URI}Mg`, HOOK_AUTHORIZATION: `${AUTHORIZATION}Mg` } };
    await expectEmpty(lab, FILE, next);
    const raised = edited(FILE, { [`${AT_HOOK}.version`]: 2 });
    const plan = await planOf(lab, raised, next);
    expect(changeAt(plan, AT_HOOK)).toMatchObject({
      actions: ['update'],
      paths: ['tags.acrctl-webhook'],
      sensitive: ['properties.customHeaders.Authorization', 'properties.serviceUri'],
      impact: ['address and headers are sent again, all of them'],
    });
    await lab.request('PATCH', HOOK, VERSION.registry, {
      tags: { ...(objectAt(lab, HOOK).tags as JsonObject), team: 'theirs' },
      properties: { status: 'disabled', scope: 'team/*' },
    });
    lab.emulator.clearRequests();
    await lab.converge(raised, next);
    expect(sent(lab)).toEqual(['PUT onpush']);
    expect(await callback(lab)).toEqual({
      serviceUri: `${URI}Mg`,
      customHeaders: { 'X-Source': 'contosoimages', Authorization: `${AUTHORIZATION}Mg` },
    });
    // What the file does not say stays as somebody else made it.
    expect(objectAt(lab, HOOK)).toMatchObject({
      tags: { team: 'theirs', 'acrctl-address': AT_HOOK },
      properties: { status: 'disabled', scope: 'team/*' },
    });
    await expectEmpty(lab, raised, next);
  });

  it('needs its variables where they are sent, and nowhere else', async () => {
    const lab = await made();
    await expectEmpty(lab, FILE, {});
    const other = edited(FILE, { [`${AT_HOOK}.actions`]: ['push'] });
    await lab.converge(other, {});
    expect(sent(lab)).toEqual(['PATCH onpush']);
    const raised = edited(other, { [`${AT_HOOK}.version`]: 2 });
    const onlyOne: RunOptions = { env: { HOOK_URI: URI } };
    expect(changeAt(await planOf(lab, raised, onlyOne), AT_HOOK)?.blocked).toMatchObject({
      code: 'ACR1379',
      detail: expect.stringMatching(/^What it sends comes from HOOK_AUTHORIZATION, which is not set\./),
    });
    lab.emulator.clearRequests();
    expect((await lab.apply(raised, onlyOne)).kind).toBe('refused');
    expect(sent(lab)).toEqual([]);
  });

  it('calls another address, and loses headers that the file does not say any more', async () => {
    const lab = await made();
    const other = edited(FILE, {
      [`${HOOKS}.ondelete.serviceUri`]: 'https://hooks.contoso.com/other',
      [`${AT_HOOK}.customHeaders`]: null,
    });
    expect(changeAt(await planOf(lab, other, RUN), `${HOOKS}.ondelete`)?.paths).toEqual([
      'tags.acrctl-webhook',
    ]);
    await lab.converge(other, RUN);
    expect(sent(lab).toSorted()).toEqual(['PUT ondelete', 'PUT onpush']);
    expect(await callback(lab, OPEN_HOOK)).toMatchObject({ serviceUri: 'https://hooks.contoso.com/other' });
    expect((await callback(lab)).customHeaders).toEqual({ Authorization: AUTHORIZATION });
    expect(objectAt(lab, OPEN_HOOK)).toMatchObject({
      properties: { scope: 'team/app:*', actions: ['delete'] },
    });
    await expectEmpty(lab, other);
  });

  it('that somebody else changed is put back, with its address where the tag went', async () => {
    const lab = await made();
    await lab.request('PATCH', OPEN_HOOK, VERSION.registry, { tags: {}, properties: { actions: ['push'] } });
    const plan = await planOf(lab, FILE, RUN);
    expect(plan.drift.map(({ address }) => address)).toEqual([`${HOOKS}.ondelete`]);
    lab.emulator.clearRequests();
    await lab.converge(FILE, RUN);
    expect(sent(lab)).toEqual(['PUT ondelete']);
    await expectEmpty(lab, FILE);
  });

  it('in the region of a replica is made after it, and made again where it moves', async () => {
    const there: Edits = {
      [`${AT.registry}.replications.northeurope`]: {},
      [`${AT_HOOK}.location`]: 'northeurope',
    };
    const lab = openLab();
    const text = edited(FILE, there);
    const steps = changeAt(await planOf(lab, text, RUN), AT_HOOK)?.steps ?? [];
    expect(steps.flatMap(({ dependsOn }) => dependsOn)).toContain(
      `${AT.registry}.replications.northeurope/write`,
    );
    await lab.converge(text, RUN);
    expect(objectAt(lab, HOOK)).toMatchObject({ location: 'northeurope' });
    const home = edited(text, { [`${AT_HOOK}.location`]: null });
    const plan = await planOf(lab, home, RUN);
    expect(actionsOf(plan)).toEqual([`delete+create ${AT_HOOK}`]);
    expect(changeAt(plan, AT_HOOK)?.impact).toEqual([
      'what happens until it is there again is told to nobody',
    ]);
    await lab.converge(home, RUN);
    expect(await callback(lab)).toMatchObject({ serviceUri: URI });
    await expectEmpty(lab, home);
  });

  it('goes without its variables', async () => {
    const lab = await made();
    const none = edited(FILE, { [HOOKS]: null });
    const plan = await planOf(lab, none, {});
    expect(changeAt(plan, AT_HOOK)?.impact).toEqual(['whoever it calls is told of nothing any more']);
    await lab.converge(none);
    expect(sent(lab).toSorted()).toEqual(['DELETE ondelete', 'DELETE onpush']);
    expect(objectAt(lab, HOOK)).toEqual({});
  });

  it('that Azure refuses shows nothing of its secrets, and the next run makes it', async () => {
    const lab = openLab();
    const refusal = {
      status: 400,
      code: 'BadRequest',
      message: `The address ${URI} cannot be called with ${AUTHORIZATION}.`,
    };
    lab.emulator.setFaults([
      { match: { method: 'PUT', path: 'webhooks/onpush', nth: 'every' }, answer: refusal },
    ]);
    const failed = await failures(lab.apply(FILE, RUN));
    expect(Object.keys(failed)).toEqual([`${AT_HOOK}/write`]);
    const texts = { ...lab.disk.texts(), events: JSON.stringify(lab.events), failed: JSON.stringify(failed) };
    expect(foundIn(texts, canariesOf(URI, AUTHORIZATION))).toEqual([]);
    lab.emulator.setFaults([]);
    await lab.converge(FILE, RUN);
    await expectEmpty(lab, FILE);
  });
});
