import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type AgentMachine, type Build, type PipelineRun, runPipeline } from './azure-agent.ts';
import { BoardsService, BUILD_TOKEN } from './boards-service.ts';
import { ROOT } from './github-runner.ts';
import { type Registry, startRegistry } from './npm-registry.ts';
import { scriptsIn, shellFaults } from './scripts.ts';
import { REGISTRY, type Stage, setStage } from './stage.ts';

const FOLDER = join(ROOT, 'examples/ci/azure-pipelines');
const PIPELINES = readdirSync(FOLDER).filter((name) => name.endsWith('.yml'));

const PULL_REQUEST: Build = { reason: 'PullRequest', branch: 'refs/pull/7/merge' };
const MERGE: Build = { reason: 'IndividualCI', branch: 'refs/heads/main' };
const NIGHT: Build = { reason: 'Schedule', branch: 'refs/heads/main' };

type Inputs = Readonly<Record<string, unknown>>;

function outcomesOf(jobs: PipelineRun) {
  return Object.fromEntries(Object.entries(jobs).map(([id, { outcome }]) => [id, outcome]));
}

describe('the YAML for Azure Pipelines', () => {
  const schema = JSON.parse(
    gunzipSync(readFileSync(join(ROOT, 'test/ci/schemas/azure-pipelines.json.gz'))).toString('utf8'),
  );
  const isPipeline = new Ajv({ strict: false, unicodeRegExp: false }).compile(schema);
  // Every scalar is text to the service, and to its schema but for flags among the inputs of a task.
  const read = (text: string) =>
    parse(text, (key, value) => (key === 'inputs' ? withFlags(value as Inputs) : value), {
      schema: 'failsafe',
    });
  const withFlags = (inputs: Inputs) =>
    Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [name, value === 'true' ? true : value]),
    );

  it.each(PIPELINES)('%s is right by the schema of Azure DevOps', (name) => {
    const isRight = isPipeline(read(readFileSync(join(FOLDER, name), 'utf8')));
    expect([isRight, isRight || isPipeline.errors?.filter(({ keyword }) => keyword !== 'pattern')]).toEqual([
      true,
      true,
    ]);
  });

  it('would be told of a mistake', () => {
    const text = readFileSync(join(FOLDER, 'acrctl.yml'), 'utf8');
    expect(isPipeline(read(text.replace('azureSubscription:', 'azureSubscriptions:')))).toBe(false);
    expect(isPipeline(read(text.replace('deployment: apply', 'deploy: apply')))).toBe(false);
    expect(isPipeline(read(text.replace('lockBehavior: sequential', 'lockBehavior: all')))).toBe(false);
  });

  it.each(PIPELINES)('%s puts nothing of others into a script', (name) => {
    const text = readFileSync(join(FOLDER, name), 'utf8');
    const scripts = scriptsIn(text);
    expect(scripts.length).toBeGreaterThan(1);
    expect(scripts.filter((script) => /\$\(|\$\{\{/.test(script))).toEqual([]);
    const used = new Set([...text.matchAll(/\$\(([\w.]+)\)/g)].map(([, variable]) => variable));
    const own = [
      'acrctlVersion',
      'azureSubscriptionId',
      'Agent.TempDirectory',
      'Build.ArtifactStagingDirectory',
      'System.AccessToken',
    ];
    expect([...used].filter((variable) => !own.includes(variable ?? ''))).toEqual([]);
  });

  it.each(PIPELINES)('%s has scripts that shellcheck finds nothing in', (name) => {
    for (const script of scriptsIn(readFileSync(join(FOLDER, name), 'utf8')))
      expect(shellFaults(script) ?? '').toBe('');
  });
});

describe('the pipelines of examples/ci/azure-pipelines, one after the other', () => {
  let stage: Stage;
  let registry: Registry;
  let boards: BoardsService;
  let machine: AgentMachine;
  beforeAll(async () => {
    stage = await setStage();
    registry = await startRegistry();
    boards = await BoardsService.start();
    const { repository, env } = stage.machine;
    mkdirSync(join(repository, '.azure-pipelines'));
    cpSync(join(FOLDER, 'drift-work-item.mjs'), join(repository, '.azure-pipelines/drift-work-item.mjs'));
    machine = {
      repository,
      env: { ...env, npm_config_registry: registry.url },
      secrets: { 'System.AccessToken': BUILD_TOKEN },
      collection: boards.collection,
    };
  }, 60_000);
  afterAll(async () => {
    registry.stop();
    boards.stop();
    await stage.stop();
  });

  const run = (file: string, build: Build) => runPipeline(join(FOLDER, file), build, machine);

  it('plan a pull request with the identity that reads, and apply nothing', async () => {
    const done = await run('acrctl.yml', PULL_REQUEST);
    expect(outcomesOf(done)).toEqual({ plan: 'succeeded' });
    expect(done['plan']).toMatchObject({ connections: ['acrctl-plan'], others: [] });
    expect(done['plan']?.log).toContain('Plan: 8 to create');
    expect(done['plan']?.summaries).toEqual([expect.stringContaining('Plan: 8 to create')]);
    expect(done['plan']?.published).toEqual(['acrctl-junit.xml', 'acrctl-plan']);
    const fork = await run('acrctl.yml', { ...PULL_REQUEST, isFork: true });
    expect(fork['plan']).toMatchObject({
      outcome: 'succeeded',
      connections: [],
      published: ['acrctl-junit.xml'],
    });
  });

  it('apply what was merged, from the plan that the approvers see, and then nothing (I-04)', async () => {
    const done = await run('acrctl.yml', MERGE);
    expect(outcomesOf(done)).toEqual({ plan: 'succeeded', apply: 'succeeded' });
    expect(done['apply']).toMatchObject({ connections: ['acrctl-apply'], others: [] });
    expect(done['apply']?.log).toContain('Done: 8 created.');
    expect(outcomesOf(await run('acrctl.yml', MERGE))).toEqual({ plan: 'succeeded' });
  });

  it('keep one work item while there is drift', async () => {
    const retain = (days: number) => ({
      properties: { policies: { retentionPolicy: { days, status: 'enabled' } } },
    });
    await stage.emulator.ask('PATCH', REGISTRY, retain(7));
    expect(outcomesOf(await run('acrctl-drift.yml', NIGHT))).toEqual({ drift: 'succeededWithIssues' });
    await stage.emulator.ask('PATCH', REGISTRY, retain(8));
    await run('acrctl-drift.yml', NIGHT);
    expect(boards.items).toHaveLength(1);
    expect(boards.items[0]?.fields).toMatchObject({
      'System.State': 'To Do',
      'System.Title': 'Drift in images-prod: 1 object differs from what was applied',
      'System.Description': expect.stringMatching(/retentionPolicy\.days +30 -&#62; 8/),
    });

    await stage.emulator.ask('PATCH', REGISTRY, retain(30));
    const gone = await run('acrctl-drift.yml', NIGHT);
    expect(gone['drift']).toMatchObject({ outcome: 'succeeded', connections: ['acrctl-plan'], others: [] });
    expect(boards.items).toMatchObject([{ fields: { 'System.State': 'Done' } }]);
  });

  it('fail where a guard refuses, and make no command of hostile keys', async () => {
    stage.edit((text) => text.replace(/^registries:\n[\s\S]*$/m, ''));
    const blocked = await run('acrctl.yml', MERGE);
    expect(outcomesOf(blocked)).toEqual({ plan: 'failed' });
    expect(blocked['plan']?.log).toContain("--allow-destroy 'registries.contosoimages'");

    stage.edit(
      (text) => `${text}\n"##vso[task.setvariable variable=x]y": 1\n"a\\n##vso[task.complete]": 1\n`,
    );
    const hostile = await run('acrctl.yml', PULL_REQUEST);
    expect(hostile['plan']).toMatchObject({ outcome: 'failed', others: [], connections: [] });
  });
});
