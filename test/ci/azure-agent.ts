import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import { newFolder } from './github-runner.ts';

/**
 * An agent of Azure Pipelines for the tests: reads a pipeline, and runs each step as the real one does: with bash, with
 * `$(name)` put in beforehand, with variables in the environment, and with what a step says by `##vso[…]`. Tasks that need
 * the service are done on this machine: the repository is copied, artifacts go to a folder.
 */

export interface Build {
  readonly reason: 'PullRequest' | 'IndividualCI' | 'Schedule';
  readonly branch: string;
  readonly isFork?: boolean;
}

export interface AgentMachine {
  readonly repository: string;
  readonly env: Readonly<Record<string, string>>;
  /** Variables that are no part of the environment until a step asks for them. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The collection of the organization, as in System.CollectionUri. */
  readonly collection: string;
}

export interface AgentJob {
  outcome: 'succeeded' | 'succeededWithIssues' | 'failed';
  log: string;
  readonly connections: string[];
  readonly published: string[];
  readonly summaries: string[];
  /** Commands that nobody here knows: each is one that text of others made. */
  readonly others: string[];
  readonly outputs: Record<string, string>;
}

export type PipelineRun = Readonly<Record<string, AgentJob>>;

interface Step {
  readonly checkout?: string;
  readonly task?: string;
  readonly script?: string;
  readonly publish?: string;
  readonly download?: string;
  readonly artifact?: string;
  readonly name?: string;
  readonly condition?: string;
  readonly workingDirectory?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

interface Job {
  readonly job?: string;
  readonly deployment?: string;
  readonly steps?: readonly Step[];
  readonly strategy?: { readonly runOnce: { readonly deploy: { readonly steps: readonly Step[] } } };
}

interface Stage {
  readonly stage: string;
  readonly condition?: string;
  readonly jobs: readonly Job[];
}

interface Pipeline {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly stages?: readonly Stage[];
  readonly jobs?: readonly Job[];
}

/** Runs the stages, one after the other, and gives the jobs by name. */
export async function runPipeline(file: string, build: Build, machine: AgentMachine): Promise<PipelineRun> {
  const pipeline = parse(readFileSync(file, 'utf8')) as Pipeline;
  const stages = pipeline.stages ?? [{ stage: '', jobs: pipeline.jobs ?? [] }];
  const artifacts = newFolder();
  const jobs: Record<string, AgentJob> = {};
  for (const { stage, condition, jobs: planned } of stages) {
    const known = { ...predefined(build, newFolder(), machine), ...outputsOf(jobs) };
    const failed = Object.values(jobs).some(({ outcome }) => outcome === 'failed');
    if (!holds(condition, known, failed)) continue;
    for (const job of planned) {
      jobs[job.job ?? job.deployment ?? stage] = await runJob(job, { pipeline, build, machine, artifacts });
    }
  }
  return jobs;
}

interface JobSetting {
  readonly pipeline: Pipeline;
  readonly build: Build;
  readonly machine: AgentMachine;
  readonly artifacts: string;
}

async function runJob(planned: Job, { pipeline, build, machine, artifacts }: JobSetting): Promise<AgentJob> {
  const home = newFolder();
  const job: AgentJob = {
    outcome: 'succeeded',
    log: '',
    connections: [],
    published: [],
    summaries: [],
    others: [],
    outputs: {},
  };
  const own = Object.fromEntries(
    Object.entries(pipeline.variables ?? {}).map(([name, value]) => [name, String(value)]),
  );
  const variables = { ...own, ...predefined(build, home, machine) };
  for (const below of ['s', 'a', 'tmp', 'tools/bin']) mkdirSync(join(home, below), { recursive: true });
  for (const step of planned.steps ?? planned.strategy?.runOnce.deploy.steps ?? []) {
    const isHeld = holds(step.condition, variables, job.outcome === 'failed');
    if (isHeld) await runStep(step, { job, variables, machine, artifacts, home });
  }
  return job;
}

interface StepSetting {
  readonly job: AgentJob;
  readonly variables: Record<string, string>;
  readonly machine: AgentMachine;
  readonly artifacts: string;
  readonly home: string;
}

async function runStep(step: Step, setting: StepSetting): Promise<void> {
  const { job, variables, machine, artifacts, home } = setting;
  const text = (value: unknown) => macros(String(value ?? ''), { ...variables, ...machine.secrets });
  if (step.checkout !== undefined) cpSync(machine.repository, join(home, 's'), { recursive: true });
  else if (step.publish !== undefined) {
    cpSync(text(step.publish), join(artifacts, step.artifact ?? ''), { recursive: true });
    job.published.push(step.artifact ?? '');
  } else if (step.download !== undefined)
    cpSync(join(artifacts, step.artifact ?? ''), join(home, step.artifact ?? ''), { recursive: true });
  else if (step.script !== undefined) await runScript(text(step.script), step, setting);
  else await runTask(step, text, setting);
}

async function runTask(step: Step, text: (value: unknown) => string, setting: StepSetting): Promise<void> {
  const { job } = setting;
  switch (step.task) {
    case 'NodeTool@0':
      return;
    case 'AzureCLI@2': {
      const { azureSubscription, scriptType, scriptLocation, inlineScript, workingDirectory } =
        step.inputs ?? {};
      if (scriptType !== 'bash' || scriptLocation !== 'inlineScript')
        throw new Error('Only inline bash is run here.');
      job.connections.push(text(azureSubscription));
      return runScript(text(inlineScript), { ...step, workingDirectory: text(workingDirectory) }, setting);
    }
    case 'PublishTestResults@2': {
      const file = join(text(step.inputs?.['searchFolder']), text(step.inputs?.['testResultsFiles']));
      if (!existsSync(file)) throw new Error(`There are no test results in ${file}.`);
      job.published.push(basename(file));
      return;
    }
    default:
      throw new Error(`The test's agent has no task "${step.task}".`);
  }
}

async function runScript(script: string, step: Step, setting: StepSetting): Promise<void> {
  const { job, variables, machine, home } = setting;
  const file = join(home, 'tmp/script.sh');
  writeFileSync(file, script);
  const env = Object.entries(step.env ?? {}).map(([name, value]) => [
    name,
    macros(value, { ...variables, ...machine.secrets }),
  ]);
  const inherited = Object.entries(variables).map(([name, value]) => [
    name.toUpperCase().replaceAll('.', '_'),
    value,
  ]);
  const child = spawn('bash', ['--noprofile', '--norc', file], {
    cwd: join(home, 's', step.workingDirectory ?? '.'),
    env: {
      PATH: `${join(home, 'tools/bin')}:${dirname(process.execPath)}:${process.env['PATH']}`,
      HOME: home,
      TF_BUILD: 'True',
      npm_config_prefix: join(home, 'tools'),
      ...machine.env,
      ...Object.fromEntries(inherited),
      ...Object.fromEntries(env),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  const record = (chunk: Buffer) => {
    log += chunk.toString('utf8');
  };
  child.stdout.on('data', record);
  child.stderr.on('data', record);
  const status = await new Promise((resolve) => child.once('close', resolve));
  job.log += `${log}\n`;
  const isIssue = obey(log, step, job, variables);
  if (status !== 0) job.outcome = 'failed';
  else if (isIssue && job.outcome === 'succeeded') job.outcome = 'succeededWithIssues';
}

/** What the agent does for lines with `##vso[…]` in them, wherever they begin; true where one said that there are issues. */
function obey(log: string, step: Step, job: AgentJob, variables: Record<string, string>): boolean {
  let isIssue = false;
  for (const [line, command, properties = '', message = ''] of log.matchAll(
    /##vso\[([a-z.]+) ?([^\]]*)\](.*)/g,
  )) {
    const given = Object.fromEntries(
      properties.split(';').map((pair) => pair.split('=') as [string, string]),
    );
    if (command === 'task.setvariable') {
      variables[given['variable'] ?? ''] = message;
      if (given['isOutput'] === 'true') job.outputs[`${step.name}.${given['variable']}`] = message;
    } else if (command === 'task.uploadsummary') job.summaries.push(readFileSync(message, 'utf8'));
    else if (command === 'task.complete' && given['result'] === 'SucceededWithIssues') isIssue = true;
    else job.others.push(line);
  }
  return isIssue;
}

/** `$(name)`, in any case; one that is not known stays as it is. */
function macros(text: string, variables: Readonly<Record<string, string>>): string {
  const byName = new Map(Object.entries(variables).map(([name, value]) => [name.toLowerCase(), value]));
  return text.replace(
    /\$\(([A-Za-z][\w.]*)\)/g,
    (whole, name: string) => byName.get(name.toLowerCase()) ?? whole,
  );
}

function predefined(build: Build, home: string, machine: AgentMachine): Record<string, string> {
  return {
    'Agent.TempDirectory': join(home, 'tmp'),
    'Build.ArtifactStagingDirectory': join(home, 'a'),
    'Build.BuildId': '17',
    'Build.Reason': build.reason,
    'Build.SourceBranch': build.branch,
    'Build.SourcesDirectory': join(home, 's'),
    'Pipeline.Workspace': home,
    'System.CollectionUri': machine.collection,
    'System.TeamProject': 'Team project',
    ...(build.isFork && { 'System.PullRequest.IsFork': 'True' }),
  };
}

function outputsOf(jobs: Readonly<Record<string, AgentJob>>): Record<string, string> {
  const all = Object.entries(jobs).flatMap(([id, { outputs }]) =>
    Object.entries(outputs).map(([name, value]) => [`dependencies.${id}.outputs['${id}.${name}']`, value]),
  );
  return Object.fromEntries(all);
}

/** The condition of a step or a stage: calls of functions, text in quotes, and variables. */
function holds(
  condition: string | undefined,
  variables: Readonly<Record<string, string>>,
  failed: boolean,
): boolean {
  const values: Readonly<Record<string, (...args: readonly unknown[]) => boolean>> = {
    succeeded: () => !failed,
    succeededOrFailed: () => true,
    and: (...args) => args.every(Boolean),
    eq: (a, b) => String(a).toLowerCase() === String(b).toLowerCase(),
    ne: (a, b) => String(a).toLowerCase() !== String(b).toLowerCase(),
  };
  let rest = (condition ?? 'succeeded()').replace(/\s+/g, '');
  const value = (): unknown => {
    const [found, call, variable, text] =
      /^(?:([A-Za-z]+)\(|variables\['([\w.]+)'\]|'([^']*)'|dependencies\.\w+\.outputs\['[\w.]+'\])/.exec(
        rest,
      ) ?? [];
    if (found === undefined) throw new Error(`The test's agent cannot read the condition at "${rest}".`);
    rest = rest.slice(found.length);
    if (variable !== undefined) return variables[variable] ?? '';
    if (text !== undefined) return text;
    if (call === undefined) return variables[found] ?? '';
    const args: unknown[] = [];
    while (!rest.startsWith(')')) {
      args.push(value());
      rest = rest.replace(/^,/, '');
    }
    rest = rest.slice(1);
    const run = values[call];
    if (run === undefined) throw new Error(`The test's agent has no function "${call}".`);
    return run(...args);
  };
  return value() === true;
}
