import type { Json } from '../../src/core/json.ts';
import { seededRandom } from '../../test/simulation/seeded-random.ts';
import type { Interaction } from './cassette.ts';
import { type Judgement, STEERING, type Way } from './judge.ts';
import type { Judged } from './measure.ts';

/** One recorded answer, changed in one place, and whether the judge noticed. */
export interface Mutant {
  readonly recorded: Interaction;
  /** Such as `status 200 -> 201`. */
  readonly change: string;
  readonly isReported: boolean;
}

/**
 * Changes each recorded answer that the emulator answers alike: its status, the presence of a compared header, or one leaf
 * whose value is compared. A judge that reports nothing for such an answer would pass an emulator that answers wrongly.
 */
export function mutantsOf(judged: readonly Judged[], seed: number): readonly Mutant[] {
  const { fraction } = seededRandom(`mutants ${seed}`);
  const draw: Draw = (below) => Math.floor(fraction() * below);
  return judged
    .filter(({ isRouted, differences }) => isRouted && differences.length === 0)
    .map((each) => {
      const { changed, change } = mutate(each.recorded, each, draw);
      return { recorded: each.recorded, change, isReported: each.rejudge(changed).differences.length > 0 };
    });
}

/** A whole number from 0 up to, and without, `below`. */
type Draw = (below: number) => number;

interface Mutation {
  readonly changed: Interaction;
  readonly change: string;
}

function mutate(
  recorded: Interaction,
  { compared, comparedHeaders, unprovable }: Judgement,
  draw: Draw,
): Mutation {
  // Where the absence of a header proves nothing, taking one away changes nothing that is compared: one is put there.
  const headers = recorded.hasAllHeaders
    ? comparedHeaders
    : STEERING.filter((header) => !comparedHeaders.includes(header) && !unprovable.includes(header));
  const ways: readonly (() => Mutation)[] = [
    () => withStatus(recorded, draw),
    ...(headers.length > 0 ? [() => withHeader(recorded, pick(headers, draw))] : []),
    ...(compared.length > 0 ? [() => withLeaf(recorded, pick(compared, draw), draw)] : []),
  ];
  return pick(ways, draw)();
}

function withStatus(recorded: Interaction, draw: Draw): Mutation {
  const others = [200, 201, 202, 204, 400, 404, 409].filter((status) => status !== recorded.status);
  const status = pick(others, draw);
  return { changed: { ...recorded, status }, change: `status ${recorded.status} -> ${status}` };
}

function withHeader(recorded: Interaction, header: string): Mutation {
  const { [header]: value, ...others } = recorded.headers;
  if (value !== undefined) return { changed: { ...recorded, headers: others }, change: `without ${header}` };
  return { changed: { ...recorded, headers: { ...others, [header]: 'mutant' } }, change: `with ${header}` };
}

function withLeaf(recorded: Interaction, way: Way, draw: Draw): Mutation {
  const body = changedAt(recorded.body, way, (leaf) => otherLeaf(leaf, draw));
  return { changed: { ...recorded, body }, change: `body ${way.join('.')}` };
}

function changedAt(value: Json, [step, ...rest]: Way, change: (leaf: Json) => Json): Json {
  if (step === undefined) return change(value);
  if (Array.isArray(value)) {
    const list = value as readonly Json[];
    return list.map((entry, at) => (at === step ? changedAt(entry, rest, change) : entry));
  }
  const object = value as Readonly<Record<string, Json>>;
  return { ...object, [step]: changedAt(object[step] ?? null, rest, change) };
}

function otherLeaf(leaf: Json, draw: Draw): Json {
  if (typeof leaf === 'boolean') return !leaf;
  if (typeof leaf === 'number') return leaf + 1;
  // An empty text, list or object, or null.
  if (typeof leaf !== 'string' || leaf === '') return 'mutant';
  const at = draw(leaf.length);
  const character = leaf[at] ?? '';
  // A digit stays a digit, so that what looks like a GUID still does.
  const other = /\d/.test(character) ? String((Number(character) + 1) % 10) : character === 'x' ? 'y' : 'x';
  return `${leaf.slice(0, at)}${other}${leaf.slice(at + 1)}`;
}

function pick<Item>(items: readonly Item[], draw: Draw): Item {
  const item = items[draw(items.length)];
  if (item === undefined) throw new Error('There is nothing to draw from.');
  return item;
}
