import { type Address, formatAddress } from '../../core/address.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import type { Expression } from '../express.ts';
import type { Verdict } from './ownership.ts';
import { expressTags, type Tags } from './tags.ts';

/** What of Azure a file leaves out, or does not say. */
export interface Remark {
  /** Of the object in Azure. */
  readonly id: string;
  /** The entry that stands for it; undefined where none does. */
  readonly address: Address | undefined;
  /** What the file does not say, as a sentence without its subject. */
  readonly what: string;
}

/** A file, before it is text. */
export interface Composition {
  /** In the order in which it is written. */
  readonly config: JsonObject;
  /** Words behind the keys and entries of the file, by address. */
  readonly comments: ReadonlyMap<Address, string>;
  readonly remarks: readonly Remark[];
  /** Ids of what stands in the file, by address. */
  readonly entries: ReadonlyMap<Address, string>;
  /** Folded ids of the endpoints in the file, by those of their interfaces, which a plan reads. */
  readonly interfaces: ReadonlyMap<string, string>;
}

/** What a check of the file showed to be in the way of saying it otherwise. */
export interface Corrections {
  /** Why an object is taken as one of others, or left out where it is that already; by folded id. */
  readonly demoted: ReadonlyMap<string, readonly string[]>;
  /** ARM paths that are left as they are, by folded id. */
  readonly ignored: ReadonlyMap<string, readonly string[]>;
}

export const NO_CORRECTIONS: Corrections = { demoted: new Map(), ignored: new Map() };

/** How often checks have shown that an object cannot stand as it did, with the last reason. */
export interface Demotion {
  readonly times: number;
  readonly why: string | undefined;
}

/** An entry on its way into the file. */
export interface Draft {
  readonly id: string;
  readonly path: readonly string[];
  readonly entry: JsonObject;
  /** Of an object that acrctl looks after and that can carry tags. */
  readonly tags: Tags | undefined;
}

/** Collects what the parts of a file come to. */
export class Page {
  readonly drafts: Draft[] = [];
  readonly comments = new Map<Address, string>();
  readonly remarks: Remark[] = [];
  readonly #corrections: Corrections;

  constructor(corrections: Corrections) {
    this.#corrections = corrections;
  }

  demotion(id: string): Demotion {
    const reasons = this.#corrections.demoted.get(foldId(id)) ?? [];
    return { times: reasons.length, why: reasons.at(-1) };
  }

  /** Adds an object that acrctl looks after, or with a verdict against that one that it only reads. */
  add(
    object: { readonly id: string; readonly body: JsonObject; readonly taggable: boolean },
    path: readonly string[],
    place: JsonObject,
    expression: Expression,
    verdict: Verdict,
  ): boolean {
    const address = formatAddress(path);
    const why = verdict ?? expression.cannot ?? this.demotion(object.id).why;
    if (why !== undefined) {
      this.drafts.push({ id: object.id, path, entry: { ...place, existing: true }, tags: undefined });
      if (why !== '') this.comments.set(address, why);
      return false;
    }
    const { tags, unsaid } = object.taggable ? expressTags(object.body) : { tags: undefined, unsaid: [] };
    const ignored = this.#corrections.ignored.get(foldId(object.id)) ?? [];
    const ignore = [...((expression.entry['ignore'] as readonly string[] | undefined) ?? []), ...ignored];
    const entry = { ...place, ...expression.entry, ...(ignore.length > 0 && { ignore }) };
    this.drafts.push({ id: object.id, path, entry, tags });
    for (const [key, text] of Object.entries(expression.comments ?? {}))
      this.comments.set(formatAddress([...path, ...key.split('.')]), text);
    for (const { what } of [...expression.unsaid, ...unsaid]) this.remark(object.id, address, `has ${what}`);
    for (const path of ignored) this.remark(object.id, address, `${path} is not as a file can say it`);
    return true;
  }

  remark(id: string, address: Address | undefined, what: string): void {
    this.remarks.push({ id, address, what });
  }
}

/** Keys in the order in which a person writes them; others, the keys of maps, stay in theirs. */
const ORDER = [
  'name',
  'existing',
  'subscription',
  'resourceGroup',
  'location',
  'sku',
  'tags',
  'zoneRedundancy',
  'globalRouting',
  'adminUser',
  'anonymousPull',
  'roleAssignmentMode',
  'addressSpace',
  'dnsServers',
  'authorization',
  'purgeProtection',
  'retentionDays',
  'type',
  'size',
  'key',
  'rotation',
  'role',
  'principalId',
  'principalType',
  'identity',
  'encryption',
  'replications',
  'roleAssignments',
  'network',
  'policies',
  'publicAccess',
  'allowedIpRanges',
  'trustedServices',
  'networkRuleBypassAllowedForTasks',
  'dataEndpoints',
  'privateEndpoints',
  'prefix',
  'privateEndpointNetworkPolicies',
  'interfaceName',
  'subnet',
  'approval',
  'requestMessage',
  'dns',
  'staticIps',
  'resolutionPolicy',
  'keys',
  'subnets',
  'links',
  'ignore',
];

export function inOrder(entry: JsonObject): JsonObject {
  const rank = (key: string) => {
    const at = ORDER.indexOf(key);
    return at < 0 ? ORDER.length : at;
  };
  return Object.fromEntries(Object.entries(entry).toSorted(([a], [b]) => rank(a) - rank(b)));
}

/** The value at a path of maps, put there with what is on the way. */
export function placed(root: JsonObject, path: readonly string[], value: JsonObject): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined) return merged(value, root);
  const inner = root[key];
  const below: JsonObject = isMap(inner) ? inner : {};
  return { ...root, [key]: placed(below, rest, value) };
}

/** Children may stand there before their parent does, and stay. */
function merged(value: JsonObject, there: JsonObject): JsonObject {
  const both: Record<string, Json> = { ...value };
  for (const [key, inner] of Object.entries(there)) {
    const own = both[key];
    both[key] = isMap(own) && isMap(inner) ? merged(own, inner) : inner;
  }
  return both;
}

function isMap(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
