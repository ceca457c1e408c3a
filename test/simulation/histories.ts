import type { Latency } from '../../src/emulator/index.ts';
import { EXAMPLE, type RunOptions } from '../lab.ts';
import { AT, withKey } from '../scenarios/keys.ts';
import type { Edits } from '../scenarios/stacks.ts';

/** A stretch of a stack's life that is disturbed: what was applied before, and what is done now. */
export interface History {
  readonly name: string;
  /** Applied undisturbed before. */
  readonly before?: string;
  readonly text: string;
  readonly operation: 'apply' | 'destroy';
  /** Files that stand beside the text, and what stood beside the one before. */
  readonly beside?: RunOptions['beside'];
  readonly besideBefore?: RunOptions['beside'];
  /** What goes beside the registry, where that has to be named. */
  readonly goes?: readonly string[];
  /** Of a key, which no crash and no fault may take from its registry. */
  readonly keyed?: true;
}

export const LATENCIES: readonly Latency[] = ['none', 'typical'];

/** The example without its private path, open to everybody. Azure refuses `export: false` then. */
export const OPEN = without(EXAMPLE, /^ {6}privateEndpoints:\n(?: {8}.*\n)+/m)
  .replace('publicAccess: disabled', 'publicAccess: enabled')
  .replace('export: false', 'export: true');

/** The example with other values where a change is an update. */
export const CHANGED = EXAMPLE.replace('retentionDays: 30', 'retentionDays: 45').replace(
  'owner: platform',
  'owner: network',
);

/**
 * The example with a replica, an identity and its grant, and records of its own: values that are known late. One replica,
 * since of two it is chance which gets the lower address.
 */
const WIDE = replaced(EXAMPLE, [
  ['registries:\n', 'identities: [build-agents]\n\nregistries:\n'],
  [
    '    network:\n      publicAccess',
    [
      '    replications: [northeurope]',
      '    identity: { user: [build-agents] }',
      '    roleAssignments: { push: { role: AcrPush, identity: build-agents } }',
      '    network:\n      publicAccess',
    ].join('\n'),
  ],
  ['zone: privatelink.azurecr.io }', 'zone: privatelink.azurecr.io, manage: records }'],
]);

function keyed(edits: Edits = {}): string {
  return withKey({ stack: 'images-prod', ...edits });
}

/** The example with a key; the vault and the identity that it no longer needs stay. */
const OTHERWISE_ENCRYPTED = keyed({
  'keyVaults.kv-second': { authorization: 'accessPolicies', keys: { registry: {} } },
  'identities.other': {},
  [`${AT.encryption}.key`]: 'kv-second/registry',
  [`${AT.encryption}.identity`]: 'other',
  [`${AT.identities}.user`]: ['other'],
});

const ENCRYPTED_AS_ITSELF = keyed({
  [`${AT.encryption}.identity`]: 'system',
  [`${AT.identities}`]: { system: true },
});

export const HISTORIES: readonly History[] = [
  { name: 'apply from nothing', text: EXAMPLE, operation: 'apply' },
  { name: 'an endpoint comes, access is closed', before: OPEN, text: CHANGED, operation: 'apply' },
  { name: 'access is opened, the endpoint goes', before: CHANGED, text: OPEN, operation: 'apply' },
  { name: 'destroy', before: EXAMPLE, text: EXAMPLE, operation: 'destroy' },
];

/** Of more objects or steps, so that not every test goes through them. */
export const WIDE_HISTORIES: readonly History[] = [
  { name: 'a registry is made with a key', text: keyed(), operation: 'apply', keyed: true },
  {
    name: 'a registry changes its key, the vault of it and the identity that reaches it',
    before: keyed(),
    text: OTHERWISE_ENCRYPTED,
    operation: 'apply',
    keyed: true,
  },
  {
    name: 'a registry goes over to the identity of its own',
    before: keyed(),
    text: ENCRYPTED_AS_ITSELF,
    operation: 'apply',
    keyed: true,
  },
  { name: 'a replica, records and a grant come', before: EXAMPLE, text: WIDE, operation: 'apply' },
  { name: 'a replica, records and a grant go', before: WIDE, text: WIDE, operation: 'destroy' },
];

function replaced(text: string, parts: readonly (readonly [string, string])[]): string {
  return parts.reduce((all, [part, by]) => {
    if (!all.includes(part)) throw new Error(`The example no longer holds ${part}.`);
    return all.replace(part, by);
  }, text);
}

function without(text: string, part: RegExp): string {
  if (!part.test(text)) throw new Error(`The example no longer holds ${String(part)}.`);
  return text.replace(part, '');
}
