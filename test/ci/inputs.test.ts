import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { acrctlArguments } from '../../action/arguments.mjs';
import { keepFederatedToken } from '../../action/federated-token.mjs';
import { readInputs } from '../../action/inputs.mjs';
import { newFolder } from './github-runner.ts';
import { GithubService, JOB_TOKEN_BEARER } from './github-service.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function argumentsOf(inputs: Readonly<Record<string, string>>): readonly string[] {
  vi.stubEnv('GITHUB_WORKSPACE', '/checkout');
  const read = readInputs({ ACRCTL_INPUTS: JSON.stringify({ 'lock-timeout': '10m', ...inputs }) });
  return acrctlArguments(read, '/run');
}

describe('the inputs of the action', () => {
  const DOCUMENT = ['--json-into', '/run/run.json'];
  const REPORTS = ['--markdown', '/run/plan.md', '--html', '/run/plan.html'];
  const cases: [Readonly<Record<string, string>>, readonly string[]][] = [
    [
      { command: 'validate', files: 'base.yaml\n\n  prod one.yaml\n' },
      [
        ...['validate', '-f', 'base.yaml', '-f', 'prod one.yaml', ...DOCUMENT],
        ...['--sarif', '/run/acrctl.sarif', '--junit', '/run/acrctl-junit.xml'],
      ],
    ],
    [
      { command: 'plan', target: 'registries.a', exclude: 'registries.b', replace: 'registries.c' },
      [
        ...['plan', '--target', 'registries.a', '--exclude', 'registries.b', '--replace', 'registries.c'],
        ...['--out', 'acrctl.plan', ...DOCUMENT, ...REPORTS],
      ],
    ],
    [
      {
        command: 'plan',
        'allow-destroy': 'registries.a\nregistries.b',
        'allow-mass-destroy': '9',
        arguments: '-v',
      },
      [
        ...['plan', '--allow-destroy', 'registries.a', '--allow-destroy', 'registries.b'],
        ...['--allow-mass-destroy', '9', '--out', 'acrctl.plan', ...DOCUMENT, ...REPORTS, '-v'],
      ],
    ],
    [{ command: 'show', 'plan-file': 'a b.plan' }, ['show', 'a b.plan', ...DOCUMENT, ...REPORTS]],
    [
      {
        command: 'apply',
        'plan-file': '/saved.plan',
        'state-dir': 'states',
        'allow-destroy': 'registries.a',
      },
      ['apply', '/saved.plan', '--state-dir', 'states', ...DOCUMENT, '--lock-timeout', '10m'],
    ],
    [
      { command: 'apply', 'allow-destroy': '$(touch pwned)' },
      ['apply', '--allow-destroy', '$(touch pwned)', '--auto-approve', ...DOCUMENT, '--lock-timeout', '10m'],
    ],
    [{ command: 'drift', files: 'a.yaml' }, ['drift', '-f', 'a.yaml', ...DOCUMENT]],
  ];

  it.each(cases)('%j become words for acrctl', (inputs, words) => {
    expect(argumentsOf(inputs)).toEqual(words);
  });
});

describe('the token of the job', () => {
  it('is renewed while acrctl runs, and gone afterwards', async () => {
    const service = await GithubService.start();
    vi.stubEnv('ACTIONS_ID_TOKEN_REQUEST_URL', `${service.url}/token?v=1`);
    vi.stubEnv('ACTIONS_ID_TOKEN_REQUEST_TOKEN', JOB_TOKEN_BEARER);
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const folder = newFolder();
    const login = await keepFederatedToken({ clientId: 'c', tenantId: 't', audience: 'a' }, folder);
    expect(said.mock.calls.flat()).toEqual(['::add-mask::eyJ.job-token-1.signature\n']);
    said.mockRestore();

    const file = join(folder, 'azure-token');
    expect(readFileSync(file, 'utf8')).toBe('eyJ.job-token-1.signature');
    vi.advanceTimersByTime(5 * 60_000);
    await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toBe('eyJ.job-token-2.signature'));
    login.stop();
    expect(existsSync(file)).toBe(false);
    vi.advanceTimersByTime(60 * 60_000);
    expect(service.audiences).toEqual(['a', 'a']);
    service.stop();
  });
});
