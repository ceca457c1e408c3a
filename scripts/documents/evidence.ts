import { always, closed, type Definitions, listOf, orNull, ref, text } from './parts.ts';

/** The file that `acrctl verify --evidence` writes, and what a plan keeps of it. */
export const EVIDENCE: Definitions = {
  evidence: closed(
    {
      title: 'acrctl evidence',
      description:
        'What acrctl verify saw on a machine in the network. A plan that closes public access takes it, for 24 hours.',
    },
    {
      formatVersion: always('Format', 'Of this document.', '1.0'),
      tool: closed(
        { title: 'Tool', description: 'What made it.' },
        {
          name: always('Name', 'Always acrctl.', 'acrctl'),
          version: text('Version', 'Any version reads it.', '^[0-9]+\\.[0-9]+\\.[0-9]+'),
        },
      ),
      stack: ref('stack'),
      made: made(),
      machine: ref('evidenceMachine'),
      registries: listOf(ref('registryEvidence'), {
        title: 'Registries',
        description: 'Those that were checked, in the order of the file.',
      }),
      digest: digest(),
    },
  ),
  evidenceMachine: closed(
    { title: 'Machine', description: 'Where it was run, and what was led elsewhere by options.' },
    {
      host: text('Host', 'The name that the machine has for itself.'),
      redirects: listOf(text('Redirect', 'HOST=ADDRESS, or resolver=ADDRESS.'), {
        title: 'Redirects',
        description: 'Given to --resolver and --connect; the plan shows them.',
      }),
    },
  ),
  registryEvidence: closed(
    { title: 'Evidence of a registry', description: 'What it is of, and what was found.' },
    {
      address: ref('address'),
      ...objects(),
      checks: listOf(ref('checkResult'), { title: 'Checks', description: 'All that were made.' }),
    },
  ),
  provenEndpoint: closed(
    { title: 'Endpoint', description: 'A private endpoint of the registry at that time.' },
    { id: foldedId(), incarnation: incarnation() },
  ),
  provenName: closed(
    { title: 'Name', description: 'A host of the registry.' },
    {
      host: text('Host', 'In lower case.'),
      addresses: listOf(text('Address', 'Of IPv4.'), {
        title: 'Addresses',
        description: 'What it led to there; none where it led nowhere.',
      }),
    },
  ),
  boundEvidence: closed(
    { title: 'Evidence', description: 'What the plan keeps of the file that was given to --evidence.' },
    {
      digest: digest(),
      stack: ref('stack'),
      made: made(),
      machine: ref('evidenceMachine'),
      registries: listOf(ref('boundRegistry'), { title: 'Registries', description: 'As the file has them.' }),
    },
  ),
  boundRegistry: closed(
    { title: 'Evidence of a registry', description: 'What it is of, and what passed and failed.' },
    {
      ...objects(),
      passed: listOf(text('Check', 'Its name, and what it is about.'), {
        title: 'Passed',
        description: 'Sorted; those with a warning among them.',
      }),
      failed: listOf(text('Check', 'Its name, and what it is about.'), {
        title: 'Failed',
        description: 'Sorted.',
      }),
    },
  ),
};

function objects() {
  return {
    id: foldedId(),
    incarnation: incarnation(),
    endpoints: listOf(ref('provenEndpoint'), { title: 'Endpoints', description: 'Those of the file.' }),
    names: listOf(ref('provenName'), { title: 'Names', description: 'By host.' }),
  };
}

function foldedId() {
  return text('Resource id', 'In lower case.');
}

function incarnation() {
  return orNull(text('Stamp', 'Of Azure; it tells the object from a later one of the same id.'), {
    title: 'Incarnation',
    description: 'Null where Azure tells none.',
  });
}

function made() {
  return text('Made', 'When the checks were begun, in UTC.', '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$');
}

function digest() {
  return ref('sha256', { title: 'Digest', description: 'Over the canonical text of everything else.' });
}
