import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The main job, shown: what stands behind a `$` is run as printed, on the real example. Nothing leaves this
 * machine.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'acrctl-demo-'));
const emulator = startEmulator();

/** What a colleague with the portal would do; acrctl has no part in it. */
const BEHIND_ITS_BACK = `curl -sS -o answer.json -X PATCH -H 'authorization: Bearer colleague' \\
  -H 'content-type: application/json' -d '{"properties": {
    "publicNetworkAccess": "Enabled",
    "networkRuleSet": {"defaultAction": "Allow"},
    "policies": {"exportPolicy": {"status": "enabled"}}}}' \\
  "$ACRCTL_ARM_ENDPOINT/subscriptions/00000000-0000-0000-0000-0000000000aa\\
/resourceGroups/rg-images/providers/Microsoft.ContainerRegistry\\
/registries/contosoimages?api-version=2025-11-01"`;

try {
  await demonstrate(await endpointOf(emulator));
  rmSync(folder, { recursive: true, force: true });
  say('The demo is over. For your own: copy examples/private-link/acrctl.yaml.');
} catch (error) {
  process.stderr.write(
    `${error instanceof Error ? error.message : String(error)}\nThe demo ran in ${folder}.\n`,
  );
  process.exitCode = 1;
} finally {
  emulator.kill();
}

async function demonstrate(endpoint: string): Promise<void> {
  const shell = prepare(endpoint);
  say('An emulated Azure runs on this machine, 20 times as fast as the real one:');
  say('  acrctl emulator --latency typical --speed 20');
  shell(`export ACRCTL_ARM_ENDPOINT=${endpoint}`);

  say('1. Is the file right? That needs no network.');
  shell('acrctl validate');
  say('2. What would change?');
  shell('acrctl plan --out images.plan');
  say('3. Do exactly that.');
  shell('acrctl apply images.plan');
  say('4. Nothing is left to do.');
  shell('acrctl plan --detailed-exitcode');
  say("5. Somebody opens the registry to the internet, behind acrctl's back.");
  shell(BEHIND_ITS_BACK);
  shell('acrctl drift', 2);
  say('6. Put it back: closed only once the private path is proven.');
  shell('acrctl apply --auto-approve');
  say('7. To destroy a registry loses its images: refused, with exit code 7.');
  shell('acrctl destroy --auto-approve', 7);
}

/** A folder with the example in it and `acrctl` on the path; gives what runs a command there. */
function prepare(endpoint: string): (command: string, expected?: number) => void {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(join(root, 'bin/acrctl.js'), join(bin, 'acrctl'));
  cpSync(join(root, 'examples/private-link/acrctl.yaml'), join(folder, 'acrctl.yaml'));
  const path = [bin, dirname(process.execPath), process.env['PATH']].join(delimiter);
  const env = { ...process.env, PATH: path, ACRCTL_ARM_ENDPOINT: endpoint };
  return (command, expected = 0) => {
    process.stdout.write(`$ ${command}\n`);
    const done = spawnSync('sh', ['-c', command], {
      cwd: folder,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (done.status !== expected) throw new Error(`It ended with exit code ${done.status}, not ${expected}.`);
  };
}

function startEmulator(): ChildProcess {
  const args = ['bin/acrctl.js', 'emulator', '--latency', 'typical', '--speed', '20'];
  return spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
}

async function endpointOf(child: ChildProcess): Promise<string> {
  for await (const line of child.stdout ?? [])
    return (JSON.parse(String(line)) as { endpoint: string }).endpoint;
  throw new Error('The emulator did not start.');
}

function say(text: string): void {
  const isPlain = process.stdout.isTTY !== true || process.env['NO_COLOR'];
  process.stdout.write(isPlain ? `\n# ${text}\n` : `\n\u001b[1m# ${text}\u001b[0m\n`);
}
