import { closed, count, type Definitions, listOf, oneOfWords, ref, text } from './parts.ts';

const NAME = '[A-Za-z0-9_-]+';
const QUOTED = '"(?:[^"\\\\]|\\\\.)*"';
const ADDRESS = `${NAME}(?:\\.${NAME}|\\[${QUOTED}\\])*`;
const PATH_NAME = '[A-Za-z0-9_$-]+';

/** What stands in documents of every kind. */
export const SHARED: Definitions = {
  address: text(
    'Address',
    'The YAML path of the entry that asks for the object. Keys that are not plain stand in brackets and quotes: privateDnsZones["privatelink.azurecr.io"].',
    `^${ADDRESS}$`,
  ),
  stepRef: text(
    'Step',
    'A step of a run: the address, a slash, and the name of the step.',
    `^${ADDRESS}/(?:open|identity-add|write|rotate|close|identity-remove|delete)$`,
  ),
  armId: text(
    'Resource id',
    'The id of the object in Azure Resource Manager. It, not the address, says which object is meant.',
    '^/[Ss]ubscriptions/[^/]+(?:/[Rr]esource[Gg]roups/[^/]+)?(?:/providers/[^/]+(?:/[^/]+/[^/]+)*)?$',
  ),
  resourceType: text(
    'Resource type',
    'The type in Azure Resource Manager, as Microsoft spells it.',
    '^Microsoft\\.[A-Za-z]+(?:/[A-Za-z]+)+$',
  ),
  armPath: text(
    'Path',
    'A path into a body: names joined by dots, odd names in brackets and quotes, entries of a list picked by a key: properties.ipConfigurations[name=one].',
    `^(?:${PATH_NAME}|\\[${QUOTED}\\])(?:\\.${PATH_NAME}|\\[${QUOTED}\\]|\\[(?:${PATH_NAME}|${QUOTED})=(?:${PATH_NAME}|${QUOTED})\\])*$`,
  ),
  sha256: text('SHA-256', 'A SHA-256 hash in lower-case hex.', '^[0-9a-f]{64}$'),
  stack: text('Stack', 'The name of the stack, from the configuration.', '^[a-z][a-z0-9-]{0,62}$'),
  lineage: text(
    'Lineage',
    'Drawn once by the first apply: tells the history of this state from that of another with the same name.',
    '^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
  ),
  serial: count('Serial', 'Grows by one with every apply that wrote anything. 0: no apply has ended yet.'),
  body: {
    title: 'Body',
    description:
      'Part of a body as Azure Resource Manager speaks it, normalised for comparison. Its keys are those of Azure; secrets are never in it.',
    type: 'object',
  },
  diagnostic: closed(
    { title: 'Diagnostic', description: 'One fault or warning. All faults of a run are collected.' },
    {
      severity: oneOfWords('Severity', 'An error stops the command, a warning does not.', [
        'error',
        'warning',
      ]),
      code: text('Code', 'Names one kind of fault for ever.', '^ACR[0-9]{4}$'),
      summary: text('Summary', 'A fixed sentence for the code, without values.'),
      detail: text('Detail', 'What is wrong, and why.'),
      address: ref('address'),
      source: ref('sourceRange'),
      frame: text('Frame', 'The lines around the fault with a caret line under it, ready to print.'),
      hint: text('Hint', 'What to do.'),
      requirements: listOf(text('Requirement', 'A number such as 1.27.', '^[0-9]+\\.[0-9]+[a-z]?$'), {
        title: 'Requirements',
        description: 'The requirements that the broken rule keeps.',
      }),
    },
    ['address', 'source', 'frame', 'hint', 'requirements'],
  ),
  diagnostics: listOf(ref('diagnostic'), {
    title: 'Diagnostics',
    description: 'Faults and warnings.',
  }),
  sourceRange: closed(
    {
      title: 'Place in a file',
      description: 'Lines and columns count from 1; columns in UTF-16 code units, as editors do.',
    },
    {
      file: text('File', 'As it was named on the command line.'),
      line: count('Line', 'Where the value begins.', 1),
      column: count('Column', 'Where the value begins.', 1),
      endLine: count('Last line', 'Where the value ends.', 1),
      endColumn: count('Last column', 'Just behind the end of the value.', 1),
    },
  ),
};
