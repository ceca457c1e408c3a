import { parseArgs } from 'node:util';

export interface Arguments {
  readonly quick: boolean;
  /** Suites whose name holds this; all of them where it is empty. */
  readonly filter: string;
  /** Where every sample is written. */
  readonly json: string | undefined;
  /** The page whose measured part is replaced. */
  readonly markdown: string | undefined;
}

export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      markdown: { type: 'string' },
    },
  });
  const [filter = '', ...more] = positionals;
  if (more.length > 0) throw new TypeError('One name is enough: npm run bench -- apply');
  return { quick: values.quick, filter, json: values.json, markdown: values.markdown };
}
