import { hashJson } from '../../src/core/canonical.ts';
import type { Features, Resource } from '../../src/core/desired.ts';
import type { Transport } from '../../src/core/world.ts';
import { features } from '../../src/features/index.ts';
import type { Stack } from '../lab.ts';
import { SUBSCRIPTION } from '../scenarios/stacks.ts';

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

/** A write that a client sent. */
export interface Sent {
  readonly method: string;
  readonly id: string;
}

/** A client whose requests with a body are noted. */
export function notingWrites(inner: Transport, sent: Sent[]): Transport {
  return {
    send: (request) => {
      const { method, url, body } = request;
      if (body !== undefined) sent.push({ method, id: new URL(url).pathname });
      return inner.send(request);
    },
  };
}
