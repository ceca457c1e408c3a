import type { Fault } from '../../src/emulator/index.ts';
import { bounded, endOf, labAt, type Reference, requireDone, run, textOf } from './crashes.ts';
import { differencesIn } from './end.ts';
import { observe } from './observer.ts';
import { ALL } from './sampling.ts';

type Effect = Omit<Fault, 'match'>;

const HTML = '<html><body><h1>Server Error</h1></body></html>';

interface WriteFault {
  readonly name: string;
  readonly effect: Effect;
  /** True where the run itself comes through; otherwise it ends in order, and the next one converges. */
  comesThrough(write: string): boolean;
}

const always = (): boolean => true;
const never = (): boolean => false;
/** What a delete says is believed: that an object is still there shows to the next plan. */
const isNoDelete = (write: string): boolean => !/^DELETE|\/accesspolicies\/remove$/.test(write);

const WRITE_FAULTS: readonly WriteFault[] = [
  {
    name: '429 with Retry-After (G01)',
    effect: answer(429, '429', { 'retry-after': '7' }),
    comesThrough: always,
  },
  { name: '429 without Retry-After', effect: answer(429, '429'), comesThrough: always },
  { name: '429 because of a neighbour (G02)', effect: answer(429, 'RetryableError'), comesThrough: always },
  {
    name: '409 AnotherOperationInProgress (G04)',
    effect: answer(409, 'AnotherOperationInProgress'),
    comesThrough: always,
  },
  {
    name: '500 with HTML (G20)',
    effect: { answer: { status: 500, headers: { 'content-type': 'text/html' }, body: HTML } },
    comesThrough: always,
  },
  { name: 'a lost request (G21)', effect: { lose: 'request' }, comesThrough: always },
  { name: 'a lost answer (G21)', effect: { lose: 'answer' }, comesThrough: always },
  {
    name: '404 for what is not visible yet (G08)',
    effect: answer(404, 'ResourceNotFound'),
    comesThrough: isNoDelete,
  },
  { name: '400', effect: answer(400, 'BadRequest'), comesThrough: never },
  { name: '403', effect: answer(403, 'AuthorizationFailed'), comesThrough: never },
  {
    name: 'an operation that fails and is worth a retry (G02)',
    effect: fails('RetryableError'),
    // A group's operation is followed by Location alone, whose failures say nothing of their cause.
    comesThrough: (write) =>
      !write.endsWith('DELETE /subscriptions/00000000-0000-0000-0000-0000000000aa/resourcegroups/rg-images'),
  },
  { name: 'an operation that fails (G22)', effect: fails('InternalServerError'), comesThrough: never },
];

const KINDS = WRITE_FAULTS.length;

/**
 * A vault has no word for a failure: it is in the DNS or not yet (SPEC.md). A replica that failed is deleted and made again, which
 * `replica-failures.test.ts` shows.
 */
const NOT_HERE = /\/microsoft\.keyvault\/vaults\/[^/]+$|\/replications\/[^/]+$/;

/** Each write of the history meets each fault, or one in `stride` one in turn; says where that left what must not be. */
export async function faultsInTurn(
  reference: Reference,
  turn: number,
  stride = 1,
): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const [place, fault] of WRITE_FAULTS.entries()) {
    const isMeant = (index: number) =>
      ALL || ((index + turn) % KINDS === place && (index + Math.floor(turn / 2)) % stride === 0);
    const faults = await faultsAtWrites(reference, fault, isMeant);
    failures.push(...faults.map((each) => `${fault.name}: ${each}`));
  }
  return failures;
}

/** Puts the fault at writes of the history, one after another. */
async function faultsAtWrites(
  reference: Reference,
  { effect, comesThrough }: WriteFault,
  isMeant: (index: number) => boolean,
): Promise<readonly string[]> {
  const failures: string[] = [];
  const { writes } = reference.end;
  for (const [index, write] of writes.entries()) {
    if (!isMeant(index)) continue;
    if ('operation' in effect && NOT_HERE.test(write)) continue;
    const [method = '', id = ''] = write.split(' ');
    const nth = writes.slice(0, index).filter((earlier) => earlier === write).length + 1;
    const fault: Fault = { match: { method, path: exactly(id), nth }, ...effect };
    const faults = await disturbed(reference, fault, comesThrough(write));
    if (faults.length > 0) failures.push([`${write}, number ${nth}`, ...faults].join('\n  '));
  }
  return failures;
}

/** One 404 at the first reads of each object that the history writes, or at one of them, and of one object in `stride`, in turn. */
export async function missedReads(
  reference: Reference,
  turn: number,
  stride = 2,
): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const [index, write] of [...new Set(reference.end.writes)].entries()) {
    if (!ALL && (index + turn) % stride > 0) continue;
    const [, id = ''] = write.split(' ');
    for (const nth of ALL ? LOOKS : [LOOKS[(Math.floor(index / stride) + turn) % 3] ?? 1]) {
      const fault: Fault = {
        match: { method: 'GET', path: exactly(id), nth },
        ...answer(404, 'ResourceNotFound'),
      };
      const faults = await disturbed(reference, fault, true);
      if (faults.length > 0) failures.push([`GET ${id}, number ${nth}`, ...faults].join('\n  '));
    }
  }
  return failures;
}

const LOOKS = [1, 2, 3, 4, 5, 6];

/** Runs once with the fault and, where that leaves something to do, once more without it. */
async function disturbed(reference: Reference, fault: Fault, converges: boolean): Promise<readonly string[]> {
  const { history } = reference;
  const { lab, memory } = labAt(reference);
  const observer = observe(lab);
  lab.emulator.setFaults([fault]);
  try {
    const first = await bounded(lab, run(lab, history, { transport: observer.watch }));
    const failed = first.kind === 'applied' ? first.outcome.failed : [];
    if (converges) requireDone(first, 'the run');
    lab.emulator.setFaults([]);
    requireDone(await bounded(lab, run(lab, history, { transport: observer.watch })), 'the run after it');
    const end = await bounded(lab, endOf(lab, history, observer, memory));
    const { writes } = reference.end;
    return [
      ...differencesIn(reference.end, { ...end, writes }),
      ...observer.violations,
      ...(failed.length > 1 ? [`failed: ${JSON.stringify(failed)}`] : []),
    ];
  } catch (error) {
    return [`a run ended with ${textOf(error)}`, ...observer.violations];
  }
}

function answer(status: number, code: string, headers: Readonly<Record<string, string>> = {}): Effect {
  return { answer: { status, code, message: 'A fault was set.', headers } };
}

export function fails(code: string): Effect {
  return { operation: { fails: { code, message: 'A fault was set.' } } };
}

/** The path itself and nothing below it. */
function exactly(id: string): string {
  return `/^${id.replaceAll('.', '\\.')}\\?/`;
}
