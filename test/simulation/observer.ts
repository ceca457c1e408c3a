import type { JsonObject } from '../../src/core/json.ts';
import { getPath, listAt, textAt } from '../../src/core/path.ts';
import type { JournalRecord, OpenIntent } from '../../src/core/state.ts';
import type { HttpRequest, Transport } from '../../src/core/world.ts';
import { replay } from '../../src/state/replay.ts';
import type { Lab } from '../lab.ts';
import { isRead } from '../reads.ts';

/** A request that changes something, as it reached the cloud. */
export interface SentWrite {
  readonly method: string;
  readonly id: string;
  /** On the timeline. */
  readonly atMs: number;
}

export interface Observer {
  /** To be put between one process and the cloud: what that process has read is its own. */
  watch(inner: Transport): Transport;
  readonly writes: readonly SentWrite[];
  /** What no run may ever do, in words. */
  readonly violations: readonly string[];
}

const REGISTRIES = '/providers/microsoft.containerregistry/registries/';

/** Watches every run of a lab for I-07, I-13 and I-14, and for what a PUT may never do. */
export function observe(lab: Lab): Observer {
  const writes: SentWrite[] = [];
  const violations: string[] = [];
  const succeeded = new Set<string>();
  for (const [id, object] of Object.entries(lab.emulator.objects())) note(id, object);
  const ledBefore = new Set(
    Object.keys(lab.emulator.objects()).flatMap((id) => {
      const [, zone, label] = RECORD.exec(id) ?? [];
      return zone === undefined ? [] : [`${label}.${zone}`];
    }),
  );
  const looks = judgeSettled(violations);
  const look = (operation: string): undefined => {
    if (WRITING.has(operation)) looks.at(journalOf(lab));
  };
  if (lab.container === undefined) lab.disk.fault = look;
  else lab.container.fault = look;

  function note(id: string, object: unknown): void {
    if (getPath(object as JsonObject, 'properties.provisioningState') === 'Succeeded') succeeded.add(id);
  }

  function before(request: HttpRequest, id: string, lastRead: number | undefined, isThere: boolean): void {
    const what = `${request.method} ${id}`;
    if (!hasIntent(journalOf(lab), id.endsWith(REMOVAL) ? 'DELETE' : request.method, id))
      violations.push(`I-07: ${what} was sent without an open intent`);
    // An access policy is no object: the vault shows whether it is there.
    if (request.method !== 'PUT' || placeOf(id) !== id) return;
    if (id.includes(REGISTRIES) && succeeded.has(id))
      violations.push(`${what}: the registry once was Succeeded`);
    if (lastRead !== (isThere ? 200 : 404)) {
      violations.push(
        `${what}: the object ${isThere ? 'is' : 'is not'} there, the last read said ${lastRead ?? 'nothing'}`,
      );
    }
  }

  const watch = (inner: Transport): Transport => {
    const reads = new Map<string, number>();
    return {
      async send(request) {
        const id = decodeURIComponent(new URL(request.url).pathname).toLowerCase();
        const changes = !isRead({ method: request.method, path: id });
        const wasThere = changes && id in lab.emulator.objects();
        if (changes) {
          violations.push(...lockedOut(lab), ...unserved(lab), ...early(lab, ledBefore, request, id));
          before(request, id, reads.get(id), wasThere);
          looks.sent(placeOf(id));
          writes.push({ method: request.method, id, atMs: lab.timeline.nowMs() });
        }
        try {
          const response = await inner.send(request);
          if (!changes) {
            reads.set(id, response.status);
            looks.read(id);
            looks.read(`${id}${POLICIES}`);
          }
          if (response.status < 300 && response.body.includes('"Succeeded"'))
            note(id, JSON.parse(response.body));
          return response;
        } finally {
          if (wasThere && !(id in lab.emulator.objects())) succeeded.delete(id);
        }
      },
    };
  };
  return { watch, writes, violations };
}

/** What may change a journal, on a disk and in a container. */
const WRITING: ReadonlySet<string> = new Set(['append', 'replace', 'put', 'startLog']);

/** The journal as it stands. */
export function journalOf(lab: Lab): string {
  return lab.kept()['journal.jsonl'] ?? '';
}

/** The other half of I-07: no intent is closed before its effect was read back. */
function judgeSettled(violations: string[]) {
  const ids = new Map<string, string>();
  const readSince = new Set<string>();
  const judged = new Set<string>();
  return {
    sent: (id: string) => readSince.delete(id),
    read: (id: string) => readSince.add(id),
    at(journal: string): void {
      for (const line of journal.split('\n').slice(0, -1)) {
        if (judged.has(line)) continue;
        judged.add(line);
        const [record] = recordIn(line);
        if (record?.kind === 'intent') ids.set(record.step, placeOf(record.id.toLowerCase()));
        if (record?.kind !== 'settled') continue;
        const id = ids.get(record.step);
        if (id !== undefined && !readSince.has(id))
          violations.push(`I-07: ${record.step} was settled unread`);
      }
    },
  };
}

/** I-13: no crash, at whichever boundary, leaves a registry without its key. */
function lockedOut(lab: Lab): readonly string[] {
  return Object.entries(lab.emulator.registryKeys()).flatMap(([id, { accessible }]) =>
    accessible ? [] : [`I-13: ${id} has lost its key`],
  );
}

/** I-14: no gateway loses a certificate that it serves. */
function unserved(lab: Lab): readonly string[] {
  return Object.entries(lab.emulator.gatewayCertificates()).flatMap(([id, certificates]) =>
    Object.entries(certificates).flatMap(([name, { served }]) =>
      served ? [] : [`I-14: ${id} no longer serves ${name}`],
    ),
  );
}

/** I-14: a public name that led somewhere leads to an address only when a gateway is there that listens for it. */
function early(
  lab: Lab,
  ledBefore: ReadonlySet<string>,
  { method, body }: HttpRequest,
  id: string,
): readonly string[] {
  const [, zone, label] = RECORD.exec(id) ?? [];
  if (method !== 'PUT' || !ledBefore.has(`${label}.${zone}`)) return [];
  const target = textAt(JSON.parse(body || '{}'), 'properties.targetResource.id')?.toLowerCase();
  if (target === undefined) return [];
  const objects = lab.emulator.objects() as Readonly<Record<string, JsonObject>>;
  const gateways = Object.entries(objects).filter(([each]) => each.includes('/applicationgateways/'));
  const isServed = gateways.some(
    ([, gateway]) =>
      textAt(gateway, 'properties.provisioningState') === 'Succeeded' &&
      textsIn(gateway, 'frontendIPConfigurations', 'properties.publicIPAddress.id').includes(target) &&
      textsIn(gateway, 'httpListeners', 'properties.hostName').includes(`${label}.${zone}`),
  );
  return isServed ? [] : [`I-14: ${label}.${zone} led to ${target} before a gateway listened there`];
}

const RECORD = /\/dnszones\/([^/]+)\/(?:a|cname)\/([^/]+)$/;

function textsIn(gateway: JsonObject, collection: string, path: string): readonly string[] {
  return listAt(gateway, `properties.${collection}`).flatMap(
    (each) => textAt(each, path)?.toLowerCase() ?? [],
  );
}

const POLICIES = '/accesspolicies';
const REMOVAL = `${POLICIES}/remove`;

/** Where an object is to be looked for: all access policies of a vault stand in that. */
function placeOf(id: string): string {
  const at = id.indexOf(`${POLICIES}/`);
  return at < 0 ? id : id.slice(0, at + POLICIES.length);
}

function hasIntent(journal: string, method: string, id: string): boolean {
  return openIntents(journal).some(
    ({ intent }) => intent.method === method && placeOf(intent.id.toLowerCase()) === placeOf(id),
  );
}

/** What the journal leaves open, read as plainly as can be: the product's own reader may be at fault. */
export function openIntents(journal: string): readonly OpenIntent[] {
  return replay({ version: 1, stack: '', lineage: '', serial: 0, resources: [] }, recordsIn(journal)).open;
}

/** All that is whole: what stands behind the last newline broke off. */
export function recordsIn(journal: string): readonly JournalRecord[] {
  return journal.split('\n').slice(0, -1).flatMap(recordIn);
}

/** Not the base line. */
function recordIn(line: string): readonly JournalRecord[] {
  const { record } = JSON.parse(line) as { readonly record: JournalRecord };
  return 'stack' in record ? [] : [record];
}
