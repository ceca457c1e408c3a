import type { RunEvent } from '../core/event.ts';
import { counted, duration, escapeUnprintable } from '../core/wording.ts';
import type { PauseTrace, RequestTrace, Trace } from '../providers/azure/trace.ts';

/** What `--verbose` prints, line by line, on stderr: what was asked of Azure, and what the run waited for. */
export interface VerboseLog {
  say(text: string): void;
  trace(trace: Trace): void;
  emit(event: RunEvent): void;
}

export interface VerboseOptions {
  /** Takes one line, already fit to be shown. */
  write(line: string): void;
  nowMs(): number;
  /** Of the run: where there is only one, paths are shown without it. */
  readonly subscriptions: readonly string[];
}

/** Every line carries the time since the run began. Lines are never wrapped: each is one fact, to be searched for. */
export function createVerboseLog({ write, nowMs, subscriptions }: VerboseOptions): VerboseLog {
  const startedMs = nowMs();
  const say = (text: string) => {
    const seconds = ((nowMs() - startedMs) / 1000).toFixed(2).padStart(7);
    write(escapeUnprintable(`${seconds} ${text}`));
  };
  return {
    say,
    trace: (trace) => say(trace.kind === 'request' ? requestText(trace, subscriptions) : pauseText(trace)),
    emit(event) {
      if (event.kind === 'state-read') say(stateText(event));
      if (event.kind === 'step-started') say(`step ${event.step} starts`);
    },
  };
}

function requestText(trace: RequestTrace, subscriptions: readonly string[]): string {
  const short = (path: string) => shortPath(path, subscriptions);
  const { method, path, about, status, code, requestId, durationMs, retryAfterMs } = trace;
  return [
    `${method.padEnd(6)} ${status ?? 'no answer'}`,
    `${Math.round(durationMs)} ms`.padStart(8),
    about === undefined ? short(path) : `operation of ${short(about)}`,
    code,
    retryAfterMs === undefined ? undefined : `Retry-After ${duration(retryAfterMs / 1000)}`,
    requestId === undefined ? undefined : `request ${requestId}`,
  ]
    .filter((part) => part !== undefined)
    .join('  ');
}

function pauseText({ why, ms, asked }: PauseTrace): string {
  const time = duration(ms / 1000);
  const by = asked ? ', as Azure asked' : '';
  switch (why) {
    case 'throttled':
      return `throttled: nothing is sent for ${time}${by}`;
    case 'budget':
      return `a request waited ${time} for its turn in the rate limit`;
    case 'retry':
      return `the read is repeated in ${time}${by}`;
  }
}

function stateText({ serial, lineage, open }: Extract<RunEvent, { kind: 'state-read' }>): string {
  const what = serial === undefined ? 'none yet' : `serial ${serial}, lineage ${lineage}`;
  const left = open === 0 ? '' : `; ${counted(open, 'step')} left open by an earlier run`;
  return `state: ${what}${left}`;
}

/**
 * An ARM path without what every path of the run has: `rg-images/Network/virtualNetworks/vnet-hub`. The subscription
 * goes where the run knows only one, and only Microsoft's namespaces lose their prefix, so that no two paths become
 * the same; a leading slash is left to what lies in no resource group.
 */
export function shortPath(path: string, subscriptions: readonly string[]): string {
  const [only] = subscriptions.length === 1 ? subscriptions : [];
  const isOnly = only !== undefined && path.toLowerCase().startsWith(`/subscriptions/${only.toLowerCase()}/`);
  return (isOnly ? path.slice(`/subscriptions/${only}`.length) : path)
    .replace(/^\/resourcegroups\//i, '')
    .replace(/\/providers\/Microsoft\./i, '/');
}
