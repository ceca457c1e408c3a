import { readFileSync } from 'node:fs';

/**
 * The most memory that this process ever had resident, in MiB. From /proc where there is one: what `getrusage` says
 * is never less than what the parent had when it started this process.
 */
export function peakMemory(): number {
  try {
    const status = readFileSync('/proc/self/status', 'utf8');
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}
