import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { bundledPackages, noticesText } from './notices.ts';

/**
 * Importing a built-in module makes Node load it, and everything its namespace could name, before the first line
 * runs: `node:util` alone brings worker threads, `node:crypto` costs as much as the YAML parser. In the bundle a
 * built-in is asked for when one of its functions is called.
 */
const lazyBuiltins: Plugin = {
  name: 'lazy-builtins',
  setup({ onResolve, onLoad }) {
    const names = new RegExp(`^(node:.+|${builtinModules.join('|')})$`);
    onResolve({ filter: names }, ({ path, kind }) => ({
      path: path.replace(/^node:/, ''),
      namespace: kind === 'require-call' ? 'required-builtin' : 'imported-builtin',
      sideEffects: false,
    }));
    onLoad({ filter: /.*/, namespace: 'required-builtin' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
    onLoad({ filter: /.*/, namespace: 'imported-builtin' }, ({ path }) => ({ contents: lazyModule(path) }));
  },
};

/** Functions are called through; classes and values are looked up when the importing chunk is loaded. */
function lazyModule(name: string): string {
  const module = process.getBuiltinModule(name) as Readonly<Record<string, unknown>> | undefined;
  if (module === undefined) throw new TypeError(`There is no built-in module "${name}".`);
  const identifiers = Object.keys(module).filter(
    (key) => /^[A-Za-z_$][\w$]*$/.test(key) && key !== 'default',
  );
  const isPlain = (key: string) => /^[a-z]/.test(key) && !Object.getOwnPropertyDescriptor(module, key)?.get;
  const exported = identifiers.map((key) =>
    isPlain(key) && typeof module[key] === 'function'
      ? `export const ${key} = (...args) => __module().${key}(...args);`
      : `export const ${key} = /* @__PURE__ */ __value(${JSON.stringify(key)});`,
  );
  const whole = typeof module === 'function' || name === 'process' ? '__module()' : '__lazy()';
  return `
    const __module = () => process.getBuiltinModule(${JSON.stringify(name)});
    const __value = (key) => __module()[key];
    const __lazy = () => new Proxy({}, { get: (_, key) => __module()[key] });
    export default /* @__PURE__ */ ${whole};
    ${exported.join('\n')}`;
}

/**
 * What is loaded on demand is loaded after `program.ts`. Told so, the bundler puts all that they share with it into one
 * chunk, where there would be one for every set of modules that share something: to find and load a module costs
 * Node a quarter of a millisecond, and `plan` took 58.
 *
 * @param along absolute paths of modules that stand in that chunk although `program.ts` does without them
 */
function sharedWithProgram(along: readonly string[]): Plugin {
  return {
    name: 'shared-with-program',
    setup({ onLoad, onResolve, resolve }) {
      const program = fileURLToPath(new URL('../src/cli/program.ts', import.meta.url));
      onResolve({ filter: /^\..*\.ts$/ }, async ({ path, kind, importer, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined;
        const found = await resolve(path, { kind: 'import-statement', importer, resolveDir });
        return { path: found.path, pluginData: found.path === program ? 'program' : 'on-demand' };
      });
      onLoad({ filter: /\.ts$/ }, ({ path, pluginData }) => {
        if (pluginData === undefined) return undefined;
        const first = pluginData === 'program' ? along : [program, ...withinReach(path)];
        const imports = first.map((each) => `import ${JSON.stringify(each)};\n`);
        return { contents: `${imports.join('')}${readFileSync(path, 'utf8')}`, loader: 'ts' };
      });
    },
  };
}

/** Nobody asks for a container or a key without having asked, or being about to ask, ARM or a login by the same library. */
function withinReach(path: string): readonly string[] {
  return /(blobs|keys)\.ts$/.test(path) ? ['./sender.ts'] : [];
}

/** A chunk of fewer bytes costs more to find than to read. */
const SMALL = 8_000;

/** The modules in small chunks that several others share, and that need nothing but small chunks and `program.ts`. */
function smallShared({ outputs }: Metafile): readonly string[] {
  const isSmall = (path: string): boolean => {
    const { bytes = SMALL, entryPoint, imports = [], inputs = {} } = outputs[path] ?? {};
    if (Object.keys(inputs).includes('src/cli/program.ts')) return true;
    const needed = imports.filter(({ kind }) => kind === 'import-statement');
    return bytes < SMALL && entryPoint === undefined && needed.every((each) => isSmall(each.path));
  };
  return Object.keys(outputs)
    .filter(isSmall)
    .flatMap((path) => Object.keys(outputs[path]?.inputs ?? {}))
    .filter((input) => /^src\/.*\.ts$/.test(input) && input !== 'src/cli/program.ts')
    .map((input) => fileURLToPath(new URL(`../${input}`, import.meta.url)));
}

/**
 * The two packages that speak to proxies load the whole of TLS as they are loaded. In the bundle they are loaded when
 * an agent of theirs is made: where there is a proxy.
 */
const lazyProxyAgents: Plugin = {
  name: 'lazy-proxy-agents',
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^https?-proxy-agent$/ }, async ({ path, kind, importer, resolveDir }) => {
      if (kind !== 'import-statement') return undefined;
      const found = await resolve(path, { kind: 'require-call', importer, resolveDir });
      return { path: found.path, namespace: 'lazy-agent', pluginData: path, sideEffects: false };
    });
    onLoad({ filter: /.*/, namespace: 'lazy-agent' }, ({ path, pluginData }) => {
      const name = pluginData === 'http-proxy-agent' ? 'HttpProxyAgent' : 'HttpsProxyAgent';
      const contents = `
        export function ${name}(...args) {
          const library = require(${JSON.stringify(path)});
          return new library.${name}(...args);
        }`;
      return { contents, resolveDir: '.' };
    });
  },
};

/** Bundles the command line into dist/. What a command does not need stays in chunks that it does not load. */
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const schema = spawnSync(process.execPath, ['scripts/schema.ts'], { stdio: 'inherit' });
if (schema.status !== 0) process.exit(schema.status ?? 1);

/** The same parser as ES modules: without the wrappers of CommonJS less of it is read at every start. */
const YAML = fileURLToPath(new URL('../node_modules/yaml/browser/dist/index.js', import.meta.url));

const options = (along: readonly string[]) =>
  ({
    entryPoints: { main: 'src/cli/main.ts' },
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    chunkNames: 'chunks/[name]-[hash]',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'linked',
    alias: { yaml: YAML },
    define: { ACRCTL_VERSION: JSON.stringify(version) },
    plugins: [lazyBuiltins, sharedWithProgram(along), lazyProxyAgents],
    logLevel: 'warning',
    metafile: true,
  }) satisfies BuildOptions;

rmSync('dist', { recursive: true, force: true });
const first = await build({ ...options([]), write: false });
const { metafile } = await build(options(smallShared(first.metafile)));

const root = fileURLToPath(new URL('..', import.meta.url));
const bundled = Object.values(metafile.outputs).flatMap(({ inputs }) =>
  Object.entries(inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : [])),
);
const packages = bundledPackages(bundled, root);
writeFileSync('THIRD-PARTY-NOTICES', noticesText(packages));
// For the test of what is packed; it is not packed itself.
writeFileSync('dist/metafile.json', JSON.stringify(metafile));
