import type { Json } from '../../src/core/json.ts';
import { getPath } from '../../src/core/path.ts';
import type { Interaction } from './cassette.ts';
import { subjectOf } from './subject.ts';

/**
 * Time in a cassette. An operation that a recorded request began runs for as long as a later answer shows that it does,
 * and has ended by the next request after that. The emulator's clock stands still, and each operation is ended at that
 * moment: how long Azure takes is no behaviour, what is seen while it works is.
 */
export interface Timeline {
  /** Whether an answer at or after that interaction shows that what takes its time has not come yet. */
  isEarly(at: number): boolean;
  /** Whether an answer at or after that interaction shows the operation of the object, or of those poll keys, at work. */
  runsOn(work: Work, from: number): boolean;
}

export interface Work {
  /** Where in the cassette it began. */
  readonly since: number;
  /** Of the object; lower case. */
  readonly id: string;
  /** Last segments of its recorded poll URLs. */
  readonly keys: ReadonlySet<string>;
}

export function timelineOf(interactions: readonly Interaction[]): Timeline {
  const shown = interactions.map((interaction) => showingOf(interaction));
  const lastEarly = interactions.findLastIndex(({ method, path, body }) => {
    const text = JSON.stringify(body);
    return (
      NOT_YET.test(text) ||
      (method === 'GET' && (text.includes('"RegisteringDns"') || isInTheMaking(path, text)))
    );
  });
  return {
    isEarly: (at) => at <= lastEarly,
    runsOn: ({ since, id, keys }, from) => {
      for (let at = Math.max(from, since + 1); at < shown.length; at += 1) {
        const { key, id: of, isWrite, isAtWork, isBeingMade, busy } = shown[at] ?? NOTHING;
        // An object is refused to go or change because of what works on it or below it, or of what the answer names.
        if (busy !== undefined && of !== '' && `${id}/`.startsWith(`${of}/`)) return true;
        if (busy !== undefined && [id, ...keys].some((each) => names(busy, each))) return true;
        if (key !== undefined && keys.has(key)) return isAtWork;
        // A write that was let in shows the end, too, but for what can be written to while it is still being made.
        if (of === id) return isWrite ? isBeingMade : isAtWork;
      }
      return false;
    },
  };
}

/** The directory has not heard of an identity, a link is being made known, a replica fills. A vault is read while its name is. */
const NOT_YET = /"PrincipalNotFound"|"virtualNetworkLinkState":"InProgress"|"displayStatus":"Syncing"/;

/** A workspace, which some versions make without a URL to poll. */
function isInTheMaking(path: string, text: string): boolean {
  return /\/workspaces\/[^/]+$/i.test(path) && text.includes('"provisioningState":"Creating"');
}

interface Showing {
  readonly key: string | undefined;
  readonly id: string;
  readonly isWrite: boolean;
  readonly isAtWork: boolean;
  /** Of a gateway, which is `Stopped` until its creation has ended, and takes writes meanwhile. */
  readonly isBeingMade: boolean;
  /** Of an object that is refused to change because something is at work: the answer, lower case. */
  readonly busy: string | undefined;
}

const NOTHING: Showing = {
  key: undefined,
  id: '',
  isWrite: false,
  isAtWork: false,
  isBeingMade: false,
  busy: undefined,
};

function showingOf(interaction: Interaction): Showing {
  const { id, kind } = subjectOf(interaction);
  const { status, body, path, method } = interaction;
  if (kind === 'poll')
    return { ...NOTHING, key: pollKeyOf(path), isAtWork: isRunning(status, getPath(body, 'status')) };
  if (kind !== 'object') return NOTHING;
  const state = getPath(body, 'properties.provisioningState');
  return {
    key: undefined,
    id,
    isWrite: method !== 'GET' && method !== 'HEAD',
    isAtWork: status === 200 && state !== undefined && !isEnded(state),
    isBeingMade: getPath(body, 'properties.operationalState') === 'Stopped',
    busy: status === 409 || status === 429 ? JSON.stringify(body).toLowerCase() : undefined,
  };
}

/** Whether the text has the whole id or key in it, not a longer one that begins with it. */
function names(text: string, sought: string): boolean {
  return text.split(sought).some((after, at) => at > 0 && !/^[\w/-]/.test(after));
}

function isRunning(status: number, word: Json | undefined): boolean {
  if (status === 202) return true;
  return typeof word === 'string' && !isEnded(word);
}

function isEnded(state: Json): boolean {
  return typeof state === 'string' && /^(succeeded|failed|canceled)$/i.test(state);
}

/** The last segment of a poll URL or path, by which recorded polls and the answers that named them find each other. */
export function pollKeyOf(url: string): string {
  return ((url.split('?')[0] ?? '').split('/').at(-1) ?? '').toLowerCase();
}
