import { expect, it } from 'vitest';
import { readFailure } from '../../src/cli/read-failure.ts';
import { CloudError, type CloudErrorFields } from '../../src/core/resource-type.ts';
import { diagnosticsText } from '../../src/report/diagnostics-text.ts';
import { PLAIN } from '../../src/report/style.ts';

const failed = (name: string, fields: Partial<CloudErrorFields> = {}): CloudError =>
  new CloudError({
    failure: 'unknown',
    armCode: 'NoAnswer',
    message: 'Azure did not answer.',
    asked: { method: 'GET', path: `/subscriptions/s/resourceGroups/${name}` },
    hint: 'Check the network.',
    requestId: `r-${name}`,
    correlationId: 'c',
    ...fields,
  });

/** Errors of one round of reads, the text and the exit code. */
function check([first, ...others]: readonly CloudError[], exitCode: number, text: string): void {
  const failure = readFailure(first?.withOthers(others) ?? failed('none'));
  expect(diagnosticsText(failure.diagnostics, { width: 80, style: PLAIN })).toBe(text);
  expect(failure.exitCode).toBe(exitCode);
  expect(failure.requests.map(({ path }) => path)).toEqual(
    [first, ...others].map((error) => error?.asked?.path),
  );
}

it('reads that failed alike are told as one', () => {
  check(
    'abcdefg'.split('').map((name) => failed(name, { tried: { times: 6, forMs: 31_000 } })),
    1,
    `error ACR2033: A request to Azure failed
  GET /subscriptions/s/resourceGroups/a
  GET /subscriptions/s/resourceGroups/b
  GET /subscriptions/s/resourceGroups/c
  GET /subscriptions/s/resourceGroups/d
  GET /subscriptions/s/resourceGroups/e
  and 2 more
  NoAnswer, tried 6 times in 31 s. Azure did not answer. Correlation c.
  Nothing was written. Check the network.

1 error
`,
  );
});

it('of many that failed each in its own way the first are told, and the others counted', () => {
  const denied = (name: string) =>
    failed(name, { failure: 'denied', armCode: 'AuthorizationFailed', status: 403, message: `No ${name}.` });
  const { diagnostics } = readFailure(denied('a').withOthers('bcdefg'.split('').map(denied)));
  expect(diagnostics.map(({ detail }) => /No \w\./.exec(detail)?.[0])).toEqual(
    'abcde'.split('').map((name) => `No ${name}.`),
  );
  expect(diagnostics.filter(({ detail }) => detail.includes('not shown here'))).toEqual([diagnostics.at(-1)]);
  expect(diagnostics.at(-1)?.detail).toContain('2 more reads failed, not shown here.');
  check(
    [denied('a')],
    4,
    `error ACR2032: Azure does not allow it
  GET /subscriptions/s/resourceGroups/a
  403 AuthorizationFailed. No a. Request r-a. Correlation c.
  Nothing was written. Check the network.

1 error
`,
  );
});
