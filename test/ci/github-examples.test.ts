import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { markerOf } from '../../action/marker.mjs';
import type { Event, JobRun } from './github-runner.ts';
import { runWorkflow } from './github-runner.ts';
import { OWN_LOGIN } from './github-service.ts';
import { example, HEAD, merge, NIGHT, pullRequest, REGISTRY, type Stage, setStage } from './stage.ts';

function outcomesOf(jobs: Readonly<Record<string, JobRun>>) {
  return Object.fromEntries(Object.entries(jobs).map(([id, { outcome }]) => [id, outcome]));
}

describe('the workflows of examples/ci/github, one after the other', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  }, 60_000);
  afterAll(() => stage.stop());

  const run = (file: string, event: Event) => runWorkflow(example(file), event, stage.machine);
  const ours = () => stage.service.comments.filter(({ user }) => user.login === OWN_LOGIN);
  const merged = (commit: string, number: number, head: string) =>
    stage.service.pulls.push({
      number,
      merged_at: '2026-01-01',
      merge_commit_sha: commit,
      head: { sha: head },
    });

  it('show the plan in the pull request, in one comment that a second push changes', async () => {
    for (let count = 0; count < 4; count += 1) stage.service.commentBy('alice', 7, 'When is this merged?');
    const trap = stage.service.commentBy('mallory', 7, `${markerOf('plan', 'registries')}\nNothing to see.`);

    const first = await run('acrctl-plan.yml', pullRequest());
    expect(outcomesOf(first)).toEqual({ validate: 'success', plan: 'success' });
    expect(ours()).toHaveLength(1);
    expect(ours()[0]?.body).toContain('Plan: 8 to create');
    expect(first['plan']?.summary).toContain('Plan: 8 to create');
    expect(stage.service.audiences).toEqual(['api://AzureADTokenExchange']);
    expect(first['plan']?.told.masked).toEqual(['eyJ.job-token-1.signature']);

    stage.edit((text) => text.replace('retentionDays: 30', 'retentionDays: 45'));
    await run('acrctl-plan.yml', pullRequest(7, 'e'.repeat(40)));
    expect(ours()).toHaveLength(1);
    expect(ours()[0]?.body).toMatch(/retentionPolicy\.days +45/);
    expect(ours()[0]?.body).toContain('commit eeeeeeeeee');
    expect(trap.body).toContain('Nothing to see.');
  });

  it('apply, in another folder, the file that was reviewed, and then have nothing to do (I-04)', async () => {
    // A pull request of a fork can name its artifacts alike, and even be of the same commit.
    await run('acrctl-plan.yml', pullRequest(8, 'e'.repeat(40), true));
    stage.service.artifacts.push({
      id: 1,
      name: 'acrctl-plan',
      expired: false,
      created_at: '2027-01-01T00:00:00Z',
      workflow_run: { id: 2, repository_id: 4711, head_repository_id: 13, head_sha: 'e'.repeat(40) },
    });
    merged('1'.repeat(40), 7, 'e'.repeat(40));

    const done = await run('acrctl-apply.yml', merge('1'.repeat(40)));
    expect(outcomesOf(done)).toEqual({ plan: 'success', apply: 'success' });
    expect(done['plan']?.log).toContain('The plan of pull request 7 was saved by run');
    expect(done['plan']?.summary).toContain('Plan: 8 to create');
    expect(done['apply']?.log).toContain('Done: 8 created.');
    expect(done['apply']?.workspace).not.toBe(done['plan']?.workspace);
    // No plan was made: the identity that may write is the only one that asked for a token.
    expect(done['plan']?.told.masked).toEqual([]);

    const again = await run('acrctl-apply.yml', { name: 'workflow_dispatch', ref: 'refs/heads/main' });
    expect(outcomesOf(again)).toEqual({ plan: 'success', apply: 'skipped' });
  });

  it('open one issue while there is drift, change it, and close it', async () => {
    const { issues } = stage.service;
    const trap = {
      number: 1,
      title: 'Mine',
      body: markerOf('drift', 'registries'),
      labels: ['acrctl-drift'],
    };
    issues.push({ ...trap, state: 'open', user: { login: 'mallory' } });
    const own = () => issues.filter(({ user }) => user.login === OWN_LOGIN);

    expect(outcomesOf(await run('acrctl-drift.yml', NIGHT))).toEqual({ drift: 'success' });
    expect(own()).toEqual([]);

    const retain = (days: number) => ({ policies: { retentionPolicy: { days, status: 'enabled' } } });
    await stage.emulator.ask('PATCH', REGISTRY, { properties: retain(7) });
    expect(outcomesOf(await run('acrctl-drift.yml', NIGHT))).toEqual({ drift: 'success' });
    expect(own()).toMatchObject([
      { state: 'open', title: 'Drift in images-prod: 1 object differs from what was applied' },
    ]);
    expect(own()[0]?.body).toMatch(/retentionPolicy\.days +45 -> 7/);

    await stage.emulator.ask('PATCH', REGISTRY, { properties: retain(8) });
    await run('acrctl-drift.yml', NIGHT);
    expect(own()).toHaveLength(1);
    expect(own()[0]?.body).toMatch(/retentionPolicy\.days +45 -> 8/);

    const text = stage.text();
    stage.edit(() => 'stack: [');
    expect(outcomesOf(await run('acrctl-drift.yml', NIGHT))).toEqual({ drift: 'failure' });
    expect(own()).toMatchObject([{ state: 'open' }]);
    stage.edit(() => text);

    await stage.emulator.ask('PATCH', REGISTRY, { properties: retain(45) });
    await run('acrctl-drift.yml', NIGHT);
    await run('acrctl-drift.yml', NIGHT);
    expect(own()).toMatchObject([{ state: 'closed' }]);
    expect(stage.service.comments.at(-1)?.body).toContain('The drift is gone');
    expect(issues[0]).toMatchObject({ ...trap, state: 'open' });
  });

  it('refuse a plan after which somebody changed Azure, and say what moved (I-04)', async () => {
    stage.edit((text) => text.replace('retentionDays: 45', 'retentionDays: 60'));
    await run('acrctl-plan.yml', pullRequest(9, HEAD));
    merged('2'.repeat(40), 9, HEAD);
    await stage.emulator.ask('PATCH', REGISTRY, { tags: { owner: 'somebody' } });

    const refused = await run('acrctl-apply.yml', merge('2'.repeat(40)));
    expect(outcomesOf(refused)).toEqual({ plan: 'success', apply: 'failure' });
    expect(refused['apply']?.summary).toContain('the plan is stale');
    expect(refused['apply']?.summary).toContain('registries.contosoimages');
    expect(refused['apply']?.told.annotations).toMatchObject([
      { level: 'error', title: expect.stringMatching(/^ACR\d+/) },
    ]);
    const registry = await stage.emulator.ask('GET', REGISTRY);
    expect(registry).toMatchObject({ properties: { policies: { retentionPolicy: { days: 45 } } } });

    const anew = await run('acrctl-apply.yml', { name: 'workflow_dispatch', ref: 'refs/heads/main' });
    expect(outcomesOf(anew)).toEqual({ plan: 'success', apply: 'success' });
    expect(anew['apply']?.log).toContain('Done: 1 updated.');
  });

  it('plan anew for a commit of no pull request, and nothing on another branch than main', async () => {
    stage.edit((text) => text.replace('retentionDays: 60', 'retentionDays: 61'));
    const pushed = await run('acrctl-apply.yml', merge('3'.repeat(40)));
    expect(outcomesOf(pushed)).toEqual({ plan: 'success', apply: 'success' });
    expect(pushed['plan']?.log).toContain('of no pull request that was merged');
    const elsewhere = await run('acrctl-apply.yml', { name: 'workflow_dispatch', ref: 'refs/heads/try' });
    expect(outcomesOf(elsewhere)).toEqual({ plan: 'skipped', apply: 'skipped' });
  });

  it('give a pull request of a fork no token and no plan, only the check of its files', async () => {
    const requests = stage.service.requests.length;
    const fork = await run('acrctl-plan.yml', pullRequest(12, HEAD, true));
    expect(outcomesOf(fork)).toEqual({ validate: 'success', plan: 'skipped' });
    expect(stage.service.requests).toHaveLength(requests);
  });

  it('comment a plan that a guard refuses, fail with its exit code, save nothing, and let it be allowed', async () => {
    stage.edit((text) => text.replace(/^registries:\n[\s\S]*$/m, ''));
    const blocked = await run('acrctl-plan.yml', pullRequest(10));
    expect(outcomesOf(blocked)).toEqual({ validate: 'success', plan: 'failure' });
    const saved = blocked['plan']?.steps.slice(-2).map(({ outcome }) => outcome);
    // The page is there to be looked at; what would be applied is not.
    expect(saved).toEqual(['skipped', 'success']);
    const comment = stage.service.comments.find(({ issue }) => issue === 10);
    expect(comment?.body).toContain("--allow-destroy 'registries.contosoimages'");
    expect(blocked['plan']?.told.annotations).toMatchObject([
      { level: 'error', title: 'ACR2002: registries.contosoimages is refused by a guard' },
    ]);
    expect(stage.service.artifacts.at(-1)?.name).toBe('acrctl-report');

    const allowed = await run('acrctl-apply.yml', {
      name: 'workflow_dispatch',
      ref: 'refs/heads/main',
      payload: { inputs: { 'allow-destroy': 'registries.contosoimages' } },
    });
    expect(outcomesOf(allowed)).toEqual({ plan: 'success', apply: 'success' });
    expect(allowed['apply']?.log).toContain('3 deleted');
  });

  it('point at the line that is wrong, and plan nothing then', async () => {
    stage.edit((text) => `${text}\nregistries:\n  contosoimages:\n    sku: Premiun\n`);
    const invalid = await run('acrctl-plan.yml', pullRequest(11));
    expect(outcomesOf(invalid)).toEqual({ validate: 'failure', plan: 'skipped' });
    const fault = invalid['validate']?.told.annotations.find(({ message }) => message.includes('Premium'));
    expect(fault).toMatchObject({ level: 'error', file: 'registries/acrctl.yaml', col: '10' });
    expect(stage.text().split('\n')[Number(fault?.line) - 1]).toBe('    sku: Premiun');
    expect(invalid['validate']?.summary).toContain('Premiun');
  });
});
