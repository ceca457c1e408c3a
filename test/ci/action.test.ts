import type { ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { type JobRun, newFolder, runSteps } from './github-runner.ts';
import { startRegistry } from './npm-registry.ts';
import { merge, pullRequest, type Stage, setStage } from './stage.ts';

const CHECKOUT = { uses: 'actions/checkout@v7' };

function action(inputs: Readonly<Record<string, string>>, id = 'acrctl') {
  return { id, uses: 'your-org/acrctl@v0.1.0', with: { 'working-directory': 'registries', ...inputs } };
}

/** Writes what the action gave into the log, as a later step would read it. */
function outputsOf(id = 'acrctl') {
  return {
    if: 'always()',
    run: 'echo "outputs: $GIVEN"',
    env: { GIVEN: `\${{ toJSON(steps.${id}.outputs) }}` },
  };
}

function read(run: JobRun): Readonly<Record<string, string>> {
  const text = /outputs: (\{[\s\S]*?\n?\})\n/.exec(run.log)?.[1] ?? '';
  return JSON.parse(text);
}

describe('the action', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  }, 60_000);
  afterAll(() => stage.stop());

  const run = (inputs: Readonly<Record<string, string>>, event = merge(), permissions = {}) =>
    runSteps([CHECKOUT, action(inputs), outputsOf()], event, stage.machine, permissions);

  it('gives counts, exit code, result and paths', async () => {
    const planned = read(await run({ command: 'plan' }));
    expect(planned).toMatchObject({
      result: 'changes',
      'exit-code': '0',
      'has-changes': 'true',
      stack: 'images-prod',
      create: '8',
      update: '0',
      blocked: '0',
      errors: '0',
      'comment-url': '',
    });
    expect(JSON.parse(readFileSync(planned['json'] ?? '', 'utf8')).digest).toBe(planned['plan-digest']);
    expect(JSON.parse(readFileSync(planned['plan-file'] ?? '', 'utf8')).digest).toBe(planned['plan-digest']);
  });

  it('keeps a comment for each stack of a pull request, without being told names', async () => {
    mkdirSync(join(stage.machine.repository, 'other'));
    cpSync(
      join(stage.machine.repository, 'registries/acrctl.yaml'),
      join(stage.machine.repository, 'other/b.yaml'),
    );
    const steps = [
      CHECKOUT,
      action({ command: 'plan', comment: 'true' }, 'one'),
      action({ command: 'plan', comment: 'true', 'working-directory': 'other', files: 'b.yaml' }, 'two'),
      action({ command: 'plan', comment: 'true' }, 'again'),
    ];
    const done = await runSteps(steps, pullRequest(21), stage.machine, { 'pull-requests': 'write' });
    expect(done.outcome).toBe('success');
    expect(stage.service.comments.filter(({ issue }) => issue === 21)).toHaveLength(2);
  });

  it('takes a comment that GitHub refuses for a warning: the plan stands', async () => {
    const fork = await run({ command: 'plan', comment: 'true' }, pullRequest(22, 'b'.repeat(40), true), {
      'pull-requests': 'write',
    });
    expect(fork.outcome).toBe('success');
    expect(fork.told.annotations).toMatchObject([{ level: 'warning', title: 'The comment was not written' }]);
    expect(fork.summary).toContain('Plan: 8 to create');

    stage.service.failsOnce = /comments$/;
    const shaky = await run({ command: 'plan', comment: 'true' }, pullRequest(23), {
      'pull-requests': 'write',
    });
    expect(shaky.told.annotations).toEqual([]);
    expect(stage.service.failsOnce).toBeUndefined();

    stage.service.broken = { status: 503, json: { message: 'Unicorn' } };
    const down = await run({ command: 'plan', comment: 'true' }, pullRequest(22), {
      'pull-requests': 'write',
    });
    stage.service.broken = undefined;
    expect(down.outcome).toBe('success');
    expect(down.told.annotations).toMatchObject([
      { level: 'warning', message: expect.stringContaining('Unicorn') },
    ]);
  });

  it('refuses to apply another plan than the one that was reviewed (I-04)', async () => {
    const steps = [
      CHECKOUT,
      action({ command: 'plan' }, 'plan'),
      action({ command: 'apply', 'plan-file': 'acrctl.plan', 'plan-digest': '0'.repeat(64) }),
    ];
    const refused = await runSteps(steps, merge(), stage.machine);
    expect(refused.outcome).toBe('failure');
    expect(refused.log).not.toContain('✔');
    expect(refused.told.annotations).toMatchObject([
      { level: 'error', message: expect.stringContaining('the one that was reviewed has 000') },
    ]);
  });

  it('says what a workflow got wrong, in one annotation', async () => {
    const cases: [Readonly<Record<string, string>>, string][] = [
      [{ command: 'destroy' }, 'The input command is "destroy"'],
      [{ command: 'plan', comment: 'yes' }, 'The input comment is "yes"'],
      [{ command: 'plan', 'azure-client-id': 'x' }, 'azure-client-id and azure-tenant-id go together'],
      [
        { command: 'plan', 'azure-client-id': 'x', 'azure-tenant-id': 'y' },
        'This job may not ask for a token',
      ],
      [{ command: 'plan', 'acrctl-path': 'nowhere' }, 'there is no such file'],
      [{ command: 'plan', 'acrctl-version': '--registry=x' }, 'it takes a version such as 1.2.3'],
      [{ command: 'apply', 'plan-file': 'none.plan', 'plan-digest': 'x' }, 'cannot be read'],
    ];
    for (const [inputs, message] of cases) {
      const failed = await run(inputs);
      expect([inputs, failed.outcome]).toEqual([inputs, 'failure']);
      expect(failed.told.annotations).toMatchObject([
        { level: 'error', message: expect.stringContaining(message) },
      ]);
    }
  });

  it('signs acrctl in with a token of the job, which is gone afterwards, and hands it no other', async () => {
    const program = join(stage.machine.repository, 'show-environment.mjs');
    writeFileSync(
      program,
      `import { readFileSync, statSync } from 'node:fs';
       const { env } = process;
       const file = env.AZURE_FEDERATED_TOKEN_FILE;
       const mode = statSync(file).mode & 0o777;
       console.log(JSON.stringify({ env, token: readFileSync(file, 'utf8').length, mode }));`,
    );
    const login = {
      'azure-client-id': 'client',
      'azure-tenant-id': 'tenant',
      'azure-audience': 'api://AzureADTokenExchangeUSGov',
    };
    const done = await run({ command: 'drift', 'acrctl-path': 'show-environment.mjs', ...login }, merge(), {
      'id-token': 'write',
    });
    const seen = JSON.parse(/^\{"env.*$/m.exec(done.log)?.[0] ?? '');
    expect(seen).toMatchObject({
      env: {
        AZURE_CLIENT_ID: 'client',
        AZURE_TENANT_ID: 'tenant',
        AZURE_TOKEN_CREDENTIALS: 'WorkloadIdentityCredential',
      },
      mode: 0o600,
    });
    expect(seen.token).toBeGreaterThan(10);
    expect(stage.service.audiences.at(-1)).toBe('api://AzureADTokenExchangeUSGov');
    expect(existsSync(seen.env.AZURE_FEDERATED_TOKEN_FILE)).toBe(false);
    expect(JSON.stringify(seen.env)).not.toContain('ghs_token');
  });

  it('installs its own version from npm, and runs no script of it', async () => {
    const registry = await startRegistry();
    const home = join(newFolder(), 'home');
    mkdirSync(home);
    const env = {
      ...stage.machine.env,
      npm_config_registry: registry.url,
      npm_config_cache: home,
      RUNNER_TEMP: home,
    };
    const done = await runSteps([CHECKOUT, action({ command: 'plan' })], merge(), { ...stage.machine, env });
    registry.stop();
    expect(done.log).toContain(`acrctl ${packageJson.version} is installed.`);
    expect(done.outcome).toBe('success');
    expect(existsSync(join(home, 'script-ran'))).toBe(false);
  });
});

describe('a run that is cancelled', () => {
  it('lets acrctl end in time, and the next run goes on from there', async () => {
    const stage = await setStage(['--latency', 'typical', '--speed', '40']);
    let signals: Promise<void> | undefined;
    const started = (child: ChildProcess, name: string) => {
      if (name === 'Run acrctl') signals = cancel(child);
    };
    const steps = [CHECKOUT, action({ command: 'apply', comment: 'true' }), outputsOf()];
    const cancelled = await runSteps(
      steps,
      pullRequest(),
      { ...stage.machine, started },
      { 'pull-requests': 'write' },
    );
    await signals;
    expect(read(cancelled)).toMatchObject({ 'exit-code': '130', result: 'interrupted' });
    expect(cancelled.log).toContain('✔ resourceGroups.rg-images');
    expect(stage.service.comments).toEqual([]);
    expect(await stage.stateBlobs()).toContain('images-prod/journal.jsonl');

    const next = await runSteps(steps, merge(), stage.machine);
    expect(read(next)).toMatchObject({ 'exit-code': '0', result: 'applied' });
    const after = await runSteps(
      [CHECKOUT, action({ command: 'plan' }), outputsOf()],
      merge(),
      stage.machine,
    );
    expect(read(after)).toMatchObject({ 'has-changes': 'false' });
    expect(after.log).not.toContain('interrupted');
    await stage.stop();
  });
});

/** As the runner of GitHub cancels a step: SIGINT, 7.5 s, SIGTERM, 2.5 s, and the end. Only the process it started gets them. */
async function cancel(child: ChildProcess): Promise<void> {
  let log = '';
  await new Promise<void>((resolve) => {
    child.stderr?.on('data', (chunk) => {
      log += chunk;
      if (log.includes('✔ resourceGroups.rg-images')) resolve();
    });
  });
  const begun = performance.now();
  child.kill('SIGINT');
  const late = setTimeout(() => child.kill('SIGTERM'), 7_500);
  const gone = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(late);
  clearTimeout(gone);
  expect(performance.now() - begun).toBeLessThan(7_500);
}
