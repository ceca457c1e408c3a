/** Nodes are names; `before` must be done before `after`. Knows nothing of what the nodes stand for. */
export interface Edge<Node extends string> {
  readonly before: Node;
  readonly after: Node;
}

/** What each node waits for, sorted; edges that lead to or from a name that is no node are passed over. */
export function predecessors<Node extends string>(
  nodes: readonly Node[],
  edges: readonly Edge<Node>[],
): ReadonlyMap<Node, readonly Node[]> {
  const waits = new Map(nodes.map((node) => [node, new Set<Node>()]));
  for (const { before, after } of edges) {
    if (waits.has(before) && before !== after) waits.get(after)?.add(before);
  }
  return new Map([...waits].map(([node, set]) => [node, [...set].sort()]));
}

/** The nodes given and all that comes after them, directly or not. */
export function withFollowers<Node extends string>(
  nodes: Iterable<Node>,
  edges: readonly Edge<Node>[],
): ReadonlySet<Node> {
  const following = Map.groupBy(edges, ({ before }) => before);
  const reached = new Set(nodes);
  // The set grows while it is gone through.
  for (const node of reached) {
    for (const { after } of following.get(node) ?? []) reached.add(after);
  }
  return reached;
}

export type Sorted<Node extends string> =
  | { readonly ok: true; readonly order: readonly Node[] }
  /** The nodes of one cycle, each before the next, the first again before the last one's end. */
  | { readonly ok: false; readonly cycle: readonly Node[] };

/** An order in which every node comes after what it waits for; ties by name, so that it is always the same. */
export function topologicalOrder<Node extends string>(
  waits: ReadonlyMap<Node, readonly Node[]>,
): Sorted<Node> {
  const order: Node[] = [];
  const state = new Map<Node, 'open' | 'done'>();
  for (const start of [...waits.keys()].sort()) {
    const cycle = visit(start, waits, state, order);
    if (cycle !== undefined) return { ok: false, cycle };
  }
  return { ok: true, order };
}

/** Depth first without recursion: a chain of ten thousand nodes must not end the stack. */
function visit<Node extends string>(
  start: Node,
  waits: ReadonlyMap<Node, readonly Node[]>,
  state: Map<Node, 'open' | 'done'>,
  order: Node[],
): readonly Node[] | undefined {
  if (state.has(start)) return undefined;
  const path: { node: Node; next: number }[] = [{ node: start, next: 0 }];
  state.set(start, 'open');
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const needed = waits.get(top.node)?.[top.next];
    top.next += 1;
    if (needed === undefined) {
      state.set(top.node, 'done');
      order.push(top.node);
      path.pop();
    } else if (state.get(needed) === 'open') {
      const names = path.map((frame) => frame.node);
      return names.slice(names.indexOf(needed)).reverse();
    } else if (!state.has(needed)) {
      state.set(needed, 'open');
      path.push({ node: needed, next: 0 });
    }
  }
  return undefined;
}

/**
 * For each node the weight of the heaviest way from it to an end, its own included: the larger, the sooner it
 * should start. `order` is a topological order of `waits`.
 */
export function remainingWeight<Node extends string>(
  order: readonly Node[],
  waits: ReadonlyMap<Node, readonly Node[]>,
  weightOf: (node: Node) => number,
): ReadonlyMap<Node, number> {
  const remaining = new Map<Node, number>(order.map((node) => [node, weightOf(node)]));
  for (const node of order.toReversed()) {
    for (const needed of waits.get(node) ?? []) {
      const through = weightOf(needed) + (remaining.get(node) ?? 0);
      if (through > (remaining.get(needed) ?? 0)) remaining.set(needed, through);
    }
  }
  return remaining;
}

/** The heaviest way through the graph, first node first. */
export function longestPath<Node extends string>(
  order: readonly Node[],
  waits: ReadonlyMap<Node, readonly Node[]>,
  weightOf: (node: Node) => number,
): { readonly weight: number; readonly path: readonly Node[] } {
  const best = new Map<Node, { weight: number; previous: Node | undefined }>();
  let end: Node | undefined;
  for (const node of order) {
    let previous: Node | undefined;
    for (const needed of waits.get(node) ?? []) {
      if (previous === undefined || weightAt(best, needed) > weightAt(best, previous)) previous = needed;
    }
    const before = previous === undefined ? 0 : weightAt(best, previous);
    best.set(node, { weight: before + weightOf(node), previous });
    if (end === undefined || weightAt(best, node) > weightAt(best, end)) end = node;
  }
  const path: Node[] = [];
  for (let node = end; node !== undefined; node = best.get(node)?.previous) path.push(node);
  return { weight: end === undefined ? 0 : weightAt(best, end), path: path.reverse() };
}

function weightAt<Node extends string>(best: ReadonlyMap<Node, { weight: number }>, node: Node): number {
  return best.get(node)?.weight ?? 0;
}
