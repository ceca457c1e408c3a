import { hashJson } from '../../src/core/canonical.ts';
import type { Features, Resource } from '../../src/core/desired.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { Transport } from '../../src/core/world.ts';
import { features } from '../../src/features/index.ts';
import type { Stack } from '../lab.ts';
import { SUBSCRIPTION } from '../scenarios/stacks.ts';
import type { SentBody } from './sent-bodies.ts';

/** What every resource has that asks for nothing special. */
export const BARE = { initial: {}, dependsOn: [], protect: false, adopt: false, ignore: [] } as const;

/** A stack of just these resources, without the features that compile files; their guards are asked all the same. */
export function bareStack(resources: readonly Resource[]): Stack {
  const bare: Features<unknown> = {
    reads: () => resources,
    compile: () => ({ resources, existing: [], order: [], diagnostics: [], outputs: {}, observed: {} }),
    review: features.review as Features<unknown>['review'],
    closer: () => [],
    waiting: { targets: () => [], judge: () => [] },
  };
  return {
    stack: 'images-prod',
    config: resources,
    configHash: hashJson(resources),
    subscriptions: [SUBSCRIPTION.slice('/subscriptions/'.length)],
    features: bare,
  };
}

/** A client whose requests with a body are noted. */
export function notingBodies(inner: Transport, sent: SentBody[]): Transport {
  return {
    send: (request) => {
      const { pathname, searchParams } = new URL(request.url);
      if (request.body !== undefined) {
        sent.push({
          method: request.method,
          id: pathname,
          version: searchParams.get('api-version') ?? '',
          body: JSON.parse(request.body) as JsonObject,
        });
      }
      return inner.send(request);
    },
  };
}
