import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package of others of which something stands in the bundle. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** As its package.json says, in SPDX form. */
  readonly license: string;
  /** The text of its licence, and of its notice where it has one. */
  readonly text: string;
}

/** Licences that let a program under MIT hold the package, as long as their text goes with it. */
export const ALLOWED_LICENSES: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
];

/**
 * The packages that the inputs of a bundle come from, by name and version. Throws where the licence of one is none of
 * the allowed ones, or its text is not there: then nobody may hand the bundle on.
 */
export function bundledPackages(inputs: readonly string[], root: string): readonly BundledPackage[] {
  const folders = new Set(inputs.flatMap((input) => packageFolder(input) ?? []));
  const packages = [...folders].map((folder) => readPackage(join(root, folder)));
  const distinct = new Map(packages.map((each) => [`${each.name}@${each.version}`, each]));
  return [...distinct.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

/** `node_modules/@azure/identity` for a file of it, also where it lies within another package. */
function packageFolder(input: string): string | undefined {
  const start = input.indexOf('node_modules/');
  if (start === -1) return undefined;
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input.slice(start))?.[0];
}

function readPackage(folder: string): BundledPackage {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (!ALLOWED_LICENSES.includes(license))
    throw new Error(
      `${name} ${version} is under "${license}", which is none of ${ALLOWED_LICENSES.join(', ')}.`,
    );
  const files = readdirSync(folder).filter((file) => /^(?:licen[cs]e|copying|notice)(?:[.-]|$)/i.test(file));
  const texts = files.toSorted().map((file) => readFileSync(join(folder, file), 'utf8').trim());
  if (!files.some((file) => !/^notice/i.test(file))) {
    if (license !== 'MIT' || !WITHOUT_TEXT.includes(name))
      throw new Error(`${name} ${version} brings no text of its licence.`);
    texts.unshift(mitOf(author));
  }
  return { name, version, license, text: texts.join('\n\n').replaceAll('\r\n', '\n') };
}

/**
 * Packages under MIT whose text is neither in the package nor in its repository, each looked at: they get the text that
 * SPDX has for MIT, with the author of package.json.
 */
const WITHOUT_TEXT: readonly string[] = ['@nodable/entities'];

function mitOf(author: string): string {
  return `MIT License (the package names it, and brings no text of its own)

Copyright (c) ${author}

${MIT}`;
}

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** The file that goes with the bundle: each text once, under all packages that have it. */
export function noticesText(packages: readonly BundledPackage[]): string {
  const byText = Map.groupBy(packages, ({ license, text }) => `${license}\n${text}`);
  const blocks = [...byText.values()].map((group) => {
    const names = group.map(({ name, version }) => `${name} ${version}`);
    const [first] = group;
    return [...names, `Licence: ${first?.license}`, '', first?.text].join('\n');
  });
  const head = 'acrctl holds parts of these packages, each under its own licence.';
  return `${[head, ...blocks].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
