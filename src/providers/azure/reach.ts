import { type Clock, type HttpResponse, NoAnswerError, type Transport } from '../../core/world.ts';
import { systemCode } from './exchange.ts';
import { networkTrouble } from './login/network-refusal.ts';

/** What came of one request to Azure Resource Manager that carries no token. */
export type Reached =
  | { readonly kind: 'answered'; readonly tookMs: number; readonly skew: Skew | undefined }
  /** Something on the way answered in its place. */
  | { readonly kind: 'foreign'; readonly status: number }
  | { readonly kind: 'none'; readonly said: string; readonly remedy: string };

/** How far the clock of this machine is ahead of that of the answer. */
export interface Skew {
  readonly aheadMs: number;
  /** The true value lies no further away than this: half of the way, and the second that a date is rounded to. */
  readonly withinMs: number;
}

/** Longer waits for a first answer have another cause than a slow network. */
const TIMEOUT_MS = 10_000;

/** Asks once, without a token: that Azure refuses it shows that it is reached, and what time it is there. */
export async function reachArm({
  transport,
  clock,
  origin,
  signal,
}: {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly origin: string;
  readonly signal: AbortSignal;
}): Promise<Reached> {
  const startedMs = clock.monotonicMs();
  try {
    const response = await transport.send({
      method: 'GET',
      url: `${origin}/subscriptions?api-version=2022-12-01`,
      headers: { accept: 'application/json' },
      timeoutMs: TIMEOUT_MS,
      signal,
    });
    const tookMs = clock.monotonicMs() - startedMs;
    if (!isArm(response)) return { kind: 'foreign', status: response.status };
    return { kind: 'answered', tookMs, skew: skewOf(response.headers['date'], clock.wallMs(), tookMs) };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof NoAnswerError)) throw error;
    const isLate = clock.monotonicMs() - startedMs >= TIMEOUT_MS;
    const code = isLate ? 'ETIMEDOUT' : (systemCode(error) ?? '');
    return { kind: 'none', ...networkTrouble({ host: new URL(origin).host, code, text: error.message }) };
  }
}

/** Every answer of ARM has a request id, and one that asks for a token names the login service (arm-protocol.md). */
function isArm({ status, headers }: HttpResponse): boolean {
  const asksForToken = status === 401 && /^Bearer\b/i.test(headers['www-authenticate'] ?? '');
  return asksForToken || headers['x-ms-request-id'] !== undefined;
}

/** `endedMs` is the wall clock as the answer came; a date has whole seconds, cut off. */
export function skewOf(date: string | undefined, endedMs: number, tookMs: number): Skew | undefined {
  const sentMs = Date.parse(date ?? '');
  if (Number.isNaN(sentMs)) return undefined;
  const theirsMs = sentMs + 500;
  const oursMs = endedMs - tookMs / 2;
  return { aheadMs: Math.round(oursMs - theirsMs), withinMs: Math.round(tookMs / 2 + 500) };
}
