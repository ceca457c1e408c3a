import type { Cloud } from './cloud.ts';
import { ArmError } from './errors.ts';

/** Remaining-request headers of an admitted request. */
export interface Throttle {
  /** Throws the 429 when a bucket is empty. */
  admit(
    cloud: Cloud,
    method: string,
    subscription: string,
    principal: string,
  ): Readonly<Record<string, string>>;
}

type Kind = 'reads' | 'writes' | 'deletes';

// arm-protocol.md, Throttling: per principal and subscription; all principals together fifteen times as much.
const sizes: Readonly<Record<Kind, { readonly size: number; readonly perSecond: number }>> = {
  reads: { size: 250, perSecond: 25 },
  writes: { size: 200, perSecond: 10 },
  deletes: { size: 200, perSecond: 10 },
};
const globalFactor = 15;

interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

/** Buckets live in memory only: a new process starts with full ones. */
export function createThrottle(): Throttle {
  const buckets = new Map<string, Bucket>();
  const left = (key: string, kind: Kind, factor: number, now: number): number => {
    const { size, perSecond } = sizes[kind];
    const bucket = buckets.get(key) ?? { tokens: size * factor, at: now };
    const refilled = bucket.tokens + ((now - bucket.at) / 1000) * perSecond * factor;
    return Math.min(size * factor, refilled);
  };
  return {
    admit: (cloud, method, subscription, principal) => {
      const kind = kindOf(method);
      const now = cloud.now();
      const ownKey = `${kind} ${subscription} ${principal}`;
      const sharedKey = `${kind} ${subscription}`;
      const own = left(ownKey, kind, 1, now);
      const shared = left(sharedKey, kind, globalFactor, now);
      if (own < 1 || shared < 1) throw tooMany(cloud, subscription);
      buckets.set(ownKey, { tokens: own - 1, at: now });
      buckets.set(sharedKey, { tokens: shared - 1, at: now });
      return {
        [`x-ms-ratelimit-remaining-subscription-${kind}`]: String(Math.floor(own - 1)),
        [`x-ms-ratelimit-remaining-subscription-global-${kind}`]: String(Math.floor(shared - 1)),
      };
    },
  };
}

function kindOf(method: string): Kind {
  if (method === 'DELETE') return 'deletes';
  return method === 'GET' || method === 'HEAD' ? 'reads' : 'writes';
}

// faults.md, G01. Unlike a poll's, this Retry-After keeps its value under latency `none`: with a clock that
// only sleeping moves, a client told to wait 0 s would never see the bucket fill again.
function tooMany(cloud: Cloud, subscription: string): ArmError {
  return new ArmError(
    429,
    '429',
    `Request is temporarily throttled because subscription ${subscription} has issued too many requests. Retry after 2 seconds.`,
    { headers: { 'retry-after': String(Math.floor(2 / cloud.speed)) } },
  );
}
