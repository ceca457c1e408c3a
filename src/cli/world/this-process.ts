import { readFileSync, readlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import type { ProcessIdentity } from '../../core/world.ts';

/** Looked up when asked for: most commands never take a lock. */
export function thisProcess(): ProcessIdentity {
  return {
    get who() {
      return once('who', userName);
    },
    get host() {
      return once('host', hostname);
    },
    get bootId() {
      return once('bootId', bootId);
    },
    get pidNamespace() {
      return once('pidNamespace', pidNamespace);
    },
    pid: process.pid,
    get pidStarted() {
      return once('pidStarted', () => startedSync(process.pid));
    },
    isAlive,
  };
}

const found = new Map<string, string>();

/** An empty text stands for "not to be known here": a lock is then never taken over at once. */
function once(name: string, look: () => string): string {
  let value = found.get(name);
  if (value === undefined) {
    try {
      value = look();
    } catch {
      value = '';
    }
    found.set(name, value);
  }
  return value;
}

/** A container may run under a user id that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

function bootId(): string {
  if (process.platform === 'linux') return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  if (process.platform === 'darwin') return run('/usr/sbin/sysctl', '-n', 'kern.bootsessionuuid');
  return '';
}

function pidNamespace(): string {
  if (process.platform === 'linux') return readlinkSync('/proc/self/ns/pid');
  return process.platform === 'darwin' ? 'one' : '';
}

function startedSync(pid: number): string {
  if (process.platform === 'linux') return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8')).started;
  return process.platform === 'darwin' ? run('/bin/ps', '-o', 'lstart=', '-p', String(pid)) : '';
}

async function isAlive(pid: number, pidStarted: string): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
  }
  try {
    if (pidStarted === '') return true;
    if (process.platform !== 'linux') return startedSync(pid) === pidStarted;
    const { state, started } = parseStat(await readFile(`/proc/${pid}/stat`, 'utf8'));
    // Z and X: killed, and not yet collected by its parent.
    return started === pidStarted && state !== 'Z' && state !== 'X';
  } catch {
    // `/proc` may be mounted so that it hides the processes of others: alive, as far as anybody can tell.
    return true;
  }
}

/** proc_pid_stat(5): the command stands in parentheses and may itself hold any character. */
function parseStat(text: string): { readonly state: string; readonly started: string } {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state = ''] = fields;
  return { state, started: fields[19] ?? '' };
}

function run(command: string, ...args: readonly string[]): string {
  const { execFileSync } = process.getBuiltinModule('node:child_process');
  return execFileSync(command, args, { encoding: 'utf8', env: { LC_ALL: 'C', TZ: 'UTC' } }).trim();
}
