import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { AcrctlError } from '../src/core/errors.ts';
import { CLOUD_NAMES, type CloudName } from '../src/providers/azure/clouds.ts';
import { resourceGroup as GROUP } from '../src/providers/azure/resources/resource-group.ts';
import { wrap } from '../src/report/layout.ts';
import { type Arm, openArm } from './live/arm.ts';
import { JobFailed, performJob } from './live/job.ts';
import { type Place, stackIn } from './live/stack.ts';
import { createMask, openTranscript } from './live/transcript.ts';

/** The main job against Azure itself, for whoever has one, with a transcript to keep. */
const USAGE = `npm run live -- --subscription ID --resource-group NAME [options]

Makes one Premium registry behind a private endpoint, changes it behind acrctl's
back, has that undone, and removes everything again. Nothing outside of the
resource group is touched: a group that is there stays, one that is not is made
and removed. Takes 5 to 15 min, and costs what Azure charges for that time.

  --subscription ID      where
  --resource-group NAME  in which resource group
  --location REGION      default: that of the group, else westeurope
  --cloud NAME           ${CLOUD_NAMES.join(', ')}
  --folder DIR           for the transcript; default: live-DATE, made here
  --yes                  ask nothing: make it, and remove it again

The login is that of acrctl (docs/login.md). With ACRCTL_ARM_ENDPOINT it runs on
an emulator ("npm run -s acrctl -- emulator").
`;

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Microsoft's "Naming rules and restrictions": letters, digits, _ - . ( ), no dot at the end. */
const GROUP_NAME = /^[\p{L}\p{N}_().-]{0,89}[\p{L}\p{N}_()-]$/u;

interface Options {
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly location: string | undefined;
  readonly cloud: CloudName;
  readonly folder: string | undefined;
  readonly yes: boolean;
}

const { version: VERSION } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const options = readOptions();
if (options === undefined) {
  process.stderr.write(USAGE);
  process.exitCode = 3;
} else {
  process.exitCode = await live(options);
}

function readOptions(): Options | undefined {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      options: {
        subscription: text,
        'resource-group': text,
        location: text,
        cloud: text,
        folder: text,
        yes: { type: 'boolean' },
      },
    });
    const { subscription = '', location, folder, yes = false } = values;
    const resourceGroup = values['resource-group'] ?? '';
    const cloud = CLOUD_NAMES.find((name) => name === (values.cloud ?? 'AzureCloud'));
    const isPlausible =
      GUID.test(subscription) && GROUP_NAME.test(resourceGroup) && /^[a-z0-9]*$/.test(location ?? '');
    if (cloud === undefined || !isPlausible) return undefined;
    return { subscription, resourceGroup, location, cloud, folder, yes };
  } catch {
    return undefined;
  }
}

async function live({
  subscription,
  resourceGroup,
  location,
  cloud,
  folder: named,
  yes,
}: Options): Promise<number> {
  if (!yes && process.stdin.isTTY !== true) {
    say('There is no terminal to ask at. With --yes everything is made and removed again without asking.');
    return 1;
  }
  const mask = createMask(process.env);
  const startedAt = new Date().toISOString();
  try {
    const groupId = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}`;
    const arm = await openArm(cloud, groupId);
    const group = await groupAt(arm, groupId);
    const place: Place = {
      cloud,
      subscription,
      resourceGroup,
      location: location ?? group ?? 'westeurope',
      groupExists: group !== undefined,
    };
    const stack = stackIn(place, randomBytes(4).toString('hex'));
    const folder = resolve(named ?? `live-${startedAt.slice(0, 19).replaceAll(/[:T]/g, '-')}`);
    // An earlier run may have left something behind, which its folder is needed to remove.
    if (existsSync(folder))
      throw new JobFailed(`${folder} is there already: name another one with --folder.`);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, 'acrctl.yaml'), stack.configuration);
    const transcript = openTranscript(folder, `acrctl ${VERSION} against ${arm.endpoint}`, mask);
    transcript.note(
      `Begun ${startedAt}, on Node ${process.versions.node}, ${process.platform} ${process.arch}. Ids of the subscription, tenant and requests stand below, and who signed in; tokens and secrets do not.`,
    );
    transcript.note(`The file:\n\n\`\`\`yaml\n${stack.configuration}\`\`\``);
    // A child at the same terminal gets the signal too, and ends by itself; then what was made is offered to be removed.
    process.on('SIGINT', () => undefined);
    const failure = await performJob({
      stack,
      folder,
      arm,
      transcript,
      say: (line) => say(mask(line)),
      approve: approval(yes),
    }).then(
      () => undefined,
      (error: unknown) => error,
    );
    transcript.finish({
      version: VERSION,
      endpoint: arm.endpoint,
      startedAt,
      endedAt: new Date().toISOString(),
      passed: failure === undefined,
      ...(failure !== undefined && { failure: told(failure) }),
    });
    say(
      `\n${failure === undefined ? 'All went as it must.' : mask(told(failure))}\nThe transcript: ${join(folder, 'transcript.md')}`,
    );
    return failure === undefined ? 0 : 1;
  } catch (error) {
    say(mask(told(error)));
    return 1;
  }
}

/** The region of the group; undefined where there is none. */
async function groupAt(arm: Arm, id: string): Promise<string | undefined> {
  const { status, body } = await arm.send({ method: 'GET', id, apiVersion: GROUP.apiVersion });
  if (status === 200 && typeof body['location'] === 'string') return body['location'];
  if (status === 404 && (body['error'] as { code?: string } | undefined)?.code === 'ResourceGroupNotFound')
    return undefined;
  throw new JobFailed(`GET ${id} was answered ${status}: ${JSON.stringify(body)}`);
}

function approval(yes: boolean): (question: string) => Promise<boolean> {
  return async (question) => {
    if (yes) return true;
    const gone = new AbortController();
    const prompt = createInterface({ input: process.stdin, output: process.stderr });
    // Whoever ends the question, by Ctrl-C or the end of the input, has not said yes.
    for (const event of ['SIGINT', 'close']) prompt.once(event, () => gone.abort());
    try {
      const answer = await prompt.question(`\n${wrap(question, 80).join('\n')}\nOnly "yes" is accepted: `, {
        signal: gone.signal,
      });
      return answer.trim() === 'yes';
    } catch (error) {
      if (gone.signal.aborted) return false;
      throw error;
    } finally {
      prompt.close();
    }
  };
}

function told(error: unknown): string {
  if (error instanceof AcrctlError)
    return error.diagnostics.map(({ code, detail, hint = '' }) => `${code}: ${detail}\n${hint}`).join('\n');
  return error instanceof Error ? error.message : String(error);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
