import { execFileSync } from 'node:child_process';
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { median } from './statistics.ts';

/** What the figures were taken on, a line each. `folder` lies where the measured state lies. */
export function describeMachine(folder: string, date: Date): readonly string[] {
  const models = new Set(cpus().map(({ model }) => model.trim()));
  return [
    `taken on ${date.toISOString().slice(0, 10)}, Node ${process.versions.node}, ${type()} ${release()}`,
    `${cpus().length} x ${[...models].join(', ')}, ${(totalmem() / 2 ** 30).toFixed(1)} GiB of memory`,
    `state on ${fileSystemOf(folder)}; a line appended and made durable: ${durableAppendMs(folder).toFixed(2)} ms`,
  ];
}

function fileSystemOf(folder: string): string {
  try {
    const [, row = ''] = execFileSync('df', ['-PT', folder], { encoding: 'utf8' }).split('\n');
    const [device = '', kind = ''] = row.split(/\s+/);
    return `${kind} (${device})`;
  } catch {
    return 'a file system that cannot be named';
  }
}

function durableAppendMs(folder: string): number {
  const path = join(folder, 'durable');
  const file = openSync(path, 'a');
  const times = Array.from({ length: 50 }, () => {
    const startedMs = performance.now();
    writeSync(file, `${'x'.repeat(500)}\n`);
    fdatasyncSync(file);
    return performance.now() - startedMs;
  });
  closeSync(file);
  rmSync(path);
  return median(times);
}
