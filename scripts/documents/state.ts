import { always, closed, count, type Definitions, flag, listOf, oneOfWords, ref, text } from './parts.ts';

const CHECKSUM = {
  title: 'Checksum',
  description: 'SHA-256 over every byte that follows the comma behind it. Edited files are refused.',
};

/** The files of a stack: `state.json`, the lines of `journal.jsonl`, and `lock.json`. */
export const STATE: Definitions = {
  stateFile: closed(
    {
      title: 'acrctl state',
      description:
        'What acrctl remembers of a stack: state.json. Only acrctl writes it; what an unfinished run did stands in the journal beside it.',
    },
    {
      checksum: ref('sha256', CHECKSUM),
      version: always('Format version', 'Of this file.', 1),
      stack: ref('stack'),
      lineage: ref('lineage'),
      serial: ref('serial'),
      resources: listOf(ref('stateEntry'), {
        title: 'Resources',
        description: 'Sorted by address. No address and no id stands there twice.',
      }),
    },
  ),
  stateEntry: closed(
    { title: 'Entry', description: 'One object that acrctl made or took over.' },
    {
      address: ref('address'),
      type: ref('resourceType'),
      id: ref('armId'),
      dependsOn: listOf(ref('address'), {
        title: 'Depends on',
        description: 'What must be written before this object, and deleted after it.',
      }),
      incarnation: text(
        'Incarnation',
        'Tells the object from a later one of the same id; absent where its type has nothing of the kind.',
      ),
      settled: flag('Settled', 'False until Azure once said that the object is finished.'),
      applied: ref('body', {
        title: 'Applied',
        description: 'What acrctl last wrote, took over or found equal; never what Azure filled in.',
      }),
      protect: flag('Protected', 'Deleting the object needs an allowance, also when its entry is gone.'),
    },
    ['incarnation', 'protect'],
  ),
  movedState: closed(
    {
      title: 'Word of a state that was moved',
      description: 'moved.json, where a state stood that "acrctl state migrate" took elsewhere.',
    },
    {
      stack: ref('stack'),
      lineage: ref('lineage'),
      serial: ref('serial'),
      movedTo: text('Moved to', 'Where the state is: a path, or a URL.'),
    },
  ),
  journalLine: closed(
    {
      title: 'Line of the journal',
      description:
        'One line of journal.jsonl, on disk before what it announces is done. The first line says which state the others stand on.',
    },
    {
      checksum: ref('sha256', CHECKSUM),
      sequence: count('Sequence', 'The number of the line, from 0.'),
      record: {
        title: 'Record',
        description: 'What happened.',
        oneOf: [
          'baseRecord',
          'runRecord',
          'intentRecord',
          'answeredRecord',
          'settledRecord',
          'failedRecord',
          'forgetRecord',
          'adoptRecord',
          'moveRecord',
        ].map((name) => ref(name)),
      },
    },
  ),
  baseRecord: closed(
    { title: 'Base', description: 'The state that the journal follows.' },
    {
      kind: kind('base'),
      version: always('Format version', 'Of this file.', 1),
      stack: ref('stack'),
      lineage: ref('lineage'),
      serial: ref('serial'),
      hash: ref('sha256', {
        title: 'Hash',
        description: 'The checksum of that state; absent before the first.',
      }),
    },
    ['hash'],
  ),
  runRecord: closed(
    { title: 'Run', description: 'A run starts, or goes on where one broke off.' },
    {
      kind: kind('run'),
      id: text('Run', 'A fresh id.'),
      operation: operation(),
    },
  ),
  intentRecord: closed(
    { title: 'Intent', description: 'A request is about to be sent. Open until its effect is read back.' },
    {
      kind: kind('intent'),
      step: ref('stepRef'),
      address: ref('address'),
      type: ref('resourceType'),
      id: ref('armId'),
      action: oneOfWords('Action', 'What the step does to the object.', ['create', 'update', 'delete']),
      method: oneOfWords('Method', 'Of the request.', ['PUT', 'PATCH', 'POST', 'DELETE']),
      absentBefore: flag(
        'Absent before',
        'The read just before the request said that there was no such object.',
      ),
      sent: ref('body', {
        title: 'Sent',
        description: 'The body as sent, without secrets; empty for a delete.',
      }),
      entry: ref('stateEntry', {
        title: 'Entry',
        description: 'What the state will hold once the step is settled; absent for a delete.',
      }),
    },
    ['entry'],
  ),
  answeredRecord: closed(
    { title: 'Answered', description: 'Azure answered a request.' },
    {
      kind: kind('answered'),
      step: ref('stepRef'),
      status: { title: 'Status', description: 'Of the answer.', type: 'integer', minimum: 100, maximum: 599 },
      operation: closed(
        { title: 'Operation', description: 'Where the operation that runs in Azure is followed.' },
        {
          kind: oneOfWords('Kind', 'Which of the two protocols of Azure it is.', ['async', 'location']),
          url: text('URL', 'Signed: it stands here only, and is never shown.', '^https?://'),
        },
      ),
    },
    ['operation'],
  ),
  settledRecord: closed(
    { title: 'Settled', description: 'The effect of a step was read back.' },
    {
      kind: kind('settled'),
      step: ref('stepRef'),
      address: ref('address'),
      entry: ref('stateEntry', { title: 'Entry', description: 'Absent: the object is gone.' }),
    },
    ['entry'],
  ),
  failedRecord: closed(
    { title: 'Failed', description: 'A step is over without its effect.' },
    {
      kind: kind('failed'),
      step: ref('stepRef'),
      address: ref('address'),
      entry: ref('stateEntry', {
        title: 'Entry',
        description: 'The object as it was left behind; absent: the state keeps what it had.',
      }),
      reason: text('Reason', 'Code and text of the failure.'),
    },
    ['entry'],
  ),
  forgetRecord: closed(
    { title: 'Forget', description: 'The entry goes, the object stays.' },
    { kind: kind('forget'), address: ref('address') },
  ),
  adoptRecord: closed(
    { title: 'Adopt', description: 'The entry is written without a request.' },
    { kind: kind('adopt'), entry: ref('stateEntry') },
  ),
  moveRecord: closed(
    { title: 'Move', description: 'One object under a new address.' },
    {
      kind: kind('move'),
      from: ref('address', { title: 'From', description: 'The old address.' }),
      entry: ref('stateEntry'),
    },
  ),
  lock: closed(
    {
      title: 'Lock',
      description:
        'lock.json: who is at work on the stack. It is there only while somebody is, or died at it.',
    },
    {
      id: text('Lock', 'Drawn for each lock.', '^[0-9A-Za-z-]{1,64}$'),
      stack: ref('stack'),
      operation: operation(),
      who: text('Who', 'The user.'),
      host: text('Host', 'The machine.'),
      bootId: text('Boot', 'Of the machine: another one after a restart.'),
      pidNamespace: text('Process namespace', 'Numbers of processes mean something only within one.'),
      pid: count('Process', 'Its number.'),
      pidStarted: text('Process start', 'Tells the process from a later one with the same number.'),
      started: text('Started', 'When the lock was taken, RFC 3339.'),
      beat: text('Beat', 'A counter and a time, raised every 15 seconds while the holder lives.'),
    },
  ),
};

function kind(name: string) {
  return always('Kind', `Always ${name}.`, name);
}

function operation() {
  return text('Operation', 'The command: apply, destroy, state mv, state rm, state rebuild, state unlock.');
}
