import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { block } from '../../action/markdown.mjs';
import { annotation } from '../../action/workflow-commands.mjs';
import { runSteps } from './github-runner.ts';
import { readLog } from './runner-log.ts';
import { merge, pullRequest, type Stage, setStage } from './stage.ts';

/** What a runner, a shell, Markdown or Azure Pipelines would act on. */
const TRAPS = [
  '::error::',
  '::set-output name=x::y',
  '##[error]x',
  '##vso[task.setvariable variable=x]y',
  '$(touch pwned)',
  '`touch pwned`',
  `$${'{{ github.token }}'}`,
  '-->',
  '```',
  '@everyone',
  '%0A',
  '\n',
  '\r',
  ',line=9',
];
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...TRAPS), fc.string({ unit: 'binary', maxLength: 3 })), {
    minLength: 1,
    maxLength: 5,
  })
  .map((parts) => parts.join(''));

describe('text of others', () => {
  it('stays inside the annotation that tells it', () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (file, title, message) => {
        const place = { file, line: 3, column: 7, endLine: 3, endColumn: 9 };
        const log = annotation('error', title, message, place);
        expect(log).not.toMatch(/[\r\n]/);
        expect(readLog(log)).toEqual({
          annotations: [
            { level: 'error', message, file, title, line: '3', col: '7', endLine: '3', endColumn: '9' },
          ],
          masked: [],
          others: [],
        });
      }),
    );
  });

  it('never ends the block that shows it', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const [first = '', ...rest] = block(text).split('\n');
        const fence = first.replace(/text$/, '');
        expect(fence).toMatch(/^`{3,}$/);
        expect(rest.pop()).toBe(fence);
        expect(rest.filter((line) => line.trimStart().startsWith(fence))).toEqual([]);
      }),
    );
  });
});

describe('a repository of a stranger', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage();
  }, 60_000);
  afterAll(() => stage.stop());

  it('makes no command of its file names, its keys or its inputs', async () => {
    const folder = 'a,b:c%0A$(touch pwned)`touch pwned`;touch pwned';
    const file = '::error::x.yaml';
    mkdirSync(join(stage.machine.repository, folder));
    writeFileSync(
      join(stage.machine.repository, folder, file),
      [
        'apiVersion: acrctl/v1',
        'stack: images-prod',
        '"::set-output name=x::y": 1',
        '"##vso[task.setvariable variable=x]y": 1',
        '"a\\n::error::b": 1',
        '"```\\n@everyone --> $(touch pwned)": 1',
      ].join('\n'),
    );
    const inputs = {
      'working-directory': folder,
      files: file,
      comment: 'true',
      'comment-header': '--> ```\n@everyone $(touch pwned)',
    };
    const steps = [
      { uses: 'actions/checkout@v7' },
      { uses: 'your-org/acrctl@v0.1.0', with: { command: 'validate', ...inputs } },
      {
        if: 'always()',
        uses: 'your-org/acrctl@v0.1.0',
        with: { command: 'plan', ...inputs, target: '$(touch pwned)' },
      },
    ];
    const done = await runSteps(steps, pullRequest(31), stage.machine, { 'pull-requests': 'write' });

    expect(done.steps.map(({ outcome }) => outcome)).toEqual(['success', 'failure', 'failure']);
    expect(done.told.others).toEqual([]);
    const unknown = done.told.annotations.filter(({ title }) => !title?.startsWith('ACR'));
    expect(unknown).toEqual([]);
    expect(new Set(done.told.annotations.map(({ file }) => file))).toEqual(new Set([`${folder}/${file}`]));
    expect(
      readdirSync(done.workspace, { recursive: true, encoding: 'utf8' }).filter((name) =>
        /(^|\/)pwned$/.test(name),
      ),
    ).toEqual([]);
    const comments = stage.service.comments.filter(({ issue }) => issue === 31);
    expect(comments).toHaveLength(2);
    for (const { body } of comments) {
      expect(body).toMatch(/^<!-- acrctl (?:validate|plan) [0-9a-f]{32} -->\n## acrctl /);
      // As GitHub shows it: what stands in code is gone.
      const outside = body.replace(/^(`{3,})text\n[\s\S]*\n\1$/m, '').replace(/(`+)[^\n]*?[^`]\1(?!`)/g, '');
      expect(outside).not.toMatch(/@|`{3}|\$\(|set-output/);
    }
  });

  it('has no branch, title or name in a script of the action', async () => {
    const event = pullRequest(32);
    const payload = {
      ...event.payload,
      pull_request: { ...(event.payload?.['pull_request'] as object), title: '$(touch pwned)' },
    };
    const steps = [
      { uses: 'actions/checkout@v7' },
      { uses: 'your-org/acrctl@v0.1.0', with: { command: 'plan', 'working-directory': 'registries' } },
    ];
    const done = await runSteps(
      steps,
      { ...event, payload, ref: 'refs/heads/$(touch pwned)' },
      stage.machine,
    );
    expect(done.outcome).toBe('success');
    expect(readdirSync(done.workspace, { recursive: true, encoding: 'utf8' })).not.toContain('pwned');
    expect((await runSteps(steps, merge(), stage.machine)).outcome).toBe('success');
  });
});
