import type { JsonObject } from '../../src/core/json.ts';
import {
  type Change,
  type Drift,
  NO_OPTIONS,
  type Plan,
  type Step,
  type StepRef,
} from '../../src/core/plan.ts';
import { configurationOf, EXAMPLES, labFor, settle } from '../examples.ts';
import { EXAMPLE, type Lab } from '../lab.ts';
import { CHANGED, edited, ID, planOf, VERSION } from '../scenarios/stacks.ts';
import { SECRET } from './renderer.ts';

/** What somebody may have put where text is shown: as a tag, a name, an error of a server. */
export const HOSTILE: readonly string[] = [
  'red \u001b[31malert\u001b[0m\u0007',
  'reversed \u202eoot\u2066',
  'line\n::error file=a.ts,line=1::injected',
  '::set-output name=a::b',
  'tab\t::warning::x',
  '##vso[task.setvariable variable=a]b',
  'go ##[group]x',
  ['$', '{{ secrets.TOKEN }} `id` $(id)'].join(''),
  'half \ud800 of a pair',
  '```\n\n</details></code></summary><script>alert(1)</script> ``a`` `',
  '@octocat #12 octocat/repo#3 GH-7 0123abc :tada: https://evil.example www.evil.example a@b.example $x$',
  '| a | **b** _c_ ~~d~~ [e](javascript:f) ![g](https://evil.example/x.png) <!-- h --> &lt;i&gt; <b title="',
  '1. one',
  'separated\u2028by\u0085lines',
  'spaces  at   the end  ',
  `long-${'x'.repeat(300)}`,
  `${'words '.repeat(60)}`,
  '',
];

const NO_SUMMARY = { create: 0, update: 0, replace: 0, delete: 0, noop: 0, import: 0 };

function planWith(more: Partial<Plan>): Plan {
  return {
    formatVersion: '1.0',
    tool: { name: 'acrctl', version: '1.0.0' },
    stack: 'images-prod',
    bindings: {
      config: 'c',
      options: NO_OPTIONS,
      state: { lineage: 'l', serial: 7, hash: 'h' },
      tenant: 't',
      subscriptions: ['00000000-0000-0000-0000-0000000000aa'],
      live: {},
    },
    changes: [],
    drift: [],
    moves: [],
    diagnostics: [],
    outputs: {},
    waiting: [],
    summary: NO_SUMMARY,
    estimate: { seconds: 0, longestPath: [] },
    digest: 'd',
    ...more,
  };
}

function changeAt(address: string, more: Partial<Change> = {}): Change {
  return {
    address,
    type: 'Microsoft.ContainerRegistry/registries',
    id: `${ID.registry}/${address}`,
    actions: ['update'],
    before: {},
    after: {},
    afterUnknown: {},
    paths: [],
    sensitive: [],
    replacePaths: [],
    steps: [],
    importing: false,
    reason: 'changed',
    impact: [],
    ...more,
  };
}

function stepOf(name: Step['name'], more: Partial<Step> = {}): Step {
  return { name, action: 'update', paths: [], dependsOn: [], requires: [], seconds: 1, ...more };
}

function update(address: string, before: JsonObject, after: JsonObject, paths: readonly string[]): Change {
  return changeAt(address, { before, after, paths, steps: [stepOf('write', { paths })] });
}

function driftAt(address: string, kind: Drift['kind'], paths: Drift['paths'] = []): Drift {
  return {
    address,
    type: 'Microsoft.ContainerRegistry/registries',
    id: `${ID.registry}/${address}`,
    kind,
    paths,
  };
}

/** Every piece of text that comes from outside is the hostile one. */
function hostilePlan(text: string): Plan {
  const address = `registries[${JSON.stringify(text)}]`;
  const raw = `registries.${text}`;
  const ref: StepRef = `${raw}/close`;
  const tagPath = `tags[${JSON.stringify(text)}]`;
  const body = { tags: { [text]: text }, properties: { list: [text, { [text]: text }] } };
  const step = stepOf('close', {
    paths: [tagPath],
    dependsOn: [ref],
    requires: [{ check: 'c', ids: [text], text }],
  });
  const blocked = { code: 'ACR2002', detail: text, allow: `--allow-destroy '${raw}'` };
  return planWith({
    stack: text,
    bindings: { ...planWith({}).bindings, subscriptions: [text] },
    changes: [
      changeAt(address, { actions: ['create'], before: null, after: body, impact: [text] }),
      changeAt(raw, {
        before: body,
        after: { tags: { [text]: `${text}!` } },
        paths: [tagPath],
        steps: [step],
        blocked,
      }),
      changeAt(`${raw}.moved`, { actions: ['no-op'], reason: 'moved' }),
      changeAt(`${raw}.other`, {
        actions: ['delete', 'create'],
        before: { id: text },
        id: text,
        replacePaths: ['id'],
        reason: 'id-changed',
        afterUnknown: { [tagPath]: `${raw}#x` },
      }),
    ],
    moves: [{ from: raw, to: `${raw}.moved`, id: text }],
    drift: [
      driftAt(raw, 'changed', [{ path: tagPath, applied: text, live: [text] }]),
      driftAt(address, 'gone'),
      driftAt(`${raw}.other`, 'recreated'),
    ],
    outputs: { [address]: { [text]: { value: text }, [`${text}2`]: { knownAfter: text } } },
    summary: { ...NO_SUMMARY, create: 1, update: 1, replace: 1, noop: 1 },
    waiting: [{ address: raw, waitsFor: text }],
    estimate: { seconds: 90, longestPath: [ref] },
  });
}

const REGISTRY = 'registries.contosoimages';
const ENDPOINT = `${REGISTRY}.network.privateEndpoints.hub`;
const DEEP = `${REGISTRY}.network.privateEndpoints["${'a-very-long-name-'.repeat(6)}"].dnsZoneGroup`;

const MADE: Readonly<Record<string, Plan>> = {
  nothing: planWith({}),
  'nothing, and somebody who has to act': planWith({
    waiting: [
      { address: ENDPOINT, waitsFor: 'approval of its connection by the owner of registry contosoimages' },
      { address: DEEP, waitsFor: 'a word with the owner' },
    ],
  }),
  'nothing, without a state': planWith({ bindings: { ...planWith({}).bindings, state: null } }),
  'a change that is blocked': planWith({
    changes: [
      changeAt(REGISTRY, {
        actions: ['delete'],
        after: null,
        reason: 'removed',
        blocked: {
          code: 'ACR2002',
          detail: 'Every image, tag and token in the registry would be lost; Azure keeps no copy.',
          allow: `--allow-destroy ${REGISTRY}`,
        },
        impact: ['all images are deleted for good'],
      }),
      changeAt(DEEP, {
        actions: ['delete', 'create'],
        reason: 'parent-replaced',
        blocked: { code: 'ACR1303', detail: 'It was made again outside acrctl.', allow: null },
      }),
    ],
    summary: { ...NO_SUMMARY, delete: 1, replace: 1 },
  }),
  'a change in stages': planWith({
    changes: [
      changeAt(REGISTRY, {
        before: { properties: { publicNetworkAccess: 'Enabled' } },
        after: { properties: { publicNetworkAccess: 'Disabled' } },
        paths: ['properties.publicNetworkAccess'],
        steps: [
          stepOf('open', { paths: ['properties.networkRuleSet.ipRules'], before: {}, after: {} }),
          stepOf('close', {
            paths: ['properties.publicNetworkAccess'],
            dependsOn: [`${ENDPOINT}/write`, `${REGISTRY}/open`],
            requires: [{ check: 'path', ids: [], text: 'its endpoint is approved on both sides' }],
          }),
        ],
        impact: ['clients outside the linked networks get 403 on login and pull'],
      }),
    ],
    summary: { ...NO_SUMMARY, update: 1 },
    estimate: { seconds: 0.4, longestPath: [`${REGISTRY}/close`] },
  }),
  'objects that are made again': planWith({
    changes: [
      changeAt(ENDPOINT, {
        actions: ['delete', 'create'],
        reason: 'immutable',
        before: { properties: { subnet: { id: `${ID.network}/subnets/a` } } },
        after: { properties: { subnet: { id: `${ID.network}/subnets/b` } } },
        replacePaths: ['properties.subnet.id'],
      }),
      changeAt(`${ENDPOINT}.dnsZoneGroup`, { actions: ['delete', 'create'], reason: 'parent-replaced' }),
      changeAt('networks.a', {
        actions: ['delete', 'create'],
        reason: 'id-changed',
        before: { id: `${ID.network}old` },
        id: `${ID.network}new`,
        replacePaths: ['id'],
      }),
      changeAt(`${REGISTRY}two`, {
        actions: ['delete', 'create'],
        reason: 'broken',
        before: { properties: { state: 'Disconnected' } },
        replacePaths: ['properties.state'],
      }),
    ],
    summary: { ...NO_SUMMARY, replace: 4 },
    estimate: { seconds: 4_000, longestPath: [`${ENDPOINT}/write`, `${REGISTRY}two/write`] },
  }),
  'moves and what is only written down': planWith({
    changes: [
      changeAt('networks.new', { actions: ['no-op'], reason: 'moved' }),
      changeAt('networks.b', {
        actions: ['no-op'],
        reason: 'caught-up',
        paths: ['tags.a'],
        after: { tags: { a: 'b' } },
      }),
      changeAt('networks.c', { actions: ['update'], reason: 'adopt', importing: true }),
      changeAt('networks.d', { actions: ['no-op'], reason: 'already-gone' }),
    ],
    moves: [{ from: 'networks.old', to: 'networks.new', id: ID.network }],
    summary: { ...NO_SUMMARY, noop: 3, update: 1, import: 1 },
  }),
  'a part, with what is left aside': planWith({
    bindings: {
      ...planWith({}).bindings,
      options: { ...NO_OPTIONS, target: [ENDPOINT], exclude: [DEEP], replace: [ENDPOINT] },
    },
    changes: [changeAt(ENDPOINT, { actions: ['delete', 'create'], reason: 'asked' })],
    diagnostics: [
      { severity: 'warning', code: 'ACR2061', summary: 'Left aside', detail: `One is left aside: ${DEEP}.` },
    ],
    summary: { ...NO_SUMMARY, replace: 1 },
  }),
  'nothing in a part': planWith({
    bindings: { ...planWith({}).bindings, options: { ...NO_OPTIONS, exclude: [ENDPOINT] } },
  }),
  'drift of three kinds': planWith({
    drift: [
      driftAt(REGISTRY, 'changed', [
        { path: 'properties.policies.retentionPolicy.days', applied: 30, live: 7 },
        { path: 'properties.networkRuleSet.ipRules', applied: [], live: [{ value: '203.0.113.0/24' }] },
      ]),
      driftAt(ENDPOINT, 'gone'),
      driftAt(DEEP, 'recreated'),
    ],
  }),
  'values that are known later': planWith({
    changes: [
      changeAt(ENDPOINT, {
        actions: ['create'],
        reason: 'new',
        before: null,
        after: { location: 'westeurope' },
        afterUnknown: { 'properties.ipConfigurations': `${REGISTRY}#properties.addresses` },
      }),
    ],
    outputs: { [ENDPOINT]: { 'contosoimages.azurecr.io': { knownAfter: `${ENDPOINT}#x` } } },
    summary: { ...NO_SUMMARY, create: 1 },
  }),
  'values that nobody may see': planWith({
    changes: [
      changeAt(REGISTRY, {
        actions: ['create'],
        before: null,
        after: { properties: { password: SECRET, keys: [{ value: SECRET }], name: 'seen' } },
        sensitive: ['properties.password', 'properties.keys'],
      }),
      {
        ...update(
          `${REGISTRY}two`,
          { properties: { password: SECRET } },
          { properties: { password: `${SECRET}2` } },
          ['properties.password', 'tags.owner'],
        ),
        sensitive: ['properties.password'],
      },
      changeAt(`${REGISTRY}three`, {
        actions: ['delete', 'create'],
        reason: 'broken',
        before: { properties: { password: SECRET } },
        replacePaths: ['properties.password'],
        sensitive: ['properties.password'],
      }),
    ],
    summary: { ...NO_SUMMARY, create: 1, update: 1, replace: 1 },
  }),
  'names and values without end': planWith({
    changes: [
      update(
        DEEP,
        {
          tags: { [`k${'e'.repeat(300)}y`]: 'v'.repeat(300) },
          properties: { manualPrivateLinkServiceConnections: [] },
        },
        { tags: { [`k${'e'.repeat(300)}y`]: 'word '.repeat(80).trim() } },
        [`tags.k${'e'.repeat(300)}y`, 'properties.manualPrivateLinkServiceConnections'],
      ),
    ],
    outputs: {},
    summary: { ...NO_SUMMARY, update: 1 },
    estimate: { seconds: 3, longestPath: [`${DEEP}/write`] },
  }),
};

/** The plans of a life of each example. */
async function plansOfExamples(): Promise<Readonly<Record<string, Plan>>> {
  const plans: Record<string, Plan> = {};
  for (const example of EXAMPLES) {
    const { name } = example;
    const files = configurationOf(example);
    const others = example.others.map((each) => configurationOf({ files: each }));
    const lab = labFor(files);
    for (const other of others) await lab.converge(other);
    plans[`${name}, from nothing`] = await planOf(lab, files);
    await settle(lab, [files, ...others]);
    plans[`${name}, applied`] = await planOf(lab, files);
    if (name === 'private-link') Object.assign(plans, await plansOfChanges(lab));
    plans[`${name}, destroyed`] = await planOf(lab, files, { options: { destroy: true } });
  }
  return plans;
}

/** The first example with another file, and after others were at it. */
async function plansOfChanges(lab: Lab): Promise<Readonly<Record<string, Plan>>> {
  const changed = await planOf(lab, edited(EXAMPLE, CHANGED));
  await lab.request('PATCH', ID.registry, VERSION.registry, {
    properties: { publicNetworkAccess: 'Enabled', policies: { exportPolicy: { status: 'enabled' } } },
    tags: { note: HOSTILE.join(' ').slice(0, 250) },
  });
  await lab.request('DELETE', ID.zoneGroup, VERSION.network);
  lab.emulator.advance(120_000);
  return { changed, drifted: await planOf(lab, EXAMPLE) };
}

/** Every plan that a renderer of plans must stand. */
export const PLANS: Readonly<Record<string, Plan>> = {
  ...(await plansOfExamples()),
  ...MADE,
  ...Object.fromEntries(HOSTILE.map((text, index) => [`hostile text ${index}`, hostilePlan(text)])),
};
