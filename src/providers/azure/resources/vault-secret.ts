import type { JsonObject } from '../../../core/json.ts';
import { isAtOrBelow } from '../../../core/path.ts';
import type { ResourceType, UpdateInput } from '../../../core/resource-type.ts';
import { foldId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { asIs, body, members, tags } from './canonical.ts';
import { mergedTags, otherPaths } from './overlay.ts';

/**
 * Tags of a secret that say what its value is, since nobody shows the value itself: SHA-256 of the certificate, the same of it
 * with all of its chain; of one that acrctl made, its hosts, when another one was asked for, and what it came to be: nobody
 * can know that before.
 */
export const VALUE_TAGS = {
  certificate: 'acrctl-certificate',
  chain: 'acrctl-certificate-chain',
  hosts: 'acrctl-certificate-hosts',
  asked: 'acrctl-certificate-asked',
  made: 'acrctl-certificate-made',
} as const;

/**
 * A secret as Azure Resource Manager knows it: its value is written and never read, each other value is a new version, and
 * nothing deletes it there (keyvault.md, "Management"; the specification).
 */
export const vaultSecret: ResourceType = {
  type: ARM_TYPE.vaultSecret,
  apiVersion: '2026-02-01',
  label: 'secret',
  normalise: body({ tags, properties: members({ contentType: asIs }) }),
  settled: () => 'done',
  immutable: [],
  ownedByEntry: ['tags'],
  mark: 'tags',
  putOnlyCreates: false,
  update: (change) =>
    isOfTheValue(change)
      ? { method: 'PUT', body: { ...change.desired, tags: tagsOfNext(change) } }
      : { method: 'PATCH', body: { tags: mergedTags(change) } },
  stays: true,
  serialise: (id) => [foldId(id)],
  conditional: false,
  seconds: { create: 5, update: 5, delete: 5 },
  deadlineMs: 10 * 60_000,
};

/** What the value came to be that is there now says nothing of the next one. */
function tagsOfNext(change: UpdateInput): JsonObject {
  const { [VALUE_TAGS.made]: _, ...tags } = mergedTags(change);
  return tags;
}

/** Whatever says what the value is changes with it; other tags change without a new version. */
function isOfTheValue(change: UpdateInput): boolean {
  const telling = Object.values(VALUE_TAGS).map((name) => `tags.${name}`);
  return (
    otherPaths(change).length > 0 ||
    change.paths.some((path) => telling.some((tag) => isAtOrBelow(path, tag)))
  );
}
