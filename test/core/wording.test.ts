import { describe, expect, it } from 'vitest';
import { escapeUnprintable } from '../../src/core/wording.ts';

describe('text from outside', () => {
  it.each([
    ['a\u001b[2Jb', 'a\\u{1b}[2Jb'],
    ['line\r\nfeed', 'line\\u{d}\\u{a}feed'],
    ['\u202egnp.exe', '\\u{202e}gnp.exe'],
    ['::set-output name=a::b', '\\::set-output name=a::b'],
    ['x ::add-mask::y', 'x \\::add-mask::y'],
    ['##vso[task.setvariable]', '#\\#vso[task.setvariable]'],
    ['##[group]', '#\\#[group]'],
    ['2001:db8::1', '2001:db8::1'],
    ['Grüße, 世界', 'Grüße, 世界'],
  ])('%j is shown as %j (H08, H09)', (text, expected) => {
    expect(escapeUnprintable(text)).toBe(expected);
  });
});
