import type { Change, OperationError, StoreNews } from './api.ts';
import { collectionOf, keyOf } from './arm-path.ts';

/** One object of the emulated cloud. `data` is what its type keeps; how it looks is the type's business. */
export interface StoredObject<Data = unknown> {
  /** As Azure spells it. */
  readonly id: string;
  readonly name: string;
  /** Canonical. */
  readonly type: string;
  readonly data: Data;
  /** Ids of objects that this one stands on or points to, for the way back. */
  readonly uses?: readonly string[];
  /** The id of the scope of an extension resource. */
  readonly scope?: string;
  /** Numbers that it alone holds within the object of that key, as an interface holds addresses of a subnet. */
  readonly claims?: { readonly within: string; readonly numbers: readonly number[] };
}

/** When an object was put here first and last, in milliseconds of the emulator's clock. */
export interface Times {
  readonly createdMs: number;
  readonly changedMs: number;
}

/** A long-running operation. It is plain data, so that a later process can end what an earlier one began. */
export interface Operation {
  /** The last segment of its poll URLs. */
  readonly id: string;
  readonly protocol: PollProtocol;
  /** Paths of the URLs in Azure-AsyncOperation and Location. */
  readonly statusPath?: string;
  readonly resultPath?: string;
  readonly apiVersion: string;
  /** Of the URL in Azure-AsyncOperation, where it is not that. */
  readonly statusVersion?: string;
  readonly verb: 'PUT' | 'PATCH' | 'DELETE' | 'POST';
  /** Key of the object it works on. */
  readonly target: string;
  /** Keys of objects that count as busy besides the target. */
  readonly locks: readonly string[];
  /** What was asked for: a repeated request with the same goal joins the operation. */
  readonly goal: string;
  /** Status and body word of the answer that began it. */
  readonly answerStatus: number;
  readonly word: string;
  readonly retryAfter: number | undefined;
  /** On the emulator's clock; absent of those that an earlier version began. */
  readonly begunAt?: number;
  readonly endedAt?: number;
  readonly endsAt: number;
  readonly sequence: number;
  readonly looks: number;
  readonly polls: number;
  readonly never: boolean;
  /** Decided at the start, by a rule or a fault; told at the end. */
  readonly failsWith?: OperationError;
  readonly effect: { readonly name: string; readonly data: unknown };
  readonly state: 'running' | 'succeeded' | 'failed';
  readonly error?: OperationError;
}

export type PollProtocol =
  | 'registry'
  | 'registry-connection'
  | 'registry-result'
  | 'registry-action'
  | 'network'
  | 'private-dns'
  | 'public-dns'
  | 'group'
  | 'vault'
  | 'workspace'
  | 'unpolled';

/** All durable data, with the indexes that keep a cloud of ten thousand objects fast. */
export interface World {
  get<Data>(idOrKey: string): StoredObject<Data> | undefined;
  put(object: StoredObject): void;
  /** Undefined of what an earlier release stored. */
  timesOf(idOrKey: string): Times | undefined;
  /** Takes the object away with the extension resources whose scope it is. */
  remove(idOrKey: string): void;
  /** The objects whose id is the collection's plus a name. */
  inCollection(collectionKey: string): readonly StoredObject[];
  ofType(type: string): readonly StoredObject[];
  all(): readonly StoredObject[];
  /** Objects that name this one in `uses`. */
  usersOf(idOrKey: string): readonly StoredObject[];
  /** Objects of the type with that name, in any case, whatever their parents. */
  named(type: string, name: string): readonly StoredObject[];
  /** The claimed numbers within an object, with the key of who holds each. */
  claimedWithin(idOrKey: string): ReadonlyMap<number, string>;
  operation(id: string): Operation | undefined;
  putOperation(operation: Operation): void;
  running(): readonly Operation[];
  /** The running operation that works on the object. */
  runningOn(idOrKey: string): Operation | undefined;
  /** The running operations that work on the object or hold it. */
  holding(idOrKey: string): readonly Operation[];
  note<Value>(name: string): Value | undefined;
  putNote(name: string, value: unknown): void;
  /** Counts up; durable. */
  nextNumber(): number;
  /** Changes since the last call. */
  takeChanges(): readonly Change[];
  absorb(news: StoreNews): void;
}

/** `now` is asked whenever an object is put. */
export function createWorld(now: () => number): World {
  let tables = emptyTables();
  let changes: Change[] = [];
  const record = (change: Change): void => {
    apply(tables, change);
    changes.push(change);
  };
  return {
    get: <Data>(id: string) => tables.objects.get(keyOf(id)) as StoredObject<Data> | undefined,
    put: (object) => {
      const key = keyOf(object.id);
      const changedMs = now();
      const times: Times = { createdMs: timesIn(tables, key)?.createdMs ?? changedMs, changedMs };
      record({ table: 'objects', key, value: { ...object, times } });
    },
    timesOf: (id) => timesIn(tables, keyOf(id)),
    remove: (id) => {
      const extensions = [...(tables.byScope.get(keyOf(id))?.keys() ?? [])];
      for (const key of [...extensions, keyOf(id)]) record({ table: 'objects', key });
    },
    inCollection: (key) => [...(tables.byCollection.get(key)?.values() ?? [])],
    ofType: (type) => [...(tables.byType.get(type.toLowerCase())?.values() ?? [])],
    all: () => [...tables.objects.values()],
    usersOf: (id) => [...(tables.users.get(keyOf(id))?.values() ?? [])],
    named: (type, name) => [...(tables.byName.get(nameKey(type, name))?.values() ?? [])],
    claimedWithin: (id) => tables.claims.get(keyOf(id)) ?? noClaims,
    operation: (id) => tables.operations.get(id),
    putOperation: (operation) => record({ table: 'operations', key: operation.id, value: operation }),
    running: () => [...tables.running.values()],
    runningOn: (id) =>
      [...(tables.busy.get(keyOf(id))?.values() ?? [])].find(({ target }) => target === keyOf(id)),
    holding: (id) => [...(tables.busy.get(keyOf(id))?.values() ?? [])],
    note: <Value>(name: string) => tables.notes.get(name) as Value | undefined,
    putNote: (name, value) => record({ table: 'meta', key: name, value }),
    nextNumber: () => {
      const next = ((tables.notes.get('counter') as number | undefined) ?? 0) + 1;
      tables.notes.set('counter', next);
      tables.counterMoved = true;
      return next;
    },
    takeChanges: () => {
      // Every draw moves the counter; it is written once a request, and only with or without other changes.
      if (tables.counterMoved)
        changes.push({ table: 'meta', key: 'counter', value: tables.notes.get('counter') });
      tables.counterMoved = false;
      const taken = changes;
      changes = [];
      return taken;
    },
    absorb: (news) => {
      if (news.reset) tables = emptyTables();
      for (const change of news.changes) apply(tables, change);
    },
  };
}

function timesIn(tables: Tables, key: string): Times | undefined {
  const object: (StoredObject & { readonly times?: Times }) | undefined = tables.objects.get(key);
  return object?.times;
}

interface Tables {
  readonly objects: Map<string, StoredObject>;
  readonly byCollection: Map<string, Map<string, StoredObject>>;
  readonly byType: Map<string, Map<string, StoredObject>>;
  readonly byName: Map<string, Map<string, StoredObject>>;
  readonly users: Map<string, Map<string, StoredObject>>;
  readonly byScope: Map<string, Map<string, StoredObject>>;
  readonly claims: Map<string, Map<number, string>>;
  readonly operations: Map<string, Operation>;
  readonly running: Map<string, Operation>;
  readonly busy: Map<string, Map<string, Operation>>;
  readonly notes: Map<string, unknown>;
  counterMoved: boolean;
}

function emptyTables(): Tables {
  return {
    objects: new Map(),
    byCollection: new Map(),
    byType: new Map(),
    byName: new Map(),
    users: new Map(),
    byScope: new Map(),
    claims: new Map(),
    operations: new Map(),
    running: new Map(),
    busy: new Map(),
    notes: new Map(),
    counterMoved: false,
  };
}

function apply(tables: Tables, change: Change): void {
  switch (change.table) {
    case 'objects':
      applyObject(tables, change.key, change.value as StoredObject | undefined);
      break;
    case 'operations':
      applyOperation(tables, change.key, change.value as Operation | undefined);
      break;
    case 'meta':
      tables.notes.set(change.key, change.value);
  }
}

function applyObject(tables: Tables, key: string, object: StoredObject | undefined): void {
  const before = tables.objects.get(key);
  if (before) {
    index(tables, key, before, (entries) => entries.delete(key));
    for (const number of before.claims?.numbers ?? []) claimsOf(tables, before)?.delete(number);
  }
  if (object) {
    tables.objects.set(key, object);
    index(tables, key, object, (entries) => entries.set(key, object));
    for (const number of object.claims?.numbers ?? []) claimsOf(tables, object)?.set(number, key);
  } else {
    tables.objects.delete(key);
  }
}

function index(
  tables: Tables,
  key: string,
  object: StoredObject,
  change: (entries: Map<string, StoredObject>) => void,
): void {
  change(entriesOf(tables.byCollection, collectionOf(key)));
  change(entriesOf(tables.byType, object.type.toLowerCase()));
  change(entriesOf(tables.byName, nameKey(object.type, object.name)));
  for (const used of object.uses ?? []) change(entriesOf(tables.users, keyOf(used)));
  if (object.scope !== undefined) change(entriesOf(tables.byScope, keyOf(object.scope)));
}

function entriesOf<Key, Entry>(tableIndex: Map<string, Map<Key, Entry>>, key: string): Map<Key, Entry> {
  const found = tableIndex.get(key);
  if (found) return found;
  const entries = new Map<Key, Entry>();
  tableIndex.set(key, entries);
  return entries;
}

const noClaims: ReadonlyMap<number, string> = new Map();

function claimsOf(tables: Tables, object: StoredObject): Map<number, string> | undefined {
  return object.claims && entriesOf(tables.claims, keyOf(object.claims.within));
}

function nameKey(type: string, name: string): string {
  return `${type} ${name}`.toLowerCase();
}

function applyOperation(tables: Tables, key: string, operation: Operation | undefined): void {
  const before = tables.running.get(key);
  if (before) for (const held of [before.target, ...before.locks]) tables.busy.get(held)?.delete(key);
  tables.running.delete(key);
  if (!operation) {
    tables.operations.delete(key);
    return;
  }
  tables.operations.set(key, operation);
  if (operation.state !== 'running') return;
  tables.running.set(key, operation);
  for (const held of [operation.target, ...operation.locks]) entriesOf(tables.busy, held).set(key, operation);
}
