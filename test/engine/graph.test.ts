import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Edge,
  longestPath,
  predecessors,
  remainingWeight,
  topologicalOrder,
  withFollowers,
} from '../../src/engine/graph.ts';

/** `a>b c>b`: a and c before b. */
function edges(text: string): readonly Edge<string>[] {
  return text
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => {
      const [before = '', after = ''] = word.split('>');
      return { before, after };
    });
}

function waitsOf(nodes: string, text: string) {
  return predecessors([...nodes], edges(text));
}

describe('predecessors', () => {
  it.each([
    ['are sorted, each once', 'abc', 'c>a b>a c>a', { a: ['b', 'c'], b: [], c: [] }],
    ['leave out names that are no nodes, on either side', 'ab', 'x>a a>y a>b', { a: [], b: ['a'] }],
    ['leave out what waits for itself', 'ab', 'a>a a>b', { a: [], b: ['a'] }],
  ])('%s', (_, nodes, text, expected) => {
    expect(Object.fromEntries(waitsOf(nodes, text))).toEqual(expected);
  });
});

describe('followers', () => {
  it.each([
    ['are reached over any number of others', 'a', 'a>b b>c x>y', 'abc'],
    ['are reached round a cycle, once', 'b', 'a>b b>c c>a', 'abc'],
    ['of several are those of each, with what is no end of an edge', 'ax', 'b>a x>y', 'axy'],
    ['of nothing are nothing', '', 'a>b', ''],
  ])('%s', (_, from, text, expected) => {
    expect([...withFollowers(from, edges(text))].sort().join('')).toBe(expected);
  });
});

describe('the order', () => {
  const check = (nodes: string, text: string, expected: unknown) => {
    expect(topologicalOrder(waitsOf(nodes, text))).toEqual(expected);
  };

  it('is by name where nothing is asked', () => check('cab', '', { ok: true, order: ['a', 'b', 'c'] }));
  it('puts every node after what it waits for', () =>
    check('abcd', 'd>a c>b b>d', { ok: true, order: ['c', 'b', 'd', 'a'] }));
  it('names the nodes of a cycle, each before the next', () =>
    check('abcde', 'a>b b>c c>a d>a e>d', { ok: false, cycle: ['b', 'c', 'a'] }));

  it('does not end the stack on a chain of twenty thousand nodes', () => {
    const chain = new Map(
      Array.from({ length: 20_000 }, (_, at) => [`n${at}`, at === 0 ? [] : [`n${at - 1}`]]),
    );
    expect(topologicalOrder(chain)).toMatchObject({ ok: true });
  });

  it('holds for every graph, and a cycle that is named is one', () => {
    fc.assert(
      fc.property(graphs(), (waits) => {
        const sorted = topologicalOrder(waits);
        if (sorted.ok) {
          expect([...sorted.order].sort()).toEqual([...waits.keys()].sort());
          const at = new Map(sorted.order.map((node, index) => [node, index]));
          for (const [node, needed] of waits) {
            for (const each of needed) expect(at.get(each)).toBeLessThan(at.get(node) ?? -1);
          }
        } else {
          sorted.cycle.forEach((node, index) => {
            expect(waits.get(sorted.cycle[(index + 1) % sorted.cycle.length] ?? '')).toContain(node);
          });
          expect(new Set(sorted.cycle).size).toBe(sorted.cycle.length);
        }
      }),
    );
  });

  it('does not depend on the order of nodes and edges', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name(), name())), (pairs) => {
        const list = pairs.map(([before, after]) => ({ before, after }));
        const orders = [list, list.toReversed()].map((each) =>
          topologicalOrder(predecessors([...'abcdefgh'], each)),
        );
        const reversed = topologicalOrder(predecessors([...'hgfedcba'], list));
        expect([orders[1], reversed]).toEqual([orders[0], orders[0]]);
      }),
    );
  });
});

describe('weights', () => {
  const weights: Readonly<Record<string, number>> = { a: 1, b: 5, c: 2, d: 1, e: 1, f: 3, g: 1, h: 2 };
  const weightOf = (node: string) => weights[node] ?? 0;

  it('say how heavy the longest way is, from each node to an end and through the whole', () => {
    const waits = waitsOf('abcd', 'a>b a>c b>d c>d');
    const order = ['a', 'b', 'c', 'd'];
    expect(Object.fromEntries(remainingWeight(order, waits, weightOf))).toEqual({ a: 7, b: 6, c: 3, d: 1 });
    expect(longestPath(order, waits, weightOf)).toEqual({ weight: 7, path: ['a', 'b', 'd'] });
  });

  it('are those that trying every way finds', () => {
    fc.assert(
      fc.property(graphs(), (waits) => {
        const sorted = topologicalOrder(waits);
        fc.pre(sorted.ok);
        const byHand = (node: string): number =>
          weightOf(node) +
          Math.max(
            0,
            ...[...waits].filter(([, needed]) => needed.includes(node)).map(([after]) => byHand(after)),
          );
        const all = [...waits.keys()].map((node) => [node, byHand(node)] as const);
        expect(new Map(remainingWeight(sorted.order, waits, weightOf))).toEqual(new Map(all));
        const { weight, path } = longestPath(sorted.order, waits, weightOf);
        expect(weight).toBe(Math.max(...all.map(([, heaviest]) => heaviest)));
        expect(path.reduce((sum, node) => sum + weightOf(node), 0)).toBe(weight);
        for (const [index, node] of path.slice(1).entries()) expect(waits.get(node)).toContain(path[index]);
      }),
    );
  });

  it('of nothing are nothing', () => {
    expect(longestPath([], new Map(), () => 1)).toEqual({ weight: 0, path: [] });
  });
});

function name(): fc.Arbitrary<string> {
  return fc.constantFrom(...'abcdefgh');
}

/** Some with cycles, most without. */
function graphs() {
  const forward = fc.boolean();
  return fc
    .tuple(fc.array(fc.tuple(name(), name()), { maxLength: 14 }), forward)
    .map(([pairs, isForward]) => {
      const list = pairs.map(([before, after]) =>
        isForward && before > after ? { before: after, after: before } : { before, after },
      );
      return predecessors([...'abcdefgh'], list);
    });
}
