import {
  always,
  anything,
  closed,
  count,
  type Definitions,
  flag,
  listOf,
  mapOf,
  oneOfWords,
  orNull,
  ref,
  text,
} from './parts.ts';

/** A plan as `plan --json` prints it, `plan --out` saves it and `show --json` prints it again. */
export const PLAN: Definitions = {
  plan: closed(
    {
      title: 'acrctl plan',
      description:
        'What apply would do. Keys are sorted, and there is no clock and no chance in it: the same configuration, options, state and objects in Azure give the same bytes.',
    },
    {
      formatVersion: always(
        'Format version',
        'Another major number means that keys have gone or have another meaning.',
        '1.0',
      ),
      tool: closed(
        { title: 'Tool', description: 'What made the plan.' },
        {
          name: always('Name', 'Always acrctl.', 'acrctl'),
          version: text(
            'Version',
            'Only the same version applies a saved plan.',
            '^[0-9]+\\.[0-9]+\\.[0-9]+',
          ),
        },
      ),
      stack: ref('stack'),
      bindings: ref('bindings'),
      changes: listOf(ref('change'), {
        title: 'Changes',
        description:
          'What apply will do, and what it will only write down (no-op), by address. Objects without either are not listed, nor is what --target and --exclude leave aside.',
      }),
      drift: listOf(ref('drift'), {
        title: 'Drift',
        description: 'What differs from what acrctl last applied, whether or not the plan puts it back.',
      }),
      moves: listOf(ref('move'), {
        title: 'Moves',
        description: 'Objects whose entry has another address now. Nothing is deleted or made for that.',
      }),
      diagnostics: ref('diagnostics'),
      outputs: mapOf(mapOf(ref('output'), { title: 'Outputs of an address', description: 'By name.' }), {
        title: 'Outputs',
        description: 'Values for people and scripts, by address and name: host names and their addresses.',
      }),
      waiting: listOf(ref('waiting'), {
        title: 'Waiting',
        description:
          'Who has to act before all of the file holds, now and whatever is applied. A saved plan is not stale for it.',
      }),
      summary: closed(
        { title: 'Summary', description: 'How many changes of each kind.' },
        {
          create: count('To create', 'Objects that come into being.'),
          update: count('To update', 'Objects changed in place.'),
          replace: count('To replace', 'Objects deleted and made again.'),
          delete: count('To delete', 'Objects that go.'),
          noop: count('State only', 'Changes of the state alone.'),
          import: count('Taken over', 'Objects that acrctl did not make; counted above as well.'),
        },
      ),
      estimate: closed(
        { title: 'Estimate', description: 'From usual times; a guess, never a limit.' },
        {
          seconds: count('Seconds', 'Of the longest path.'),
          longestPath: listOf(ref('stepRef'), {
            title: 'Longest path',
            description: 'The steps that decide how long apply takes, in order.',
          }),
        },
      ),
      digest: ref('sha256', {
        title: 'Digest',
        description: 'SHA-256 over the canonical text of everything else.',
      }),
    },
  ),
  waiting: closed(
    { title: 'Waiting', description: 'Something that a person has to do before all of the file holds.' },
    {
      address: ref('address'),
      waitsFor: text('What for', 'Ends the sentence "ADDRESS waits for ...".'),
    },
  ),
  bindings: closed(
    {
      title: 'Bindings',
      description: 'What the plan was made of. Apply makes it again and refuses if anything of this moved.',
    },
    {
      config: ref('sha256', {
        title: 'Configuration',
        description: 'Hash of the configuration after substitution, without positions and comments.',
      }),
      options: closed(
        { title: 'Options', description: 'The options that shape a plan.' },
        {
          destroy: flag('Destroy', 'The removal of what the state holds was planned.'),
          target: listOf(ref('address'), {
            title: 'Targets',
            description:
              'Given to --target, sorted: only what is at or below them changes, and what that depends on. Empty: everything.',
          }),
          exclude: listOf(ref('address'), {
            title: 'Excluded',
            description:
              'Given to --exclude, sorted: what is at or below them stays as it is, and what depends on it.',
          }),
          replace: listOf(ref('address'), {
            title: 'Replaced',
            description: 'Given to --replace, sorted: objects that are made again though nothing differs.',
          }),
          allowDestroy: listOf(
            text('Address', 'As it was given to --allow-destroy; one that names nothing is no error.'),
            { title: 'Allowed to be destroyed', description: 'Sorted.' },
          ),
          allowMassDestroy: orNull(count('Number', 'Of objects.', 1), {
            title: 'Allowed mass destruction',
            description: 'The number given to --allow-mass-destroy; null without it.',
          }),
          evidence: ref('boundEvidence'),
        },
        ['evidence'],
      ),
      state: orNull(ref('boundState'), {
        title: 'State',
        description: 'The state the plan was made from; null where there is none yet.',
      }),
      tenant: text('Tenant', 'The directory in which the plan was made.'),
      subscriptions: listOf(text('Subscription', 'An id.'), {
        title: 'Subscriptions',
        description: 'Every subscription that the configuration places something in, sorted.',
      }),
      live: mapOf(ref('sha256'), {
        title: 'Objects in Azure',
        description:
          'By address: a hash over whether the object exists, which incarnation it is, and the values that the plan looked at.',
      }),
    },
  ),
  boundState: closed(
    { title: 'State', description: 'Which state.' },
    {
      lineage: ref('lineage'),
      serial: ref('serial'),
      hash: ref('sha256', { title: 'Hash', description: 'SHA-256 over the content of the state.' }),
    },
  ),
  change: closed(
    { title: 'Change', description: 'What becomes of one address.' },
    {
      address: ref('address'),
      type: ref('resourceType'),
      id: ref('armId'),
      actions: {
        title: 'Actions',
        description: "As in Terraform's JSON plan. Two of them: the object is made again.",
        enum: [['no-op'], ['create'], ['update'], ['delete'], ['delete', 'create']],
      },
      before: orNull(ref('body'), {
        title: 'Before',
        description: 'The values that the plan looked at; null where there is no object.',
      }),
      after: orNull(ref('body'), {
        title: 'After',
        description: 'The values that acrctl will have written; null where the object goes.',
      }),
      afterUnknown: mapOf(text('Source', 'ADDRESS#path: where the value comes from.'), {
        title: 'Known after apply',
        description: 'Paths of after whose values are known only once another step has run.',
      }),
      paths: listOf(ref('armPath'), {
        title: 'Paths',
        description: 'What differs, sorted; empty for an object that is made or goes.',
      }),
      sensitive: listOf(ref('armPath'), {
        title: 'Sensitive paths',
        description: 'Paths whose values are secret: before and after hold a stand-in.',
      }),
      replacePaths: listOf(ref('armPath'), {
        title: 'Paths that force a replacement',
        description: 'Why the object cannot be changed in place.',
      }),
      steps: listOf(ref('step'), {
        title: 'Steps',
        description: 'The steps of this change, in order; none where only the state changes.',
      }),
      blocked: closed(
        { title: 'Blocked', description: 'A guard refuses the change, and with it the whole plan.' },
        {
          code: text('Code', 'Of the guard.', '^ACR[0-9]{4}$'),
          detail: text('Detail', 'What would be lost.'),
          allow: orNull(text('Flag', 'An option of the command line.', '^--allow-destroy '), {
            title: 'What lifts it',
            description: 'Null where nothing does.',
          }),
        },
      ),
      importing: flag('Taken over', 'True where an object that acrctl did not make is taken over.'),
      reason: oneOfWords('Reason', 'Why the change is there, in fixed words.', [
        'new',
        'gone',
        'changed',
        'immutable',
        'parent-replaced',
        'broken',
        'asked',
        'id-changed',
        'unfinished',
        'failed',
        'removed',
        'destroy',
        'adopt',
        'moved',
        'caught-up',
        'let-go',
        'existing',
        'already-gone',
        'stays',
        'not-ours',
        'bookkeeping',
      ]),
      impact: listOf(text('Impact', 'One sentence.'), {
        title: 'Impact',
        description: 'What breaks for whom, for how long, and how to undo it.',
      }),
    },
    ['blocked'],
  ),
  step: closed(
    { title: 'Step', description: 'One write to one object. Azure takes some changes in stages.' },
    {
      name: oneOfWords(
        'Name',
        'delete removes the object; open widens access before a private path goes, close narrows it once one is proven; write is everything else.',
        ['open', 'identity-add', 'write', 'rotate', 'close', 'identity-remove', 'delete'],
      ),
      action: oneOfWords('Action', 'What the step does to the object.', ['create', 'update', 'delete']),
      paths: listOf(ref('armPath'), { title: 'Paths', description: 'What the step writes, sorted.' }),
      before: ref('body', {
        title: 'Before',
        description:
          'Values just before the step; only where those of the change do not say it: it takes several steps, or writes what nobody manages afterwards.',
      }),
      after: ref('body', {
        title: 'After',
        description: 'Values just after the step; only where those of the change do not say it.',
      }),
      dependsOn: listOf(ref('stepRef'), {
        title: 'Depends on',
        description: 'Steps that end before this one starts.',
      }),
      requires: listOf(ref('requirement'), {
        title: 'Requires',
        description: 'What must be proven just before the step.',
      }),
      seconds: count('Seconds', 'What the step usually takes in Azure; a guess, never a limit.'),
    },
    ['before', 'after'],
  ),
  requirement: closed(
    {
      title: 'Requirement',
      description: 'Asked of Azure just before the step, and again while it may still come.',
    },
    {
      check: text('Check', 'Its name.'),
      ids: listOf(ref('armId'), { title: 'Objects', description: 'What the check looks at.' }),
      text: text('Text', 'What the step waits for, in words.'),
    },
  ),
  drift: closed(
    { title: 'Drift', description: 'An object that is not as acrctl last applied it.' },
    {
      address: ref('address'),
      type: ref('resourceType'),
      id: ref('armId'),
      kind: oneOfWords('Kind', 'recreated: an object of the same id that is not the same object.', [
        'gone',
        'changed',
        'recreated',
      ]),
      paths: listOf(
        closed(
          { title: 'Value', description: 'One value that differs.' },
          {
            path: ref('armPath'),
            applied: anything('Applied', 'What acrctl last wrote, or null for nothing.'),
            live: anything('Live', 'What Azure says now, or null for nothing.'),
          },
        ),
        { title: 'Paths', description: 'What differs; empty unless the kind is changed.' },
      ),
    },
  ),
  move: closed(
    { title: 'Move', description: 'One object under a new address.' },
    {
      from: ref('address', { title: 'From', description: 'The address in the state.' }),
      to: ref('address', { title: 'To', description: 'The address in the configuration.' }),
      id: ref('armId'),
    },
  ),
  output: {
    title: 'Output',
    description: 'Known, or known after apply.',
    oneOf: [
      closed(
        { title: 'Known', description: 'The value is known.' },
        { value: anything('Value', 'The value.') },
      ),
      closed(
        { title: 'Known after apply', description: 'The value comes with an object that is not there yet.' },
        { knownAfter: text('Known after', 'ADDRESS#path: where the value will stand.') },
      ),
    ],
  },
};
