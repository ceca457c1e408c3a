import { parseJson } from '../../core/json.ts';
import { isJsonObject, textAt } from '../../core/path.ts';
import type { Clock } from '../../core/world.ts';
import { cloudErrorOf } from './errors.ts';
import type { Exchange } from './exchange.ts';

export interface Subscription {
  readonly name: string;
  /** Enabled, Warned, PastDue, Disabled or Deleted. */
  readonly state: string;
  readonly tenant: string | undefined;
}

/** Reads a subscription. Throws a `CloudError` where ARM does not show it. */
export async function readSubscription(
  id: string,
  {
    exchange,
    clock,
    signal,
  }: { readonly exchange: Exchange; readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Subscription> {
  const path = `/subscriptions/${encodeURIComponent(id)}`;
  const response = await exchange.read(`${path}?api-version=2022-12-01`, signal);
  const body = parseJson(response.body);
  if (response.status !== 200 || !isJsonObject(body))
    throw cloudErrorOf(response, clock.wallMs(), { asked: { method: 'GET', path } });
  return {
    name: textAt(body, 'displayName') ?? id,
    state: textAt(body, 'state') ?? 'Unknown',
    tenant: textAt(body, 'tenantId'),
  };
}
