import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/core/json.ts';
import {
  type Actions,
  type Change,
  NO_OPTIONS,
  type Plan,
  type Reason,
  type Step,
  type StepRef,
} from '../../src/core/plan.ts';
import { hostileText } from './text.ts';

/** Text that Markdown, HTML or a forge acts on, among what terminals and runners do. */
export function forgeText(maxLength = 12): fc.Arbitrary<string> {
  const sign = fc.constantFrom(...FORGE_SIGNS);
  return fc
    .array(fc.oneof({ arbitrary: sign, weight: 3 }, hostileText(3)), { maxLength })
    .map((parts) => parts.join(''));
}

const FORGE_SIGNS = [
  ...[
    '`',
    '```',
    '``',
    '~~~',
    '|',
    '||',
    '*',
    '**',
    '_',
    '~~',
    '#',
    '# ',
    '- ',
    '1. ',
    '> ',
    '---',
    '===',
    '\\',
  ],
  ...[
    '<',
    '>',
    '<b>',
    '</b>',
    '</details>',
    '</summary>',
    '<script>alert(1)</script>',
    '<!--',
    '-->',
    '<img src=x>',
  ],
  ...[
    '@octocat',
    '@a/b',
    '#12',
    'o/r#3',
    'GH-7',
    '0123abc',
    ':tada:',
    'https://evil.example',
    'www.evil.example',
  ],
  ...['a@b.example', '[a](b)', '![a](b)', '[^1]', '&lt;', '&#60;', '&', '"', "'", '$', '$$', '{{', '}}', '%'],
  ...[
    '\n',
    '\n\n',
    '\r\n',
    ' ',
    '    ',
    '\t',
    'word',
    ' words ',
    '::set-output name=a::b',
    '##vso[',
    '$' + '{{ x }}',
  ],
];

/** Any plan that reads as one, however odd its texts; not one that acrctl would make. */
export function plans(most = 12): fc.Arbitrary<Plan> {
  return fc
    .record({
      stack: forgeText(4),
      changes: fc.array(changes(), { maxLength: most }),
      drift: fc.array(fc.tuple(forgeText(), forgeText(), forgeText()), { maxLength: 3 }),
      waiting: fc.array(forgeText(), { maxLength: 2 }),
      faults: fc.array(fc.tuple(fc.constantFrom('error' as const, 'warning' as const), forgeText()), {
        maxLength: 3,
      }),
      outputs: fc.array(fc.tuple(forgeText(), forgeText()), { maxLength: 3 }),
    })
    .map(({ stack, changes: made, drift, waiting, faults, outputs }): Plan => {
      const all = made.map((change, index) => ({ ...change, address: `${change.address}${index}` }));
      return {
        formatVersion: '1.0',
        tool: { name: 'acrctl', version: '1.0.0' },
        stack,
        bindings: {
          config: 'c',
          options: NO_OPTIONS,
          state: null,
          tenant: 't',
          subscriptions: [stack],
          live: {},
        },
        changes: all,
        drift: drift.map(([address, path, value]) => ({
          ...{ address, type: 't', id: address, kind: 'changed' },
          paths: [{ path, applied: value, live: [value] }],
        })),
        moves: all.slice(0, 1).map(({ address, id }) => ({ from: `${address}old`, to: address, id })),
        diagnostics: faults.map(([severity, text]) => ({
          ...{ severity, code: 'ACR2033', summary: text, detail: text, hint: text, address: text },
        })),
        outputs: Object.fromEntries(outputs.map(([name, value]) => [name, { [value]: { value } }])),
        waiting: waiting.map((text) => ({ address: text, waitsFor: text })),
        summary: { create: 1, update: 1, replace: 1, delete: 1, noop: 1, import: 1 },
        estimate: { seconds: 60, longestPath: all.flatMap(refsOf).slice(0, 3) },
        digest: 'd'.repeat(64),
      };
    });
}

function refsOf({ address, steps }: Change): readonly StepRef[] {
  return steps.map(({ name }): StepRef => `${address}/${name}`);
}

function changes(): fc.Arbitrary<Change> {
  const [text, word] = [forgeText(), forgeText(3)];
  return fc
    .record({
      actions: fc.constantFrom<Actions>(['no-op'], ['create'], ['update'], ['delete'], ['delete', 'create']),
      reason: fc.constantFrom<Reason>('new', 'gone', 'changed', 'broken', 'id-changed', 'moved'),
      address: word,
      values: fc.array(fc.tuple(word, text, text), { maxLength: 4 }),
      impact: fc.array(text, { maxLength: 2 }),
      blocked: fc.option(text),
      name: fc.constantFrom<Step['name']>('write', 'close', 'open'),
    })
    .map(({ actions, reason, address, values, impact, blocked, name }): Change => {
      const paths = values.map(([key]) => `tags[${JSON.stringify(key)}]`);
      const body = (of: 1 | 2): JsonObject => ({
        tags: Object.fromEntries(values.map((value): [string, Json] => [value[0], value[of]])),
      });
      const step: Step = {
        ...{ name, action: 'update', paths, dependsOn: [], seconds: 10 },
        requires: impact.map((each) => ({ check: 'c', ids: [], text: each })),
      };
      return {
        ...{
          address: `registries.${address}`,
          type: 't/registries',
          id: `/${address}`,
          actions,
          reason,
          paths,
          impact,
        },
        ...{
          before: body(1),
          after: body(2),
          afterUnknown: {},
          sensitive: [],
          replacePaths: paths,
          importing: false,
        },
        steps: actions[0] === 'no-op' ? [] : [step],
        ...(blocked !== null && {
          blocked: { code: 'ACR2002', detail: blocked, allow: `--allow-destroy '${blocked}'` },
        }),
      };
    });
}
