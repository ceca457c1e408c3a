import { describe, expect, it } from 'vitest';
import { BlobRefusal, type Blobs } from '../../src/core/blobs.ts';
import { AcrctlError } from '../../src/core/errors.ts';
import { EXAMPLE, type Lab, openLab } from '../lab.ts';
import { type BlobFault, BlobService } from './blob-service.ts';
import { masked } from './masked.ts';
import { ALL } from './sampling.ts';
import { VirtualClock } from './virtual-clock.ts';

const BUSY = new BlobRefusal(503, 'ServerBusy');
const CLOSED = new BlobRefusal(403, 'AuthorizationFailure');

function labWithContainer(): { readonly lab: Lab; readonly service: BlobService } {
  const clock = new VirtualClock();
  const service = new BlobService(clock);
  return { lab: openLab({ simulation: { clock }, container: service }), service };
}

/** Answers some requests to the container with a fault; tells how many there were. */
function failing(service: BlobService, which: (count: number) => BlobFault): { count: number } {
  const seen = { count: 0 };
  service.fault = (operation) => (CHANGING.has(operation) ? which(++seen.count) : undefined);
  return seen;
}

const CHANGING: ReadonlySet<keyof Blobs> = new Set([
  ...(['put', 'append', 'startLog', 'keep', 'remove'] as const),
  ...(['acquireLease', 'renewLease', 'releaseLease'] as const),
]);

async function endOf(lab: Lab) {
  const { changes, drift } = (await lab.plan(EXAMPLE)).planned.plan;
  expect([changes, drift]).toEqual([[], []]);
  return [masked(lab.emulator.objects()), masked((await lab.state())?.resources), Object.keys(lab.kept())];
}

async function undisturbed() {
  const { lab, service } = labWithContainer();
  const seen = failing(service, () => undefined);
  await lab.converge(EXAMPLE);
  return { requests: seen.count, end: await endOf(lab), writes: lab.writes().length };
}

/** One in three, which in three turns are all. */
function requestsOf({ requests }: { readonly requests: number }, turn = 0): readonly number[] {
  return Array.from({ length: requests }, (_, index) => index + 1).filter((nth) => ALL || nth % 3 === turn);
}

const KEPT_HERE = /are kept in unwritten\/images-prod-[0-9a-f-]{36}\.jsonl\./;

const messageOf = (error: unknown): string =>
  error instanceof AcrctlError
    ? `${error.exitCode} ${error.diagnostics.map(({ code, detail, hint }) => `${code} ${detail} ${hint}`)}`
    : String(error);

describe('an apply whose state stands in a container', () => {
  it.each<[number, string, BlobFault]>([
    [0, 'is lost after it had its effect', 'lost'],
    [1, 'never arrived', 'unsent'],
    [2, 'is that the service is busy', BUSY],
  ])('in turn %i goes on as if nothing were, whichever answer %s (S08, S10)', async (turn, _, fault) => {
    const wanted = await undisturbed();
    for (const nth of requestsOf(wanted, turn)) {
      const { lab, service } = labWithContainer();
      failing(service, (count) => (count === nth ? fault : undefined));
      await lab.converge(EXAMPLE);
      expect(await endOf(lab), `request ${nth}`).toEqual(wanted.end);
      expect(lab.writes().length, `request ${nth}`).toBe(wanted.writes);
    }
  });

  it('ends where the container closes for good, wherever that is; the next run goes on (S12, I-01)', async () => {
    const wanted = await undisturbed();
    const told: string[] = [];
    for (const nth of requestsOf(wanted)) {
      const { lab, service } = labWithContainer();
      failing(service, (count) => (count >= nth ? CLOSED : undefined));
      const message = await lab.converge(EXAMPLE).then(() => 'done', messageOf);
      if (message !== 'done') expect(message, `request ${nth}`).toMatch(/^4 ACR2123 /);
      told.push(message);
      // What the journal says after the container closed is kept here, for people.
      const kept = Object.entries(lab.disk.texts()).filter(([path]) => path.startsWith('unwritten/'));
      for (const [path, text] of kept) {
        expect(message).toContain(path);
        expect(text).toContain('"sequence":');
      }
      service.fault = () => undefined;
      lab.timeline.advance(600_000);
      await lab.converge(EXAMPLE);
      expect(await endOf(lab), `request ${nth}`).toEqual(wanted.end);
    }
    const places = told.filter((message) => KEPT_HERE.test(message));
    expect(places.length).toBeGreaterThan(1);
  });

  it('sends nothing more, and writes no state, where somebody takes its lock away (S03, I-06)', async () => {
    const { lab, service } = labWithContainer();
    let writes = 0;
    service.fault = (operation, name) => {
      if (operation === 'append' && service.texts()[name]?.includes('"settled"') && writes === 0) {
        for (const each of ['journal.jsonl', 'state.json', 'lock.json'])
          service.breakLease(`images-prod/${each}`);
        service.remove('images-prod/lock.json', { etag: service.existing('images-prod/lock.json').etag });
        writes = lab.writes().length;
      }
      return undefined;
    };
    expect(await lab.converge(EXAMPLE).catch(messageOf)).toMatch(/^5 ACR2111 /);
    expect(lab.writes().length).toBe(writes);
    expect(lab.kept()['state.json']).toBe('');
    service.fault = () => undefined;
    await lab.converge(EXAMPLE);
    await endOf(lab);
  });

  it.each(['state.json', 'journal.jsonl'])(
    'does not write over what a hand from outside made of %s (S07)',
    async (name) => {
      const { lab, service } = labWithContainer();
      let isDone = false;
      service.fault = (operation) => {
        if (operation === 'append' && lab.writes().length >= 2 && !isDone) {
          isDone = true;
          service.overwrite(`images-prod/${name}`, 'by hand');
        }
        return undefined;
      };
      const message = await lab.converge(EXAMPLE).then(() => 'done', messageOf);
      expect(message).toMatch(/^1 ACR2106 .*something else writes there/);
      expect(lab.kept()[name]).toBe('by hand');
    },
  );

  it('keeps the state before each fold', async () => {
    const { lab, service } = labWithContainer();
    const states: string[] = [];
    for (const days of [30, 45, 60]) {
      await lab.converge(EXAMPLE.replace('retentionDays: 30', `retentionDays: ${days}`));
      states.push(lab.kept()['state.json'] ?? '');
    }
    expect(service.kept('images-prod/state.json')).toEqual(states.slice(0, -1));
    expect(new Set(states).size).toBe(3);
  });

  it('holds no signed address once nothing is open any more (I-15)', async () => {
    const { lab } = labWithContainer();
    await lab.converge(EXAMPLE);
    expect(Object.values(lab.kept()).join('')).not.toMatch(/operation(s|Status)/i);
  });
});
