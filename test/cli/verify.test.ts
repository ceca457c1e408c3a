import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { VerifyDocument } from '../../src/cli/documents.ts';
import { acrctl, checkReadable, newFolder } from './acrctl.ts';

describe('acrctl verify', () => {
  let folder: string;
  beforeAll(() => {
    folder = newFolder();
    acrctl(folder, ['apply', '--emulator', '--auto-approve']);
  });

  it('says what it proved and what nobody could look at, and ends with 0 (1.20)', () => {
    const run = acrctl(folder, ['verify', '--emulator']);
    checkReadable(run);
    expect([run.exit, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain('  ✔ connection of hub approved on both sides\n');
    expect(run.stdout).toContain('the emulator has no network');
    expect(run.stdout).toMatch(/Nothing failed: \d+ passed. \d+ checks could not be made.\n$/);
  });

  it('ends with 1 where a check failed, and says what to do', () => {
    const empty = newFolder();
    const run = acrctl(empty, ['verify', '--emulator']);
    checkReadable(run);
    expect(run.exit).toBe(1);
    expect(run.stdout).toContain('Make it first: acrctl apply');
  });

  it('prints one document, and writes JUnit beside it', () => {
    const run = acrctl(folder, ['verify', 'contosoimages', '--emulator', '--json', '--junit', 'verify.xml']);
    const { counts, checks } = JSON.parse(run.stdout) as VerifyDocument;
    expect(counts.passed + counts.skipped).toBe(checks.length);
    const xml = readFileSync(join(folder, 'verify.xml'), 'utf8');
    expect(xml).toContain(`tests="${checks.length}" failures="0"`);
    expect(xml.match(/<testcase /g)).toHaveLength(checks.length);
    expect(xml.match(/<skipped /g)).toHaveLength(counts.skipped);
  });

  it('knows its registries, and what options take', () => {
    const unknown = acrctl(folder, ['verify', 'contosoimage', '--emulator']);
    expect([unknown.exit, unknown.stderr]).toEqual([
      1,
      expect.stringContaining('Did you mean contosoimages?'),
    ]);
    const server = acrctl(folder, ['verify', '--emulator', '--resolver', 'dns.example']);
    expect([server.exit, server.stderr]).toEqual([1, expect.stringContaining('It takes an')]);
    const place = acrctl(folder, ['verify', '--emulator', '--connect', 'contosoimages.azurecr.io']);
    expect([place.exit, place.stderr]).toEqual([1, expect.stringContaining('It takes a')]);
  });
});
