import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { foldId } from '../../src/providers/azure/arm-id.ts';
import { registry } from '../../src/providers/azure/resources/registry.ts';
import { resourceGroup } from '../../src/providers/azure/resources/resource-group.ts';
import { type Arm, type ArmRequest, settled } from './arm.ts';
import type { Stack } from './stack.ts';
import type { Transcript } from './transcript.ts';

const BIN = fileURLToPath(new URL('../../bin/acrctl.js', import.meta.url));

export interface Job {
  readonly stack: Stack;
  readonly folder: string;
  readonly arm: Arm;
  readonly transcript: Transcript;
  say(line: string): void;
  /** Asked before money is spent, and before the end. */
  approve(question: string): Promise<boolean>;
}

/** Nothing was made that is still there, or something is, and how to remove it stands in the error. */
export class JobFailed extends Error {
  override readonly name = 'JobFailed';
}

/**
 * The main job: a file becomes a registry behind a private endpoint, a change behind acrctl's back is found and undone,
 * and everything goes again. Whatever happens, what was made is offered to be removed. Throws where anything came
 * otherwise than it must.
 */
export async function performJob(job: Job): Promise<void> {
  await acrctl(job, 'Is everything there that a run needs?', ['doctor']);
  await acrctl(job, 'Is the file right?', ['validate']);
  await acrctl(job, 'What would change?', ['plan', '-v', '--out', 'live.plan']);
  requireInside(job);
  const question = `This makes a Premium registry, a private endpoint, a network and a private DNS zone in ${job.stack.groupId}. Azure charges for them until they are removed, which this run does at its end.`;
  if (!(await job.approve(question))) throw new JobFailed('Nothing was made.');
  await withCleanUp(job, async () => {
    await acrctl(job, 'Do exactly that.', ['apply', '-v', 'live.plan']);
    await acrctl(job, 'Nothing is left to do.', ['plan', '-v', '--detailed-exitcode']);
    await changeBehindItsBack(job);
    await acrctl(job, 'The change is found.', ['drift', '-v'], 2);
    await acrctl(job, 'It is undone.', ['apply', '-v', '--auto-approve']);
    await acrctl(job, 'All is as the file says.', ['drift', '-v']);
    await acrctl(job, 'Nothing is left to do.', ['plan', '-v', '--detailed-exitcode']);
  });
}

/** The work, and then the removal, whether it went well or not. */
async function withCleanUp(job: Job, work: () => Promise<void>): Promise<void> {
  const removal = ['destroy', '-v', '--auto-approve', '--allow-destroy', job.stack.registryAddress];
  const byHand = `To remove it by hand, in ${job.folder}:\n  node ${BIN} ${removal.join(' ')}`;
  job.say(`\nShould this run be cut off, what it made is still there. ${byHand}`);
  const failure = await work().then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
  if (failure !== undefined) job.say(failure.message);
  if (!(await job.approve('Remove everything that this run made?'))) {
    job.say(byHand);
    throw new JobFailed('What was made is still there.', { cause: failure });
  }
  try {
    await acrctl(job, 'Everything goes again.', removal);
    await requireGone(job);
  } catch (error) {
    job.say(byHand);
    throw error;
  }
  if (failure !== undefined) throw failure;
}

/** Runs acrctl in the folder, shows what it prints, and insists on how it ends. */
async function acrctl(job: Job, title: string, args: readonly string[], expected = 0): Promise<void> {
  const command = `acrctl ${args.join(' ')}`;
  job.say(`\n# ${title}\n$ ${command}`);
  const [startedAt, startedMs] = [new Date().toISOString(), performance.now()];
  const { exit, stdout, stderr } = await run(job.folder, args, job.say);
  const seconds = (performance.now() - startedMs) / 1_000;
  job.transcript.add({ title, command, startedAt, seconds, result: exit, expected, stdout, stderr });
  if (exit !== expected) throw new JobFailed(`"${command}" ended with ${exit}, not ${expected}.`);
}

interface Ended {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(folder: string, args: readonly string[], say: Job['say']): Promise<Ended> {
  const child = spawn(process.execPath, [BIN, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
    say(String(chunk).replace(/\n$/, ''));
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
    // Steps as they end; the requests of -v are for the transcript.
    const shown = String(chunk)
      .split('\n')
      .filter((line) => line !== '' && !REQUEST_LINE.test(line));
    if (shown.length > 0) say(shown.join('\n'));
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exit) => {
      resolve({ exit, stdout, stderr });
    });
  });
}

/** Of `-v`: the seconds since the command began stand first. */
const REQUEST_LINE = /^ *\d+\.\d\d /;

/** No change of the plan may lie outside of the group: a resource provider to be registered would, for one. */
function requireInside({ folder, stack }: Job): void {
  const { changes } = JSON.parse(readFileSync(join(folder, 'live.plan'), 'utf8')) as {
    changes: { id: string; actions: string[] }[];
  };
  const group = foldId(stack.groupId);
  const outside = changes.filter(({ id }) => foldId(id) !== group && !foldId(id).startsWith(`${group}/`));
  const strange = changes.filter(({ actions }) => actions.join() !== 'create');
  if (outside.length + strange.length === 0) return;
  const named = [...outside, ...strange]
    .map(({ id, actions }) => `  ${actions.join(' and ')} ${id}`)
    .join('\n');
  throw new JobFailed(
    `The plan does more than to make new objects in ${stack.groupId}:\n${named}\nNothing was made. Register resource providers with "az provider register" before, and choose a group of its own.`,
  );
}

/** What a colleague with the portal would do: lets the public endpoint answer, which still lets nobody in. */
async function changeBehindItsBack(job: Job): Promise<void> {
  const { arm, stack } = job;
  const read: ArmRequest = { method: 'GET', id: stack.registryId, apiVersion: registry.apiVersion };
  const properties = { publicNetworkAccess: 'Enabled', networkRuleSet: { defaultAction: 'Deny' } };
  await ask(
    job,
    "Somebody changes the registry behind acrctl's back.",
    { ...read, method: 'PATCH', body: { properties } },
    [200, 201, 202],
  );
  await settled(arm, read);
}

/** The registry is gone; a group that was made is, too, and one that was there before is there. */
async function requireGone(job: Job): Promise<void> {
  const { stack } = job;
  const gone = [404] as const;
  await ask(
    job,
    'The registry is gone.',
    { method: 'GET', id: stack.registryId, apiVersion: registry.apiVersion },
    gone,
  );
  const isTheirs = /existing: true/.test(stack.configuration);
  await ask(
    job,
    isTheirs ? 'The group is still there.' : 'So is its group.',
    { method: 'GET', id: stack.groupId, apiVersion: resourceGroup.apiVersion },
    isTheirs ? [200] : gone,
  );
}

async function ask(
  job: Job,
  title: string,
  request: ArmRequest,
  expected: readonly [number, ...number[]],
): Promise<void> {
  const command = `${request.method} ${request.id}`;
  job.say(`\n# ${title}\n$ ${command}`);
  const [startedAt, startedMs] = [new Date().toISOString(), performance.now()];
  const { status, body, requestId, correlationId } = await job.arm.send(request);
  const seconds = (performance.now() - startedMs) / 1_000;
  job.say(String(status));
  const isExpected = expected.includes(status);
  const stdout = [
    ...(request.body === undefined ? [] : [JSON.stringify(request.body)]),
    `${status}  request ${requestId}  correlation ${correlationId}`,
    ...(isExpected ? [] : [JSON.stringify(body, null, 2)]),
  ].join('\n');
  job.transcript.add({
    title,
    command,
    startedAt,
    seconds,
    result: status,
    expected: isExpected ? status : expected[0],
    stdout,
    stderr: '',
  });
  if (!isExpected) throw new JobFailed(`"${command}" was answered ${status}, not ${expected.join(' or ')}.`);
}
