import { AT as FRONT, withFront, withRegions } from '../scenarios/fronts.ts';
import { AT, type Edits, example } from '../scenarios/stacks.ts';
import type { History } from './histories.ts';

const STACK: Edits = { stack: 'images-prod' };
const ONE = withFront(STACK);
/** By priority: without one Azure numbers the regions as they come, which is chance. */
const TWO = withRegions({
  ...STACK,
  'publicFronts.images.trafficManager': { routing: 'priority' },
  'publicFronts.images.regions.westeurope.priority': 1,
  'publicFronts.images.regions.northeurope.priority': 2,
});
const VAULT = 'keyVaults.kv-contosoimages-tls';

/** The regions example before the second region of its front, which then needs no profile. */
const BEFORE_SECOND = withRegions({
  ...STACK,
  'publicFronts.images.regions.northeurope': null,
  'publicFronts.images.trafficManager': null,
});

/** Another name for layers, with a certificate of its own in a vault that goes by access policies, and other rules. */
const CHANGED = withFront({
  ...STACK,
  'keyVaults.kv-second': {
    authorization: 'accessPolicies',
    certificates: { layers: { source: 'selfSigned', hosts: ['layers.contoso.com'], format: 'pfx' } },
  },
  [`${FRONT.region}.dataHost`]: 'layers.contoso.com',
  [`${FRONT.region}.certificates.data`]: 'kv-second/layers',
  [`${FRONT.region}.capacity`]: { min: 2, max: 5 },
  [`${FRONT.waf}.geo.countries`]: ['KP', 'SY'],
  [`${FRONT.waf}.blockedIpRanges`]: ['203.0.113.0/24'],
});

const AS_ANOTHER = withFront({
  ...STACK,
  identities: { 'images-front': {}, other: {} },
  [`${FRONT.front}.identity`]: 'other',
});

const BY_POLICIES = withFront({ ...STACK, [`${VAULT}.authorization`]: 'accessPolicies' });

/** Fronts as they come, change and go. */
const FRONTS: readonly History[] = [
  {
    name: 'a front comes before a registry',
    before: withFront({ ...STACK, publicFronts: null }),
    text: ONE,
    operation: 'apply',
  },
  {
    name: 'a front gets another name, another certificate and other rules',
    before: ONE,
    text: CHANGED,
    operation: 'apply',
  },
  {
    name: 'a front goes over to another identity',
    before: ONE,
    text: AS_ANOTHER,
    operation: 'apply',
  },
  {
    name: 'the vault of a front goes over to access policies',
    before: ONE,
    text: BY_POLICIES,
    operation: 'apply',
  },
  {
    name: 'a front gets a second region, and a profile',
    before: BEFORE_SECOND,
    text: TWO,
    operation: 'apply',
  },
  {
    name: 'a front gives up a region, and its profile',
    before: TWO,
    text: BEFORE_SECOND,
    operation: 'apply',
  },
  {
    name: 'a front in two regions goes',
    before: TWO,
    text: withRegions({ ...STACK, publicFronts: null }),
    operation: 'apply',
  },
];

const SENT = { audit: { workspace: 'logs', categories: ['ContainerRegistryLoginEvents'] } };

/** The example with logins, logs and locks. */
const GUARDED: Edits = {
  'workspaces.logs': { retentionDays: 90 },
  [`${AT.registry}.scopeMaps`]: { builders: { repositories: { 'team/app': ['push'] } } },
  [`${AT.registry}.tokens`]: {
    machine: { scopeMap: 'builders' },
    reader: { scopeMap: '_repositories_pull' },
  },
  [`${AT.registry}.diagnostics`]: SENT,
  [`${AT.registry}.locks`]: { images: { level: 'canNotDelete' } },
};

const OTHERWISE_GUARDED: Edits = {
  'workspaces.logs': { retentionDays: 180 },
  'workspaces.others': {},
  [`${AT.registry}.scopeMaps`]: { pullers: { repositories: { 'team/*': ['pull', 'readMetadata'] } } },
  [`${AT.registry}.tokens`]: { machine: { scopeMap: 'pullers', enabled: false } },
  [`${AT.registry}.diagnostics`]: { audit: { ...SENT.audit, workspace: 'others' } },
  [`${AT.registry}.locks`]: { others: { level: 'readOnly', notes: 'Ask the platform team.' } },
  [`${AT.registry}.policies`]: { retentionDays: 9 },
};

/** What stands beside a registry: logins, logs and locks. */
const GUARDS: readonly History[] = [
  { name: 'logins, logs and a lock come', before: example(), text: example(GUARDED), operation: 'apply' },
  {
    name: 'logins and logs become others, and a lock another one',
    before: example(GUARDED),
    text: example(OTHERWISE_GUARDED),
    operation: 'apply',
  },
  {
    name: 'all goes, the lock first',
    before: example(GUARDED),
    text: example(GUARDED),
    operation: 'destroy',
    goes: ['workspaces.logs'],
  },
];

export const FRONT_HISTORIES: readonly History[] = [...FRONTS, ...GUARDS];
