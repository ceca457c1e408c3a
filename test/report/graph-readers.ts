/** A drawing as whoever draws it reads it. */
export interface Drawing {
  readonly nodes: readonly DrawnNode[];
  /** What is done first, and what waits for it, by the ids of the nodes. */
  readonly edges: readonly (readonly [before: string, after: string])[];
}

export interface DrawnNode {
  readonly id: string;
  /** That of the frame around it, if there is one. */
  readonly frame: string | undefined;
  readonly lines: readonly string[];
  readonly look: string;
}

/**
 * Reads the part of https://graphviz.org/doc/info/lang.html that acrctl writes, one statement a line. Throws at any
 * other line.
 */
export function readDot(text: string): Drawing {
  const drawing = new Draft();
  readLines(text, [
    [`digraph ${QUOTED} \\{|\\}`, () => drawing.leave()],
    ['// [A-Za-z .]+|(?:graph|node) \\[[a-zA-Z]+=[^\\]\\\\]+\\]'],
    ['subgraph cluster_\\d+ \\{', () => drawing.enter('')],
    [`label=${QUOTED}`, (label) => drawing.enter(labelOf(label).join())],
    [
      `${QUOTED} \\[label=${QUOTED}, tooltip=${QUOTED}, (fillcolor="#[0-9a-f]{6}"(?:, shape=octagon, style="filled,bold")?, color="#[0-9a-f]{6}")\\]`,
      (id, label, _, look) => drawing.node(nameOf(id), labelOf(label), look),
    ],
    [`${QUOTED} -> ${QUOTED}`, (before, after) => drawing.edge(nameOf(before), nameOf(after))],
  ]);
  return drawing;
}

/**
 * Reads the part of https://mermaid.js.org/syntax/flowchart.html that acrctl writes: labels are plain words and the
 * codes of all other characters. Throws at any other line.
 */
export function readMermaid(text: string): Drawing {
  const drawing = new Draft();
  const label = '"((?:[A-Za-z](?:[A-Za-z0-9 .()-]|#\\d+;|<br>)*|#\\d+;(?:[A-Za-z0-9 .()-]|#\\d+;|<br>)*)?)"';
  readLines(text, [
    ['flowchart LR'],
    ['classDef [a-z-]+ [a-z]+:[^;%"]+'],
    [`subgraph g\\d+\\[${label}\\]`, (title) => drawing.enter(fromCodes(title))],
    ['end', () => drawing.leave()],
    [
      `(s\\d+)\\[${label}\\]:::([a-z-]+)`,
      (id, lines, look) => drawing.node(id, lines.split('<br>').map(fromCodes), look),
    ],
    ['(s\\d+) --> (s\\d+)', (before, after) => drawing.edge(before, after)],
  ]);
  return drawing;
}

/** All that is written on it, as people see it. */
export function textOn({ nodes }: Drawing): string {
  return nodes.map(({ lines }) => lines.join('\n')).join('\n');
}

const QUOTED = '"((?:[^"\\\\]|\\\\.)*)"';

class Draft implements Drawing {
  readonly nodes: DrawnNode[] = [];
  readonly edges: (readonly [string, string])[] = [];
  #frame: string | undefined;

  enter(label: string): void {
    this.#frame = label;
  }

  leave(): void {
    this.#frame = undefined;
  }

  node(id: string, lines: readonly string[], look: string): void {
    this.nodes.push({ id, frame: this.#frame, lines, look });
  }

  edge(before: string, after: string): void {
    this.edges.push([before, after]);
  }
}

type Rule = readonly [pattern: string, take?: (...parts: string[]) => void];

function readLines(text: string, rules: readonly Rule[]): void {
  const compiled = rules.map(([pattern, take]) => ({ pattern: new RegExp(`^(?:${pattern})$`, 'u'), take }));
  for (const line of text
    .trimEnd()
    .split('\n')
    .map((each) => each.trim())) {
    const rule = compiled.find(({ pattern }) => pattern.test(line));
    if (rule === undefined) throw new Error(`This is no line of the language: ${line}`);
    const [, ...parts] = rule.pattern.exec(line) ?? [];
    rule.take?.(...parts);
  }
}

/** In a name only a quote needs the backslash; acrctl doubles the others, so that none stands before the last quote. */
function nameOf(written: string): string {
  return written.replace(/\\(["\\])/g, '$1');
}

function labelOf(written: string): readonly string[] {
  const lines = written.replace(/\\(.)|&(\w+;)/gu, (_, escaped?: string, entity?: string) => {
    if (escaped === 'n') return '\n';
    if (escaped === '"' || escaped === '\\') return escaped;
    if (entity === 'amp;') return '&';
    throw new Error(`Graphviz would not show this as it is written: ${written}`);
  });
  return lines.split('\n');
}

function fromCodes(written: string): string {
  return written.replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}
