import type { Plan } from '../core/plan.ts';
import type { ChangeKind } from './change-kinds.ts';
import { type StepGroup, type StepNode, stepGraph } from './step-graph.ts';

/**
 * The steps of a plan as a Mermaid flowchart, which GitHub and GitLab draw in Markdown. Syntax and entity codes as in
 * https://mermaid.js.org/syntax/flowchart.html.
 */
export function planMermaid(plan: Plan): string {
  const { groups, edges } = stepGraph(plan);
  const nodes = groups.flatMap((group) => group.nodes);
  const names = new Map(nodes.map(({ id }, index) => [id, `s${index + 1}`]));
  const nameOf = (id: string) => names.get(id) ?? '';
  const lines = [
    'flowchart LR',
    ...groups.flatMap((group, index) => groupLines(group, index, nameOf)),
    ...edges.map(({ before, after }) => `  ${nameOf(before)} --> ${nameOf(after)}`),
    ...[...new Set(nodes.map(lookOf))].sort().map((look) => `  classDef ${look} ${LOOKS[look]}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** A frame around a single step would say its name twice. */
function groupLines(
  { entry, nodes }: StepGroup,
  index: number,
  nameOf: (id: string) => string,
): readonly string[] {
  if (nodes.length === 1) return nodes.map((node) => `  ${nodeLine(node, nameOf)}`);
  return [
    `  subgraph g${index + 1}["${text(entry)}"]`,
    ...nodes.map((node) => `    ${nodeLine(node, nameOf)}`),
    '  end',
  ];
}

function nodeLine(node: StepNode, nameOf: (id: string) => string): string {
  return `${nameOf(node.id)}["${node.lines.map(text).join('<br>')}"]:::${lookOf(node)}`;
}

type Look = ChangeKind | 'blocked';

function lookOf({ kind, isBlocked }: Pick<StepNode, 'kind' | 'isBlocked'>): Look {
  return isBlocked ? 'blocked' : kind;
}

const LOOKS: Readonly<Record<Look, string>> = {
  create: 'fill:#dafbe1,stroke:#1a7f37,color:#1f2328',
  update: 'fill:#fff8c5,stroke:#9a6700,color:#1f2328',
  delete: 'fill:#ffebe9,stroke:#cf222e,color:#1f2328',
  replace: 'fill:#fbefff,stroke:#8250df,color:#1f2328',
  'no-op': 'fill:#f6f8fa,stroke:#8c959f,color:#1f2328',
  blocked: 'fill:#ffebe9,stroke:#cf222e,color:#1f2328,stroke-width:4px,stroke-dasharray:6 3',
};

/**
 * Mermaid looks for comments, directives, Markdown and HTML in labels, so that everything but plain words stands as the
 * code of its character.
 */
function text(line: string): string {
  return line.replace(/^[^A-Za-z]|[^A-Za-z0-9 .()-]/gu, (character) => `#${character.codePointAt(0)};`);
}
