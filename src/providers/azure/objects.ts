import { type Json, type JsonObject, parseJson } from '../../core/json.ts';
import { isJsonObject } from '../../core/path.ts';
import {
  type Asked,
  CloudError,
  type LiveObject,
  type Question,
  type ReadableType,
  type ReadIn,
  type ReadTarget,
  type ResultRequest,
} from '../../core/resource-type.ts';
import type { Clock, HttpResponse } from '../../core/world.ts';
import { foldId } from './arm-id.ts';
import { advisedError, cloudErrorOf, readError } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { resultAddressOf, resultOf, TIMED_OUT } from './poll.ts';

/** Reads of objects and collections, above single requests. */
export interface Objects {
  /** One answer decides: undefined for 404. */
  get(target: ReadTarget, signal?: AbortSignal): Promise<LiveObject | undefined>;
  /** As `get`, but absence is believed only after several answers in a row, with growing pauses (I-17). */
  getCertain(target: ReadTarget, signal?: AbortSignal): Promise<LiveObject | undefined>;
  /** Every page of a collection; of one whose parent is absent, nothing. */
  list(path: string, apiVersion: string, signal?: AbortSignal): Promise<readonly JsonObject[]>;
}

interface ObjectsOptions {
  readonly exchange: Exchange;
  readonly clock: Clock;
  readable(type: string): ReadableType;
}

/** Pauses before each further question after a first 404. */
const ABSENCE_PAUSES_MS = [500, 1_000];
/** A page holds a hundred entries and more: nothing that acrctl lists comes near this. */
const MOST_PAGES = 1_000;

export function createObjects({ exchange, clock, readable }: ObjectsOptions): Objects {
  const get: Objects['get'] = async (target, signal) => {
    const type = readable(target.type);
    if (type.readIn?.only === true) return await inItsHolder(target, type.readIn, signal);
    try {
      return await (type.question === undefined
        ? objectAt(target, type, signal)
        : answerTo(target, type, type.question, signal));
    } catch (error) {
      if (!(error instanceof CloudError) || type.optional !== true || !isRefusal(error, type)) throw error;
      return { ...target, body: { refused: error.armCode } };
    }
  };

  const objectAt = async (
    target: ReadTarget,
    { apiVersion }: ReadableType,
    signal?: AbortSignal,
  ): Promise<LiveObject | undefined> => {
    const asked: Asked = { method: 'GET', path: target.id };
    const response = await exchange.read(urlOf(target.id, apiVersion), signal);
    if (isAbsent(response)) return undefined;
    return liveObjectOf(target, bodyOf(response, asked, clock.wallMs()), response.headers['etag']);
  };

  const inItsHolder = async (
    target: ReadTarget,
    readIn: ReadIn,
    signal?: AbortSignal,
  ): Promise<LiveObject | undefined> => {
    const [holder, beside] = await Promise.all([
      get({ type: readIn.type, id: readIn.holder(target.id) }, signal),
      readIn.beside && get(readIn.beside(target.id), signal),
    ]);
    return holder && picked(target, readIn, holder.body, beside?.body);
  };

  const answerTo = async (
    target: ReadTarget,
    type: ReadableType,
    question: Question,
    signal?: AbortSignal,
  ): Promise<LiveObject | undefined> => {
    const { apiVersion } = type;
    const { method, path, query, body, pages } = question.ask(target.id);
    const url = urlOf(path, apiVersion, query);
    if (pages === true) return { ...target, body: { value: await pagesFrom(url, path, signal) } };
    const sent = method === 'POST' ? (body === undefined ? '' : JSON.stringify(body)) : undefined;
    const response = await exchange.read(url, signal, sent);
    if (isAbsent(response)) return undefined;
    const operation = question.followed === true ? resultAddressOf(response, clock.wallMs()) : undefined;
    if (operation === undefined)
      return { ...target, body: bodyOf(response, { method, path }, clock.wallMs()) };
    const request: ResultRequest = { ...target, action: 'update', operation, ...(signal && { signal }) };
    const told = await resultOf(request, { exchange, objects, clock, type, deadlineMs: FOLLOWED_AT_MOST_MS });
    return isJsonObject(told) ? { ...target, body: told } : undefined;
  };

  const getCertain: Objects['getCertain'] = async (target, signal) => {
    let found = await get(target, signal);
    for (const pauseMs of ABSENCE_PAUSES_MS) {
      if (found !== undefined) break;
      await clock.sleep(pauseMs, signal);
      found = await get(target, signal);
    }
    return found;
  };

  const list: Objects['list'] = (path, apiVersion, signal) =>
    pagesFrom(urlOf(path, apiVersion), path, signal);

  const pagesFrom = async (
    first: string,
    path: string,
    signal?: AbortSignal,
  ): Promise<readonly JsonObject[]> => {
    const entries: JsonObject[] = [];
    const asked: Asked = { method: 'GET', path };
    const seen = new Set<string>();
    let url: string | undefined = first;
    while (url !== undefined) {
      if (seen.has(url) || seen.size === MOST_PAGES) throw endless(asked);
      seen.add(url);
      const response = await exchange.read(url, signal);
      if (seen.size === 1 && isAbsent(response)) return [];
      const page = bodyOf(response, asked, clock.wallMs());
      const value = page['value'];
      if (!Array.isArray(value)) throw unreadable('The list has no array "value".', asked);
      entries.push(...value.filter((entry: Json) => isJsonObject(entry)));
      const next: Json | undefined = page['nextLink'];
      url = typeof next === 'string' && next !== '' ? next : undefined;
    }
    return entries;
  };

  const objects: Objects = { get, getCertain, list };
  return objects;
}

/** How long an answer may take that Azure has to find out. */
const FOLLOWED_AT_MOST_MS = 3 * 60_000;

/** Nobody need be allowed to ask for what is optional, and not every cloud knows it; what is to be found out may fail, or take too long. */
function isRefusal({ failure, armCode }: CloudError, { question }: ReadableType): boolean {
  if (REFUSALS.has(failure)) return true;
  return question?.followed === true && (FAILURES.has(failure) || armCode === TIMED_OUT);
}

const REFUSALS: ReadonlySet<string> = new Set(['denied', 'permanent']);
const FAILURES: ReadonlySet<string> = new Set(['busy', 'failed']);

/** The request path of an id or collection. */
export function urlOf(
  path: string,
  apiVersion: string,
  query: Readonly<Record<string, string>> = {},
): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const more = Object.entries(query).map(([name, value]) => `&${name}=${encodeURIComponent(value)}`);
  return `${encoded}?api-version=${encodeURIComponent(apiVersion)}${more.join('')}`;
}

/** Of an answer that is no page and no absence: its body, or the error it is. */
function bodyOf(response: HttpResponse, asked: Asked, nowMs: number): JsonObject {
  if (response.status !== 200) throw cloudErrorOf(response, nowMs, { asked });
  const body = parseJson(response.body);
  if (!isJsonObject(body)) throw unreadable('The answer is no JSON object.', asked);
  return body;
}

/** The object in the body of its holder. */
export function picked(
  target: ReadTarget,
  readIn: ReadIn,
  holder: JsonObject,
  beside: JsonObject | undefined,
): LiveObject | undefined {
  const body = readIn.pick(holder, target.id, beside);
  return body && liveObjectOf(target, body);
}

export function liveObjectOf(target: ReadTarget, body: JsonObject, header?: string): LiveObject {
  const id = body['id'];
  // The body's own ETag first: lists have no other, and zones answer the same one bare.
  const etag = typeof body['etag'] === 'string' ? body['etag'] : header;
  // Another id in the body would be another object's: what was asked for counts.
  const isSame = typeof id === 'string' && foldId(id) === foldId(target.id);
  return { id: isSame ? id : target.id, type: target.type, body, ...(etag !== undefined && { etag }) };
}

/**
 * All 176 recorded 404 say in their code what was not found. One without (HTML of something on the way), or with
 * another (a namespace that is nobody's), says nothing of the object; a missing subscription is a mistake.
 */
function isAbsent(response: HttpResponse): boolean {
  if (response.status !== 404) return false;
  const { code } = readError(parseJson(response.body), 404);
  return /NotFound$/i.test(code) && code !== 'SubscriptionNotFound';
}

function endless(asked: Asked): CloudError {
  return unreadable('The pages of the list do not end, or lead back to a page that was already read.', asked);
}

function unreadable(message: string, asked: Asked): CloudError {
  return advisedError({ failure: 'unknown', armCode: 'UnreadableAnswer', message, asked });
}
