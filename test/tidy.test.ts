import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('..', import.meta.url).pathname;

/**
 * Who may import whom (ARCHITECTURE.md). A folder may always import itself; `core` knows nothing of ours, and the
 * emulator neither, so that it cannot repeat a provider's misunderstanding.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  emulator: [],
  config: ['core'],
  engine: ['core'],
  state: ['core'],
  report: ['core'],
  'providers/azure': ['core'],
  'providers/wire': ['core'],
  features: ['core', 'providers/azure'],
  cli: [
    'core',
    'config',
    'engine',
    'state',
    'report',
    'providers/azure',
    'providers/wire',
    'features',
    'emulator',
    '../schemas',
  ],
};

/** What features may take from providers: ids, clouds and the facts of types, never the client. */
const OPEN_TO_FEATURES = /^providers\/azure\/(arm-id|arm-types|clouds|resources\/[a-z-]+)\.ts$/;

/** Effects that come in as arguments everywhere but here. */
const MAY_HAVE_EFFECTS =
  /^(cli\/|providers\/wire\/|emulator\/(authority-files|server|store|store-lock)\.ts$|providers\/azure\/(bounded|transport)\.ts$)/;
const EFFECTS: readonly (readonly [string, RegExp])[] = [
  ['a bare clock', /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(/],
  ['a bare timer', /\bset(Timeout|Interval|Immediate)\(/],
  ['bare randomness', /\bMath\.random\(|\brandomUUID\(|\brandomBytes\(/],
  ['the console', /\bconsole\./],
  ['the process', /\bprocess\./],
  ['files or sockets', /from 'node:(fs|net|http|https|child_process)/],
];

describe('the source', () => {
  it('imports only what each folder may', () => {
    expect(
      sources()
        .map(folderOf)
        .filter((folder) => !(folder in MAY_IMPORT)),
    ).toEqual([]);
    expect(sources().flatMap(forbiddenImports)).toEqual([]);
  });

  it('has effects only where the world is made', () => {
    const pure = sources().filter((file) => !MAY_HAVE_EFFECTS.test(file));
    expect(pure.flatMap(effectsOf)).toEqual([]);
  });

  it('throws typed errors only', () => {
    const bare = sources().filter((file) =>
      /\bthrow new Error\(/.test(withoutComments(readFileSync(join(ROOT, 'src', file), 'utf8'))),
    );
    expect(bare).toEqual([]);
  });
});

function forbiddenImports(file: string): readonly string[] {
  const folder = folderOf(file);
  const allowed = [folder, ...(MAY_IMPORT[folder] ?? [])];
  return importsOf(file)
    .filter((target) => {
      const isClosed =
        folder === 'features' && folderOf(target) === 'providers/azure' && !OPEN_TO_FEATURES.test(target);
      return isClosed || !allowed.includes(folderOf(target));
    })
    .map((target) => `${file} imports ${target}`);
}

function effectsOf(file: string): readonly string[] {
  const code = withoutComments(readFileSync(join(ROOT, 'src', file), 'utf8'));
  return EFFECTS.filter(([, pattern]) => pattern.test(code)).map(([name]) => `${file} uses ${name}`);
}

function sources(): readonly string[] {
  return readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => file.replaceAll('\\', '/'))
    .sort();
}

function folderOf(file: string): string {
  const [first = '', second = ''] = file.split('/');
  return first === 'providers' || first === '..' ? `${first}/${second}` : first;
}

/** The files of ours that a file imports, dynamic imports included. */
function importsOf(file: string): readonly string[] {
  const code = readFileSync(join(ROOT, 'src', file), 'utf8');
  const found = [...code.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)].map(
    (match) => match[1] ?? '',
  );
  return found.map((target) => relative(join(ROOT, 'src'), join(ROOT, 'src', dirname(file), target)));
}

function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}
