import { type Json, parseJson } from '../../src/core/json.ts';
import { listAt, textAt } from '../../src/core/path.ts';
import { createEmulator, type Emulator } from '../../src/emulator/index.ts';
import type { Cassette, Interaction } from './cassette.ts';
import { type Fixture, fixturesOf } from './fixtures.ts';
import type { Answered } from './judge.ts';
import { GROUP_TYPE, isPoll, type Subject, shownTypeOf, subjectOf } from './subject.ts';
import { pollKeyOf, timelineOf } from './timeline.ts';
import type { Tokens } from './tokens.ts';

/** One recorded interaction and what the emulator answered to the same requests. */
export interface Replayed {
  readonly recorded: Interaction;
  readonly subject: Subject;
  /** The type that it counts for: that of the object, or of the object whose operation is polled. */
  readonly type: string;
  readonly shownType: string;
  /** Whether it counts for an action, or for something else than Azure Resource Manager: these have no route of their own. */
  readonly isAction: boolean;
  /** One a request: a folded line stands for several. */
  readonly answers: readonly Answered[];
}

/** What a replay starts with. */
export interface Given {
  readonly tokens: Tokens;
  /** The version in which fixtures of a type are made; undefined of one without routes. */
  newest(type: string): string | undefined;
}

/** Sends what is recorded, in order. `seen` is told each answer before the next request, and binds what meets in it. */
export async function replay(
  { interactions }: Cassette,
  given: Given,
  seen: (replayed: Replayed) => void,
): Promise<void> {
  const world = createReplayWorld(interactions, given);
  const fixtures = fixturesOf(interactions);
  for (const fixture of fixtures) if (fixture.at === undefined) await world.make(fixture);
  for (const [at, recorded] of interactions.entries()) {
    for (const fixture of fixtures) if (fixture.at === at) await world.make(fixture);
    seen(await world.play(recorded, at));
  }
}

interface Running {
  readonly since: number;
  readonly id: string;
  readonly keys: ReadonlySet<string>;
  /** The emulator's URLs: of the status, and of the result. */
  readonly urls: readonly string[];
  isOver: boolean;
}

const ORIGIN = 'https://management.azure.com';
const MINUTE = 60_000;
const START = Date.UTC(2024, 0, 1);
/** Of equal requests in a row; more of them show nothing new. */
const MOST_REPEATS = 20;

function createReplayWorld(interactions: readonly Interaction[], { tokens, newest }: Given) {
  const timeline = timelineOf(interactions);
  const unmet = keysOfUnmet(interactions);
  const beginnings = beginningsOf(interactions);
  let now = START;
  // `typical`, so that nothing ends because it was looked at; the clock stands while something runs.
  const emulator = createEmulator({
    clock: { now: () => now, sleep: async () => undefined },
    origin: ORIGIN,
    latency: 'typical',
    throttle: false,
    pageSize: 1_000,
  });
  const operations: Running[] = [];
  const links = createLinks();

  const endAll = (at: number): void => {
    for (const operation of operations) {
      if (operation.isOver || timeline.runsOn(operation, at)) continue;
      operation.isOver = true;
      for (const url of operation.urls) emulator.endOperation(url);
    }
    if (operations.every(({ isOver }) => isOver) && !timeline.isEarly(at)) now += MINUTE;
  };

  const note = (recorded: Interaction, subject: Subject, at: number, answered: Answered): void => {
    const urls = pollUrlsIn(answered);
    if (recorded.method === 'GET' || urls.length === 0) return;
    const keys = new Set(pollUrlsIn(recorded).map(pollKeyOf));
    operations.push({ since: at, id: subject.id, keys, urls, isOver: false });
  };

  return {
    make: async (fixture: Fixture): Promise<void> => {
      const { id, type, body, version = newest(type), needsGroup, isDeleted, at } = fixture;
      if (version === undefined) return;
      const group = id.split('/').slice(0, 5).join('/');
      const groups = `?api-version=${newest(GROUP_TYPE)}`;
      if (needsGroup)
        await send(emulator, 'PUT', `${ORIGIN}${group}${groups}`, {
          location: textAt(body, 'location') ?? '',
        });
      const made = await send(emulator, 'PUT', `${ORIGIN}${encodeURI(id)}?api-version=${version}`, body);
      if (at !== undefined) {
        const work = { since: at - 1, id: id.toLowerCase(), keys: new Set<string>(), isOver: false };
        operations.push({ ...work, urls: pollUrlsIn(made) });
        return;
      }
      for (const url of pollUrlsIn(made)) emulator.endOperation(url);
      if (!isDeleted) return;
      const gone = await send(emulator, 'DELETE', `${ORIGIN}${group}${groups}`);
      for (const url of pollUrlsIn(gone)) emulator.endOperation(url);
    },
    play: async (recorded: Interaction, at: number): Promise<Replayed> => {
      endAll(at);
      const subject = subjectOf(recorded);
      const polled =
        subject.kind === 'poll'
          ? operations.findLast(({ keys }) => keys.has(pollKeyOf(recorded.path)))
          : undefined;
      // What the path of a poll names was drawn by Azure, and is bound when an answer shows it.
      const url = polled
        ? pollUrlOf(polled, recorded)
        : (links.followed(recorded) ?? urlOf(recorded, tokens));
      const ask = async (): Promise<Answered> =>
        isRefusedUnseen(recorded, beginnings)
          ? UNSENT
          : send(emulator, recorded.method, url, bodyOf(recorded, tokens), conditionsOf(recorded, unmet));
      const answers: Answered[] = [];
      for (let times = 0; times < Math.min(recorded.repeats, MOST_REPEATS); times += 1)
        answers.push(await ask());
      const first = answers[0];
      if (first !== undefined) note(recorded, subject, at, first);
      if (first !== undefined) links.note(recorded, first);
      const beginning = subject.kind === 'poll' ? beginnings.get(pollKeyOf(recorded.path)) : undefined;
      const counted = beginning ?? recorded;
      return {
        recorded,
        subject,
        type: subjectOf(counted).type,
        shownType: shownTypeOf(counted),
        isAction: ['action', 'elsewhere'].includes(subjectOf(counted).kind),
        answers,
      };
    },
  };
}

/** The next pages of lists: their tokens mean something to who made them, so each world's own are followed. */
function createLinks() {
  const links = new Map<string, string>();
  return {
    note: (recorded: Interaction, answered: Answered): void => {
      const [theirs, ours] = [recorded.body, answered.body].map((body) => textAt(body, 'nextLink'));
      if (theirs !== undefined && ours !== undefined) links.set(sameUrl(theirs), ours);
    },
    followed: ({ host, path, query }: Interaction): string | undefined =>
      links.get(sameUrl(`https://${host}${path}?${new URLSearchParams(query)}`)),
  };
}

/** The same for URLs that mean the same. */
function sameUrl(text: string): string {
  const { hostname, pathname, searchParams } = new URL(text);
  searchParams.sort();
  return `${hostname}${decodeURIComponent(pathname)}?${searchParams}`;
}

/** The URLs under which an answer says that its operation can be polled. The Location of a new identity is its own id. */
function pollUrlsIn({ headers }: Pick<Answered, 'headers'>): readonly string[] {
  const urls = [headers['azure-asyncoperation'], headers['location']];
  return urls.filter((url) => url !== undefined && isPoll(url)) as string[];
}

function urlOf({ host, path, query }: Interaction, tokens: Tokens): string {
  const sent = Object.entries(query).filter(([name]) => !SIGNATURE.has(name));
  const parameters = new URLSearchParams(
    sent.map(([name, value]): [string, string] => [name, tokens.toEmulated(value)]),
  );
  return `https://${host}${encodeURI(tokens.toEmulated(path))}?${parameters}`;
}

/** The signature of a poll URL, which is not recorded. */
const SIGNATURE = new Set(['t', 'c', 's', 'h']);

function pollUrlOf({ urls }: Running, { path }: Interaction): string {
  const isResult = /results\/[^/]+$/i.test(path);
  const fitting = urls.find((url) => /results\/[^/?]+\?/i.test(url) === isResult);
  return fitting ?? urls[0] ?? '';
}

function bodyOf({ requestBody }: Interaction, tokens: Tokens): Json | undefined {
  if (requestBody === null) return undefined;
  return parseJson(tokens.toEmulated(JSON.stringify(requestBody)));
}

/**
 * Conditions are headers of requests, which are not recorded. One that was not met shows in the answer, or in that of the
 * operation: a PUT was to create only, unless the answer speaks of the entity tag; anything else named one that was not the
 * object's.
 */
function conditionsOf(recorded: Interaction, unmet: ReadonlySet<string>): Readonly<Record<string, string>> {
  const begun = recorded.headers['azure-asyncoperation'];
  // Only what came without a token is refused for that (all 401 recorded are challenges of vaults).
  if (recorded.status === 401) return { authorization: '' };
  const isUnmet = recorded.status === 412 || (begun !== undefined && unmet.has(pollKeyOf(begun)));
  if (!isUnmet) return {};
  return recorded.method === 'PUT' && !/etag mismatch/.test(JSON.stringify(recorded.body))
    ? { 'if-none-match': '*' }
    : { 'if-match': '"00000000-1111-2222-3333-444444444444"' };
}

/** The write that began each operation, by poll key. */
function beginningsOf(interactions: readonly Interaction[]): ReadonlyMap<string, Interaction> {
  const beginnings = new Map<string, Interaction>();
  for (const interaction of interactions) {
    if (subjectOf(interaction).kind === 'poll') continue;
    for (const key of pollUrlsIn(interaction).map(pollKeyOf))
      if (!beginnings.has(key)) beginnings.set(key, interaction);
  }
  return beginnings;
}

/**
 * Whether a write was refused because of an operation that began outside of what is recorded. The emulator cannot know of it,
 * and had it let the write in, all that follows would differ for that one reason: it is not sent, and counts as failed.
 */
function isRefusedUnseen(
  { status, body, hasAllHeaders }: Interaction,
  beginnings: ReadonlyMap<string, Interaction>,
): boolean {
  // Where headers were taken out, it may have begun here after all.
  if (!hasAllHeaders || (status !== 409 && status !== 429)) return false;
  const [, key] = OPERATION_NAMED.exec(JSON.stringify(body)) ?? [];
  return key !== undefined && !beginnings.has(key.toLowerCase());
}

/** `Operation PutSubnetOperation (…) is updating`, `use uri: https://…/operations/…?api-version=…`. */
const OPERATION_NAMED = /(?:Operation \(|\/operations\/)([0-9a-f-]{36})/i;

/** The poll keys of operations that failed because their condition was not met. */
function keysOfUnmet(interactions: readonly Interaction[]): ReadonlySet<string> {
  const polls = interactions.filter(({ body }) => textAt(body, 'error.code') === 'PreconditionFailed');
  return new Set(polls.map(({ path }) => pollKeyOf(path)));
}

/** In the place of an answer to what was not sent. */
const UNSENT: Answered = { status: 0, headers: {}, body: null };

async function send(
  emulator: Emulator,
  method: string,
  url: string,
  body?: Json,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  // What is no URL is no request.
  if (!URL.canParse(url)) return UNSENT;
  const response = await emulator.handle({
    method,
    url,
    headers: { authorization: 'Bearer replayed', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answered = response.body === '' ? null : (parseJson(response.body) ?? response.body);
  return { status: response.status, headers: response.headers, body: answered };
}

/** The types that the emulator says it has, lower case, with their api-versions. */
export async function routedTypes(emulator: Emulator): Promise<ReadonlyMap<string, readonly string[]>> {
  const url = `${ORIGIN}/subscriptions/00000000-0000-0000-0000-000000000000/providers?api-version=2025-04-01`;
  const { body } = await send(emulator, 'GET', url);
  const types = new Map<string, readonly string[]>();
  for (const provider of listAt(body, 'value')) {
    const namespace = textAt(provider, 'namespace')?.toLowerCase();
    for (const type of listAt(provider, 'resourceTypes')) {
      const versions = listAt(type, 'apiVersions').filter((version) => typeof version === 'string');
      types.set(`${namespace}/${textAt(type, 'resourceType')?.toLowerCase()}`, versions);
    }
  }
  return types;
}

/** The tenant of every emulated subscription. */
export async function tenantOf(emulator: Emulator): Promise<string> {
  const { body } = await send(emulator, 'GET', `${ORIGIN}/tenants?api-version=2022-12-01`);
  return textAt(listAt(body, 'value')[0], 'tenantId') ?? '';
}
