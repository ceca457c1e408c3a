import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import packageJson from '../../package.json' with { type: 'json' };
import { type Contexts, evaluate, interpolate, isToRun, type Status } from './expressions.ts';
import { type GithubService, JOB_TOKEN_BEARER, REPOSITORY, REPOSITORY_ID } from './github-service.ts';
import { type ReadLog, readLog } from './runner-log.ts';

/**
 * A runner of GitHub Actions for the tests: reads a workflow, evaluates its expressions with GitHub's own library, and runs
 * each step as the real one does, with its shell, its files for outputs, and its environment. What a machine without GitHub
 * cannot do is done on this one: the repository is copied, artifacts go to a folder, the service is a loopback port.
 */

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Event {
  readonly name: 'pull_request' | 'push' | 'schedule' | 'workflow_dispatch';
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly sha?: string;
  readonly ref?: string;
  /** A pull request of a fork: the token only reads, and no job may ask for a token of its own. */
  readonly isOfFork?: boolean;
}

export interface StepRun {
  readonly name: string;
  readonly outcome: 'success' | 'failure' | 'skipped' | 'cancelled';
  readonly log: string;
}

export interface JobRun {
  readonly outcome: 'success' | 'failure' | 'skipped' | 'cancelled';
  readonly steps: readonly StepRun[];
  readonly log: string;
  readonly told: ReadLog;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly workspace: string;
}

export type WorkflowRun = Readonly<Record<string, JobRun>>;

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly shell?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly 'working-directory'?: string;
}

interface Job {
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly env?: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly env?: Readonly<Record<string, unknown>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

interface Action {
  readonly inputs?: Readonly<Record<string, { readonly default?: unknown }>>;
  readonly outputs?: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

/** Where one job runs, and what it has said so far. */
interface Place {
  readonly workspace: string;
  readonly temp: string;
  readonly env: Readonly<Record<string, string>>;
  readonly token: string;
  readonly runId: number;
  readonly event: Event;
  summary: string;
  log: string;
}

export interface Machine {
  readonly service: GithubService;
  /** The files of the repository. */
  readonly repository: string;
  readonly vars: Readonly<Record<string, string>>;
  /** What the machine itself sets for every process. */
  readonly env: Readonly<Record<string, string>>;
  /** Told of each process that a step starts, so that a test may cancel it. */
  started?(child: ChildProcess, name: string): void;
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'acrctl-runner-'));
}

/** Runs every job of a workflow, those it needs first. */
export async function runWorkflow(file: string, event: Event, machine: Machine): Promise<WorkflowRun> {
  const workflow = parse(readFileSync(file, 'utf8')) as Workflow;
  const runs: Record<string, JobRun> = {};
  const runId = machine.service.nextId();
  for (const [id, job] of inOrder(workflow.jobs))
    runs[id] = await runJob(job, { workflow, event, machine, runs, runId });
  return runs;
}

/** Runs steps that stand in no file, as a job of their own. */
export async function runSteps(
  steps: readonly Step[],
  event: Event,
  machine: Machine,
  permissions = {},
): Promise<JobRun> {
  const job = { steps, permissions };
  return runJob(job, {
    workflow: { jobs: { job } },
    event,
    machine,
    runs: {},
    runId: machine.service.nextId(),
  });
}

interface JobSetting {
  readonly workflow: Workflow;
  readonly event: Event;
  readonly machine: Machine;
  readonly runs: WorkflowRun;
  readonly runId: number;
}

function inOrder(jobs: Workflow['jobs']): readonly [string, Job][] {
  const [done, left] = [[] as [string, Job][], new Map(Object.entries(jobs))];
  while (left.size > 0) {
    const next = [...left].find(([, job]) => needsOf(job).every((id) => !left.has(id)));
    if (next === undefined) throw new Error('The jobs of the workflow wait for each other.');
    left.delete(next[0]);
    done.push(next);
  }
  return done;
}

function needsOf({ needs }: Job): readonly string[] {
  return typeof needs === 'string' ? [needs] : (needs ?? []);
}

async function runJob(job: Job, { workflow, event, machine, runs, runId }: JobSetting): Promise<JobRun> {
  const place = placeOf(job, workflow, event, machine, runId);
  const needed = needsOf(job).map((id) => [id, runs[id]] as const);
  const needs = Object.fromEntries(
    needed.map(([id, run]) => [id, { result: run?.outcome, outputs: run?.outputs }]),
  );
  const contexts = {
    github: githubContext(place),
    inputs: event.payload?.['inputs'] ?? {},
    vars: machine.vars,
    needs,
    runner: runnerContext(place),
  };
  const failed = needed.some(([, run]) => run?.outcome !== 'success');
  if (!isToRun(job.if, contexts, { failed, cancelled: false })) {
    return {
      outcome: 'skipped',
      steps: [],
      log: '',
      told: readLog(''),
      summary: '',
      outputs: {},
      workspace: '',
    };
  }
  const env = { ...texts(workflow.env, contexts), ...texts(job.env, contexts) };
  const ran = await runEach(job.steps, { ...contexts, env }, { place, machine, env, actionPath: '' });
  const outputs = texts(job.outputs, { ...contexts, env, steps: ran.results });
  const { log, summary, workspace } = place;
  return { outcome: ran.outcome, steps: ran.steps, log, told: readLog(log), summary, outputs, workspace };
}

function placeOf(job: Job, workflow: Workflow, event: Event, machine: Machine, runId: number): Place {
  const home = newFolder();
  const [workspace, temp] = [join(home, 'work/platform/platform'), join(home, 'work/_temp')];
  mkdirSync(workspace, { recursive: true });
  mkdirSync(join(temp, `acrctl-${packageJson.version}/node_modules`), { recursive: true });
  // As if an earlier step of the job had installed it; one test lets npm do it.
  symlinkSync(ROOT, join(temp, `acrctl-${packageJson.version}/node_modules/acrctl`));
  const asked = job.permissions ?? workflow.permissions ?? {};
  const given = event.isOfFork ? readOnly(asked) : asked;
  const { service } = machine;
  const tokenService =
    given['id-token'] === 'write'
      ? {
          ACTIONS_ID_TOKEN_REQUEST_URL: `${service.url}/token?v=1`,
          ACTIONS_ID_TOKEN_REQUEST_TOKEN: JOB_TOKEN_BEARER,
        }
      : {};
  const env = {
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: service.url,
    GITHUB_EVENT_NAME: event.name,
    GITHUB_GRAPHQL_URL: `${service.url}/graphql`,
    GITHUB_REF: event.ref ?? 'refs/heads/main',
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_RUN_ID: String(runId),
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_SHA: event.sha ?? 'a'.repeat(40),
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: temp,
    ...tokenService,
    ...machine.env,
  };
  return { workspace, temp, env, token: service.tokenWith(given), runId, event, summary: '', log: '' };
}

function readOnly(permissions: Readonly<Record<string, string>>) {
  const kept = Object.entries(permissions).filter(([scope]) => scope !== 'id-token');
  return Object.fromEntries(kept.map(([scope]) => [scope, 'read']));
}

function githubContext({ env, token, event }: Place) {
  return {
    event: event.payload ?? {},
    event_name: event.name,
    ref: env['GITHUB_REF'],
    repository: REPOSITORY,
    run_id: env['GITHUB_RUN_ID'],
    sha: env['GITHUB_SHA'],
    token,
  };
}

function runnerContext({ temp }: Place) {
  return { temp, os: 'Linux' };
}

interface StepSetting {
  readonly place: Place;
  readonly machine: Machine;
  readonly env: Readonly<Record<string, string>>;
  readonly actionPath: string;
}

type Results = Record<
  string,
  { outputs: Readonly<Record<string, string>>; outcome: string; conclusion: string }
>;

async function runEach(steps: readonly Step[], contexts: Contexts, setting: StepSetting) {
  const results: Results = {};
  const ran: StepRun[] = [];
  let status: Status = { failed: false, cancelled: false };
  for (const step of steps) {
    const known = { ...contexts, steps: results };
    const name = step.name ?? step.uses ?? step.run?.split('\n')[0] ?? '';
    if (!isToRun(step.if, known, status)) {
      ran.push({ name, outcome: 'skipped', log: '' });
      continue;
    }
    const before = setting.place.log.length;
    const env = { ...setting.env, ...texts(step.env, known) };
    const { outcome, outputs } =
      step.uses === undefined
        ? await runScript(step, known, { ...setting, env }, name)
        : await runAction(step, known, { ...setting, env });
    if (step.id !== undefined) results[step.id] = { outputs, outcome, conclusion: outcome };
    ran.push({ name, outcome, log: setting.place.log.slice(before) });
    status = {
      failed: status.failed || outcome === 'failure',
      cancelled: status.cancelled || outcome === 'cancelled',
    };
  }
  const outcome: StepRun['outcome'] = status.cancelled ? 'cancelled' : status.failed ? 'failure' : 'success';
  return { steps: ran, results, outcome };
}

type Ended = { readonly outcome: StepRun['outcome']; readonly outputs: Readonly<Record<string, string>> };

/** As docs.github.com says of `shell`: bash that was asked for stops at a failure inside a pipe, the usual one does not. */
const SHELLS: Readonly<Record<string, readonly string[]>> = {
  '': ['bash', '-e'],
  bash: ['bash', '--noprofile', '--norc', '-eo', 'pipefail'],
};

async function runScript(step: Step, contexts: Contexts, setting: StepSetting, name: string): Promise<Ended> {
  const { place, machine, env, actionPath } = setting;
  const [program = '', ...args] = SHELLS[step.shell ?? ''] ?? [];
  if (program === '') throw new Error(`The test's runner has no shell "${step.shell}".`);
  const folder = mkdtempSync(join(place.temp, 'step-'));
  const file = (of: string) => join(folder, of);
  writeFileSync(file('script.sh'), interpolate(step.run ?? '', contexts));
  for (const empty of ['output', 'env', 'summary', 'path']) writeFileSync(file(empty), '');
  const child = spawn(program, [...args, file('script.sh')], {
    cwd: join(place.workspace, step['working-directory'] ?? '.'),
    env: {
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      HOME: place.temp,
      ...place.env,
      ...env,
      GITHUB_OUTPUT: file('output'),
      GITHUB_ENV: file('env'),
      GITHUB_PATH: file('path'),
      GITHUB_STEP_SUMMARY: file('summary'),
      ...(actionPath !== '' && { GITHUB_ACTION_PATH: actionPath }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const record = (chunk: Buffer) => {
    place.log += chunk.toString('utf8');
  };
  child.stdout.on('data', record);
  child.stderr.on('data', record);
  machine.started?.(child, name);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  place.log += '\n';
  place.summary += readFileSync(file('summary'), 'utf8');
  const outputs = parseOutputs(readFileSync(file('output'), 'utf8'));
  return { outcome: code === 0 ? 'success' : 'failure', outputs };
}

/** `name=value`, or `name<<END`, lines, `END`. */
function parseOutputs(text: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const [, name = '', end] = /^([^=<]+)<<(.+)$/.exec(line) ?? [];
    if (end !== undefined) {
      const until = lines.indexOf(end, at + 1);
      outputs[name] = lines.slice(at + 1, until).join('\n');
      at = until;
    } else if (line.includes('='))
      outputs[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
  }
  return outputs;
}

async function runAction(step: Step, contexts: Contexts, setting: StepSetting): Promise<Ended> {
  const { place, machine } = setting;
  const given = texts(step.with, contexts);
  const action = (step.uses ?? '').replace(/@.*$/, '');
  const done = (outputs: Readonly<Record<string, string>> = {}): Ended => ({ outcome: 'success', outputs });
  switch (action) {
    case 'actions/checkout':
      cpSync(machine.repository, place.workspace, { recursive: true });
      return done();
    case 'actions/setup-node':
      return done();
    case 'actions/upload-artifact':
      return done(uploadArtifact(given, place, machine));
    case 'actions/download-artifact': {
      downloadArtifact(given, place, machine);
      return done();
    }
    case 'your-org/acrctl':
      return runComposite(ROOT, given, contexts, setting);
    case 'your-org/acrctl/action/reviewed-plan':
      return runComposite(join(ROOT, 'action/reviewed-plan'), given, contexts, setting);
    default:
      throw new Error(`The test's runner has no action "${step.uses}".`);
  }
}

async function runComposite(
  folder: string,
  given: Readonly<Record<string, string>>,
  { github, runner }: Contexts,
  setting: StepSetting,
): Promise<Ended> {
  const action = parse(readFileSync(join(folder, 'action.yml'), 'utf8')) as Action;
  const declared = Object.entries(action.inputs ?? {});
  const unknown = Object.keys(given).filter((name) => !declared.some(([input]) => input === name));
  if (unknown.length > 0) throw new Error(`The action has no input ${unknown.join(', ')}.`);
  const usual = Object.fromEntries(declared.map(([name, input]) => [name, input.default ?? '']));
  const inputs = { ...texts(usual, { github }), ...given };
  const contexts = { github, runner, inputs };
  const ran = await runEach(action.runs.steps, contexts, { ...setting, actionPath: folder });
  const values = Object.entries(action.outputs ?? {}).map(([name, { value }]) => [name, value]);
  return {
    outcome: ran.outcome,
    outputs: texts(Object.fromEntries(values), { ...contexts, steps: ran.results }),
  };
}

function artifactFolder(id: number, machine: Machine): string {
  return join(`${machine.repository}-artifacts`, String(id));
}

function uploadArtifact(given: Readonly<Record<string, string>>, place: Place, machine: Machine) {
  const path = join(given['path']?.startsWith('/') ? '/' : place.workspace, given['path'] ?? '');
  if (!existsSync(path)) throw new Error(`There is no file to upload: ${path}.`);
  const id = machine.service.nextId();
  const folder = artifactFolder(id, machine);
  mkdirSync(folder, { recursive: true });
  cpSync(path, join(folder, basename(path)));
  const head = headOf(place.event, place.env['GITHUB_SHA'] ?? '');
  machine.service.artifacts.push({
    id,
    name: given['name'] ?? '',
    expired: false,
    created_at: `2026-01-01T00:00:${String(machine.service.artifacts.length).padStart(2, '0')}Z`,
    workflow_run: {
      id: place.runId,
      repository_id: REPOSITORY_ID,
      head_repository_id: place.event.isOfFork ? 1 : REPOSITORY_ID,
      head_sha: head,
    },
  });
  const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
  return { 'artifact-id': String(id), 'artifact-digest': digest };
}

/** A run of a pull request counts as one of its head, not of the merge that it checks out. */
function headOf({ payload }: Event, sha: string): string {
  const head = evaluate('event.pull_request.head.sha', { event: payload ?? {} });
  return typeof head === 'string' ? head : sha;
}

function downloadArtifact(given: Readonly<Record<string, string>>, place: Place, machine: Machine): void {
  const run = Number(given['run-id'] ?? place.runId);
  const found = machine.service.artifacts.findLast(
    ({ id, name, workflow_run: { id: of } }) =>
      of === run &&
      (given['artifact-ids'] === undefined ? name === given['name'] : id === Number(given['artifact-ids'])),
  );
  if (found === undefined)
    throw new Error(`Run ${run} has no artifact ${given['name'] ?? given['artifact-ids']}.`);
  cpSync(artifactFolder(found.id, machine), join(place.workspace, given['path'] ?? '.'), { recursive: true });
}

function texts(values: Readonly<Record<string, unknown>> | undefined, contexts: Contexts) {
  return Object.fromEntries(
    Object.entries(values ?? {}).map(([name, value]) => [name, interpolate(String(value ?? ''), contexts)]),
  );
}
