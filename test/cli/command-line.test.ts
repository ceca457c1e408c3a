import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { commandLine, resumeCommand, usedAllowances } from '../../src/cli/command-line.ts';
import { NO_OPTIONS, type PlanOptions } from '../../src/core/plan.ts';
import { anyText, hostileText } from '../arbitraries/text.ts';
import { openLab } from '../lab.ts';
import { AT, example } from '../scenarios/stacks.ts';

/** What a real shell hands to a command, whatever the command is. */
function readByShell(line: string): readonly string[] {
  const script = `acrctl() { for each in "$@"; do printf '%s\\0' "$each"; done; }\n${line}`;
  const output = execFileSync('/bin/sh', ['-c', script], {
    encoding: 'utf8',
    env: { LC_ALL: 'C', HOME: '/home' },
  });
  return output.split('\0').slice(0, -1);
}

test('a command line is read by a shell as the arguments it was made of', () => {
  // No shell can hand over NUL or half a character.
  const argument = fc.oneof(hostileText(8), anyText).map((text) => text.replaceAll('\0', '').toWellFormed());
  fc.assert(
    fc.property(fc.array(argument, { maxLength: 12 }), (args) => {
      expect(readByShell(commandLine(args))).toEqual(args);
    }),
    { numRuns: 30 },
  );
});

test('plain arguments are written as people do', () => {
  expect(commandLine(['apply', '-f', 'a/b.yaml', '--allow-destroy', 'zones["a.b"]', ''])).toBe(
    `acrctl apply -f a/b.yaml --allow-destroy 'zones["a.b"]' ''`,
  );
});

describe('the command that goes on', () => {
  const check = (args: readonly string[], options: Partial<PlanOptions>, expected: string) => {
    const bound = { ...NO_OPTIONS, ...options };
    expect(resumeCommand(args, { file: 'saved.plan', options: bound })).toBe(expected);
  };

  it('leaves the plan file out, part of which is done', () => {
    check(['apply', 'saved.plan', '--emulator'], {}, 'acrctl apply --emulator');
    expect(resumeCommand(['destroy', '--emulator'], undefined)).toBe('acrctl destroy --emulator');
    expect(resumeCommand(['apply', '--json-into', 'run.json', '-v'], undefined)).toBe('acrctl apply -v');
  });

  it('says again which part was planned, and not what was to be made again, which may be by now', () => {
    check(
      ['apply', 'saved.plan'],
      { target: ['a'], exclude: ['b.c'], replace: ['a'] },
      'acrctl apply --target a --exclude b.c',
    );
    const args = ['apply', '--replace', 'a', '--target', 'a', '--replace=b', '--auto-approve'];
    expect(resumeCommand(args, undefined)).toBe('acrctl apply --target a --auto-approve');
  });

  it('says again what was bound into the plan, so that a removal goes on as a removal', () => {
    check(
      ['apply', '--emulator', '--', 'saved.plan'],
      { destroy: true, allowDestroy: ['registries.a', 'zones["a.b"]'] },
      `acrctl destroy --allow-destroy registries.a --allow-destroy 'zones["a.b"]' --emulator --`,
    );
  });

  it('allows no more what was allowed and is done, in either spelling (I-03)', () => {
    const used = new Set(['a', 'b']);
    const args = ['apply', '--allow-destroy', 'a', '--allow-destroy=b', '--allow-destroy', 'c', '-v'];
    expect(resumeCommand(args, undefined, used)).toBe('acrctl apply --allow-destroy c -v');
    const applied = { file: 'saved.plan', options: { ...NO_OPTIONS, allowDestroy: ['a', 'c'] } };
    expect(resumeCommand(['apply', 'saved.plan'], applied, used)).toBe('acrctl apply --allow-destroy c');
  });
});

describe('an allowance', () => {
  const HUB = AT.endpoint;
  /** The endpoint is made again. */
  const manual = example({ [`${HUB}.approval`]: 'manual' });
  const check = async (allowed: string, failing: string | undefined, expected: readonly string[]) => {
    const lab = openLab();
    await lab.converge(example());
    const answer = { status: 409, code: 'ScopeLocked', message: 'locked' };
    const [method = '', path = ''] = failing?.split(' ') ?? [];
    lab.emulator.setFaults(failing === undefined ? [] : [{ match: { method, path, nth: 'every' }, answer }]);
    const result = await lab.apply(manual, { options: { allowDestroy: [allowed] } });
    if (result.kind !== 'applied') throw new Error(`It came to ${result.kind}.`);
    expect([...usedAllowances(result.planned.plan, result.outcome.done)]).toEqual(expected);
  };

  it('is used up once all that it may be about is done', () => check(HUB, undefined, [HUB]));

  it.each([
    ['what it is about is not deleted', 'DELETE /privateEndpoints/contosoimages-hub?'],
    [
      'it is not made again: what is left of that may have to go first',
      'PUT /privateEndpoints/contosoimages-hub?',
    ],
    ['something below it is not done', 'PUT /privateDnsZoneGroups/default?'],
  ])('is not while %s', (_, failing) => check(HUB, failing, []));
});
