import { realWorld } from '../../../src/cli/world.ts';
import { openBlobs } from '../../../src/providers/azure/blobs.ts';

/** Reads a blob with a token, in a process of its own: whom it trusts, Node learns at its start. */
const [container = '', token = ''] = process.argv.slice(2);
const { clock } = realWorld(new AbortController().signal);
const tokens = { kind: 'real', token: async () => token } as const;
const outcome = await openBlobs({ container, prefix: 'prod/' }, { kind: 'entra', tokens, clock })
  .read('state.json')
  .then(
    (found) => found?.text ?? 'nothing',
    (error: unknown) => String(error),
  );
process.stdout.write(outcome);
