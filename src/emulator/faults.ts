import type { Fault, FaultAnswer, FaultMatch } from './api.ts';
import { entriesOf, InvalidControl, oneOf, record, text, whole } from './control-document.ts';

/** Holds faults and counts requests against them. */
export interface FaultSchedule {
  set(faults: readonly Fault[]): void;
  /** The faults that this request meets; each counts it once. */
  meet(method: string, pathAndQuery: string): readonly MetFault[];
}

export interface MetFault {
  readonly fault: Fault;
  /** Resolves when the answer may go out, for faults that hold. */
  readonly released: Promise<void> | undefined;
}

export function createFaultSchedule(): FaultSchedule {
  let armed: ArmedFault[] = [];
  return {
    set: (faults) => {
      for (const { release } of armed) release();
      armed = parseFaults({ faults }).map(arm);
    },
    meet: (method, pathAndQuery) =>
      armed.flatMap((candidate) => {
        if (!candidate.matches(method, pathAndQuery)) return [];
        candidate.count += 1;
        return hits(candidate) ? [{ fault: candidate.fault, released: releaseOf(candidate) }] : [];
      }),
  };
}

interface ArmedFault {
  readonly fault: Fault;
  readonly matches: (method: string, pathAndQuery: string) => boolean;
  readonly gate: Promise<void>;
  readonly release: () => void;
  count: number;
}

function arm(fault: Fault): ArmedFault {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { fault, matches: matcher(fault.match), gate: promise, release: resolve, count: 0 };
}

// A fault that holds takes every matching request until it has enough of them; `nth` does not apply.
function hits({ fault, count }: ArmedFault): boolean {
  if (fault.hold !== undefined) return count <= fault.hold;
  const nth = fault.match.nth ?? 1;
  return nth === 'every' || nth === count;
}

function releaseOf(candidate: ArmedFault): Promise<void> | undefined {
  const { hold } = candidate.fault;
  if (hold === undefined) return undefined;
  if (candidate.count >= hold) candidate.release();
  return candidate.gate;
}

function matcher(match: FaultMatch): ArmedFault['matches'] {
  const path = pathMatcher(match.path);
  const method = match.method?.toUpperCase();
  return (sentMethod, pathAndQuery) => (method === undefined || method === sentMethod) && path(pathAndQuery);
}

function pathMatcher(path: string | undefined): (pathAndQuery: string) => boolean {
  if (path === undefined) return () => true;
  const expression = /^\/(.+)\/$/s.exec(path)?.[1];
  if (expression !== undefined && /[\\^$.*+?()[\]{}|]/.test(expression)) {
    const pattern = new RegExp(expression, 'i');
    return (text) => pattern.test(text);
  }
  const part = path.toLowerCase();
  return (text) => text.toLowerCase().includes(part);
}

const effects = ['answer', 'lose', 'operation', 'delayMs', 'hold'] as const;

/** Reads `{ "faults": [ … ] }`; throws InvalidControl. */
export function parseFaults(document: unknown): readonly Fault[] {
  return entriesOf(document, 'faults', 'A fault document', parseFault);
}

function parseFault(value: unknown, where: string): Fault {
  const fault = record(value, where, ['match', ...effects]);
  const present = effects.filter((name) => fault[name] !== undefined);
  if (present.length !== 1) {
    throw new InvalidControl(
      `${where} must have exactly one of ${effects.join(', ')}; it has ${present.join(', ') || 'none'}.`,
    );
  }
  const match = parseMatch(fault['match'] ?? {}, `${where}.match`);
  switch (present[0]) {
    case 'answer':
      return { match, answer: parseAnswer(fault['answer'], `${where}.answer`) };
    case 'lose':
      return { match, lose: oneOf(fault['lose'], ['request', 'answer'] as const, `${where}.lose`) };
    case 'operation':
      return { match, operation: parseOperation(fault['operation'], `${where}.operation`) };
    case 'delayMs':
      return { match, delayMs: whole(fault['delayMs'], 0, `${where}.delayMs`) };
    default:
      return { match, hold: whole(fault['hold'], 1, `${where}.hold`) };
  }
}

function parseMatch(value: unknown, where: string): FaultMatch {
  const match = record(value, where, ['method', 'path', 'nth']);
  const { nth } = match;
  const path = match['path'] === undefined ? undefined : text(match['path'], `${where}.path`);
  if (path !== undefined) compiles(path, `${where}.path`);
  return {
    ...(match['method'] === undefined ? {} : { method: text(match['method'], `${where}.method`) }),
    ...(path === undefined ? {} : { path }),
    ...(nth === undefined ? {} : { nth: nth === 'every' ? 'every' : whole(nth, 1, `${where}.nth`) }),
  };
}

function parseAnswer(value: unknown, where: string): FaultAnswer {
  const answer = record(value, where, ['status', 'code', 'message', 'headers', 'body']);
  const status = whole(answer['status'], 100, `${where}.status`);
  if (status > 599) throw new InvalidControl(`${where}.status must be an HTTP status; it is ${status}.`);
  const headers = answer['headers'] === undefined ? undefined : record(answer['headers'], `${where}.headers`);
  const named = Object.entries(headers ?? {}).map(
    ([name, item]) => [name.toLowerCase(), String(item)] as const,
  );
  return {
    status,
    ...(answer['code'] === undefined ? {} : { code: text(answer['code'], `${where}.code`) }),
    ...(answer['message'] === undefined ? {} : { message: text(answer['message'], `${where}.message`) }),
    ...(headers ? { headers: Object.fromEntries(named) } : {}),
    ...(answer['body'] === undefined ? {} : { body: text(answer['body'], `${where}.body`) }),
  };
}

function parseOperation(value: unknown, where: string): NonNullable<Fault['operation']> {
  const operation = record(value, where, ['fails', 'never']);
  if (operation['never'] === true && operation['fails'] === undefined) return { never: true };
  const fails = record(operation['fails'], `${where}.fails`, ['code', 'message']);
  return {
    fails: {
      code: text(fails['code'], `${where}.fails.code`),
      message: text(fails['message'], `${where}.fails.message`),
    },
  };
}

function compiles(path: string, where: string): void {
  try {
    pathMatcher(path);
  } catch {
    throw new InvalidControl(`${where} is not a regular expression: ${path}`);
  }
}
