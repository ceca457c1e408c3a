import type { Plan } from '../core/plan.ts';
import { escapeUnprintable } from '../core/wording.ts';
import type { ChangeKind } from './change-kinds.ts';
import { type StepGroup, type StepNode, stepGraph } from './step-graph.ts';

/**
 * The steps of a plan in the language of Graphviz. Quoting as in https://graphviz.org/doc/info/lang.html (IDs) and
 * https://graphviz.org/docs/attr-types/escString/.
 */
export function planDot(plan: Plan): string {
  const { groups, edges } = stepGraph(plan);
  const lines = [
    `digraph ${id(escapeUnprintable(plan.stack))} {`,
    ...(groups.length === 0 ? [] : LOOK),
    ...groups.flatMap((group, index) => groupLines(group, index)),
    ...edges.map(({ before, after }) => `  ${id(before)} -> ${id(after)}`),
    '}',
  ];
  return `${lines.join('\n')}\n`;
}

const LOOK = [
  '  // An arrow leads from a step to one that waits for it.',
  '  graph [rankdir=LR, newrank=true, fontname="Helvetica", color="#8c959f", style="rounded"]',
  '  node [shape=box, style="rounded,filled", fontname="Helvetica"]',
];

/** A frame around a single step would say its name twice. */
function groupLines({ entry, nodes }: StepGroup, index: number): readonly string[] {
  if (nodes.length === 1) return nodes.map((node) => `  ${nodeLine(node)}`);
  return [
    `  subgraph cluster_${index + 1} {`,
    `    label=${label([entry])}`,
    ...nodes.map((node) => `    ${nodeLine(node)}`),
    '  }',
  ];
}

function nodeLine({ id: name, kind, isBlocked, lines }: StepNode): string {
  const { fill, line } = COLOURS[kind];
  const look = isBlocked ? `, shape=octagon, style="filled,bold", color="#cf222e"` : `, color="${line}"`;
  return `${id(name)} [label=${label(lines)}, tooltip=${label([name])}, fillcolor="${fill}"${look}]`;
}

const COLOURS: Readonly<Record<ChangeKind, { readonly fill: string; readonly line: string }>> = {
  create: { fill: '#dafbe1', line: '#1a7f37' },
  update: { fill: '#fff8c5', line: '#9a6700' },
  delete: { fill: '#ffebe9', line: '#cf222e' },
  replace: { fill: '#fbefff', line: '#8250df' },
  'no-op': { fill: '#f6f8fa', line: '#8c959f' },
};

/** Between quotes only a quote means something in a name, and a backslash in front of one. */
function id(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** Labels know sequences that begin with a backslash, and the entities of HTML. */
function label(lines: readonly string[]): string {
  return `"${lines
    .map((line) => line.replaceAll('&', '&amp;').replaceAll('\\', '\\\\').replaceAll('"', '\\"'))
    .join('\\n')}"`;
}
