import { describe, expect, it } from 'vitest';
import type { HttpRequest, Transport } from '../../src/core/world.ts';
import type { Fault } from '../../src/emulator/index.ts';
import { canariesOf, foundIn } from '../canaries.ts';
import { type Lab, openLab, type RunOptions } from '../lab.ts';
import {
  AT,
  bundled,
  inVault,
  pemFor,
  SECRET,
  valueIn,
  versionsOf,
  withCertificate,
} from '../scenarios/secrets.ts';
import { masked } from './masked.ts';
import { labsAfter } from './point.ts';
import { ALL, spread } from './sampling.ts';
import type { Boundary, SimulatedWorld, SimulationOptions } from './world.ts';

/*
 * A certificate, its renewal and one that acrctl makes, through every crash and every fault at every write: nothing that is
 * written, told or shown has a piece of a key, and the next run converges (I-01, I-15).
 */

const FIRST = pemFor('images.contoso.com');
const SECOND = pemFor('images.contoso.com');
const PFX = { [`${AT.certificates}.front`]: { source: 'pemFile', file: 'tls/images.pem', format: 'pfx' } };
const TRIAL = {
  [`${AT.certificates}.trial`]: { source: 'selfSigned', hosts: ['trial.contoso.com'], format: 'pem' },
};
const FILE = withCertificate({ ...PFX, ...TRIAL });
const WITH_FIRST: RunOptions = { beside: { 'tls/images.pem': FIRST } };
const WITH_SECOND: RunOptions = { beside: { 'tls/images.pem': SECOND } };

/** Everything that a lab lets out, also what was overwritten or went elsewhere over the wire. */
class Watch {
  readonly texts: Record<string, string> = {};
  readonly #sent = new Set<string>();

  note(what: string, text: unknown): void {
    this.texts[`${Object.keys(this.texts).length} ${what}`] =
      typeof text === 'string' ? text : JSON.stringify(text);
  }

  process(lab: Lab, options: SimulationOptions = {}): SimulatedWorld {
    const world = lab.newProcess(options);
    const { files } = world;
    return {
      ...world,
      files: {
        ...files,
        replace: (path, text) => {
          this.note(path, text);
          return files.replace(path, text);
        },
        createExclusive: (path, text) => {
          this.note(path, text);
          return files.createExclusive(path, text);
        },
        openLog: async (path) => {
          const log = await files.openLog(path);
          const append: typeof log.append = (text) => {
            this.note(path, text);
            return log.append(text);
          };
          return { ...log, append };
        },
      },
    };
  }

  readonly transport = (inner: Transport): Transport => ({
    send: (request: HttpRequest) => {
      const { pathname } = new URL(request.url);
      const isWanted = request.method === 'PUT' && pathname.startsWith(SECRET.replace(/images$/, ''));
      if (isWanted) this.#sent.add(JSON.parse(request.body ?? '{}').properties.value);
      const { body = '', url, headers } = request;
      this.note(`${request.method} ${pathname}`, `${url} ${JSON.stringify(headers)} ${isWanted ? '' : body}`);
      return inner.send(request);
    },
  });

  async run(lab: Lab, run: RunOptions, world = this.process(lab)): Promise<string> {
    try {
      const result = await lab.apply(FILE, { ...run, world, transport: this.transport });
      this.note('result', result);
      return result.kind;
    } catch (error) {
      const { message, stack, cause } = error as Error;
      this.note('error', [message, stack, String(cause), { ...(error as object) }]);
      return 'threw';
    }
  }

  /** What has a piece of what was sent, or of what stands in the vault or a file. */
  leaks(lab: Lab): readonly string[] {
    this.note('events', lab.events);
    this.note('requests', lab.emulator.requests());
    this.note('objects', lab.emulator.objects());
    for (const [path, text] of Object.entries(lab.disk.texts())) this.note(path, text);
    return foundIn(this.texts, canariesOf(FIRST, SECOND, bundled(FIRST), bundled(SECOND), ...this.#sent));
  }
}

async function endOf(lab: Lab): Promise<unknown> {
  const { planned } = await lab.plan(FILE, WITH_SECOND);
  expect(planned.plan).toMatchObject({ changes: [], drift: [] });
  expect(await valueIn(lab)).toBe(bundled(SECOND));
  const { 'acrctl-certificate-made': _, ...tags } = (await inVault(lab, 'secrets/trial')).tags;
  return masked([tags, (await lab.state())?.resources]);
}

const started = labsAfter((lab) => lab.converge(FILE, WITH_FIRST));

const value = bundled(SECOND);
const wrong = `The value '${value}' is not valid.`;
const error = (message: string, more: object = {}) => ({
  error: { code: 'BadParameter', message, ...more },
});
const answer = (status: number, body: unknown) => ({
  answer: { status, body: typeof body === 'string' ? body : JSON.stringify(body) },
});
/** Some repeat what was sent to them, in words of their own and in every encoding. */
const FAULTS: readonly { readonly name: string; readonly effect: Omit<Fault, 'match'> }[] = [
  { name: 'a lost request', effect: { lose: 'request' } },
  { name: 'a lost answer', effect: { lose: 'answer' } },
  { name: 'a server error', effect: answer(500, error('Try again.')) },
  { name: 'a refusal that repeats it', effect: answer(400, error(wrong)) },
  {
    name: 'a refusal that repeats a part of it, in details',
    effect: answer(400, error('No.', { details: [{ code: 'A', message: value.slice(100, 160) }] })),
  },
  {
    name: 'a refusal that repeats it in base64',
    effect: answer(400, error(`No: ${Buffer.from(value).toString('base64')}`)),
  },
  {
    name: 'a refusal that repeats it as a URL',
    effect: answer(400, error(`No: ${encodeURIComponent(value)}`)),
  },
  { name: 'a page that repeats it', effect: answer(502, `<html>${value}</html>`) },
  {
    name: 'a refusal that repeats it as a code',
    effect: answer(400, { error: { code: value, message: 'No.' } }),
  },
];

const PATHS = ['images', 'front', 'trial'];

/** With those whose writes meet a fault: what some faults repeat is the second value of the first. */
const STAGES = [
  { name: 'made', start: async () => openLab(), run: WITH_FIRST, faulted: (turn: number) => [turn % 3] },
  { name: 'renewed', start: started, run: WITH_SECOND, faulted: (turn: number) => [0, 1 + (turn % 2)] },
] as const;

describe.each(STAGES)('certificates that are $name', ({ start, run, faulted }) => {
  it('are so after crashes at boundaries of each class, and none leaves a piece of a key (I-01, I-15)', async () => {
    const undisturbed = await start();
    const world = undisturbed.newProcess();
    await undisturbed.converge(FILE, { ...run, world });
    await undisturbed.converge(FILE, WITH_SECOND);
    const wanted = await endOf(undisturbed);
    const { known, others } = Object.groupBy(world.boundaries, (at) => (isKnown(at) ? 'known' : 'others'));
    expect(known).toHaveLength(1);
    for (const death of [...(known ?? []), ...spread(others ?? [], { write: 2, other: 1 / 3 })]) {
      const { number, moment, label } = death;
      const where = `${number} ${moment} ${label}`;
      const lab = await start();
      const watch = new Watch();
      const dying = watch.process(lab, { crashAt: number });
      const died = await dying.run(() => watch.run(lab, run, dying));
      expect(died.kind, where).toBe('died');
      const before = await versionsIn(lab);
      expect(await watch.run(lab, run), where).toMatch(/^(applied|nothing-to-do)$/);
      if (isKnown(death)) expect((await versionsIn(lab)).images, where).toBe(before.images);
      await watch.run(lab, WITH_SECOND);
      expect(await endOf(lab), where).toEqual(wanted);
      expect(watch.leaks(lab), where).toEqual([]);
    }
  });

  it.each(FAULTS.map((fault, turn) => ({ ...fault, turn })))(
    'are so after $name at every write, of which nothing is told (I-01, I-15)',
    async ({ effect, turn }) => {
      const paths = PATHS.filter((_, at) => ALL || faulted(turn).includes(at));
      for (const path of paths) {
        const lab = await start();
        const watch = new Watch();
        lab.emulator.setFaults([{ match: { method: 'PUT', path: `/secrets/${path}?`, nth: 1 }, ...effect }]);
        await watch.run(lab, run);
        lab.emulator.setFaults([]);
        await watch.run(lab, run);
        await watch.run(lab, WITH_SECOND);
        await endOf(lab);
        expect(watch.leaks(lab), path).toEqual([]);
      }
    },
  );
});

/** What was taken before the crash is known by its tags, and not sent again. */
function isKnown({ moment, label }: Boundary): boolean {
  return moment === 'answered' && label.endsWith('/secrets/images');
}

async function versionsIn(lab: Lab): Promise<{ readonly images: number }> {
  const listed = await inVault(lab, 'secrets/images/versions');
  return { images: listed.value === undefined ? 0 : await versionsOf(lab) };
}
