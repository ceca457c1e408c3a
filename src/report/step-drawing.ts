import { graphlib, layout } from '@dagrejs/dagre';
import { counted, duration } from '../core/wording.ts';
import { type DrawnBox, drawnSteps } from './drawn-steps.ts';
import { html } from './html.ts';
import { shorten, wrap } from './layout.ts';
import type { ShownChange, Words } from './shown-change.ts';
import type { ScheduledStep } from './step-schedule.ts';

/**
 * The steps as SVG inside a page, from left to right: what is joined by a line waits for what is on its left. Colours
 * come from the page by the classes of its kinds. Empty where there is nothing to draw, or more than can be.
 */
export function stepDrawing(
  steps: readonly ScheduledStep[],
  changes: readonly ShownChange[],
  { short }: Pick<Words, 'short'>,
): string {
  const { boxes, edges } = drawnSteps(steps, changes);
  if (boxes.length === 0 || boxes.length > MOST_DRAWN) return '';
  const looks = boxes.map((box) => lookOf(box, changes, short));
  const graph = new graphlib.Graph();
  graph.setGraph({
    rankdir: 'LR',
    nodesep: 12,
    ranksep: 34,
    edgesep: 10,
    marginx: 3,
    marginy: 3,
    rankalign: 'top',
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const [index, { width, height }] of looks.entries()) graph.setNode(`${index}`, { width, height });
  for (const [before, after] of edges) graph.setEdge(`${before}`, `${after}`);
  layout(graph);
  const { width = 0, height = 0 } = graph.graph();
  const [wide, high] = [Math.ceil(width), Math.ceil(height)];
  const places = looks.map((_, index) => placeOf(graph.node(`${index}`)));
  return [
    `<svg class="drawing${wide > SHRUNK.from && wide <= SHRUNK.to ? ' shrinks' : ''}" width="${wide}" height="${high}" viewBox="0 0 ${wide} ${high}" role="group" aria-labelledby="drawing-title">`,
    `<title id="drawing-title">Drawing of ${counted(steps.length, 'step')} in ${counted(boxes.length, 'box', 'boxes')}</title>`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerUnits="userSpaceOnUse" markerWidth="9" markerHeight="9" orient="auto"><path class="tip" d="M0 0L8 4L0 8Z"/></marker></defs>',
    ...edges.map(([before, after]) => {
      const isLong = looks[before]?.isLong === true && looks[after]?.isLong === true;
      const { points = [] } = graph.edge(`${before}`, `${after}`);
      // Of the points inside every other one lies between two rows, where there is nothing to pass by.
      const bends = points.slice(1, -1).filter((_: unknown, index: number) => index % 2 === 1);
      const line = curve(places[before], bends, places[after], places);
      return `<path class="edge${isLong ? ' long' : ''}" marker-end="url(#tip)" d="${line}"/>`;
    }),
    ...looks.map((look, index) => boxSvg(look, places[index])),
    '</svg>',
  ].join('\n');
}

/** What is beyond is no drawing any more. */
const MOST_DRAWN = 400;
const LABEL_WIDTH = 26;
const LINE_HEIGHT = 15;
/** What is wider than the first is made smaller to fit the page; from the second on it could not be read any more. */
const SHRUNK = { from: 1_000, to: 1_450 };
/** Of the font of the drawing, which has one width for all characters. */
const CHARACTER_WIDTH = 7.25;
const MOST_NAMED = 12;

interface Look {
  readonly classes: string;
  /** The name, and how long it takes. */
  readonly lines: readonly string[];
  readonly title: string;
  /** Of the change, where the box is one step. */
  readonly change: number | undefined;
  readonly width: number;
  readonly height: number;
  readonly isLong: boolean;
}

function lookOf({ steps, kind }: DrawnBox, changes: readonly ShownChange[], short: Words['short']): Look {
  const [first] = steps;
  const change = changes[first?.change ?? 0];
  const isOne = steps.length === 1;
  const stage = first === undefined || first.name === 'write' ? '' : ` (${first.name})`;
  const name = isOne && first !== undefined ? short(first.ref) : `${steps.length} × ${kind}${stage}`;
  const [head = '', ...rest] = wrap(name, LABEL_WIDTH, `${change?.symbol} `);
  const label = [head, ...(rest.length === 0 ? [] : [`  ${rest.map((line) => line.trim()).join(' ')}`])];
  const most = Math.max(...steps.map(({ seconds }) => seconds));
  const isLong = steps.some(({ isOnLongestPath }) => isOnLongestPath);
  const time = `  ${isOne ? '' : 'each '}${duration(most)}${isLong ? ', longest path' : ''}`;
  const lines = [...label.map((line) => shorten(line, LABEL_WIDTH + 4)), time];
  return {
    classes: `box ${change?.block === undefined ? change?.kind : 'blocked'}${isLong ? ' long' : ''}`,
    lines,
    title: `${change?.word}${change?.block === undefined ? '' : ', BLOCKED'}: ${namesOf(steps, short)}`,
    change: isOne ? first?.change : undefined,
    width: Math.ceil(Math.max(...lines.map(({ length }) => length)) * CHARACTER_WIDTH) + 16,
    height: lines.length * LINE_HEIGHT + 10,
    isLong,
  };
}

function namesOf(steps: readonly ScheduledStep[], short: Words['short']): string {
  const named = steps.slice(0, MOST_NAMED).map(({ ref }) => short(ref));
  const more = steps.length > MOST_NAMED ? ` and ${steps.length - MOST_NAMED} more` : '';
  return `${named.join(', ')}${more}`;
}

function boxSvg(look: Look, place: Place | undefined): string {
  if (place === undefined) return '';
  const { left, y } = place;
  const top = y - look.height / 2;
  const box = [
    `<g class="${look.classes}">`,
    `<title>${html(look.title)}</title>`,
    `<rect x="${round(left)}" y="${round(top)}" width="${look.width}" height="${look.height}" rx="7"/>`,
    ...look.lines.map((line, index) => {
      const isLast = index === look.lines.length - 1;
      const base = round(top + 15 + index * LINE_HEIGHT);
      return `<text${isLast ? ' class="time"' : ''} x="${round(left + 8)}" y="${base}">${html(line)}</text>`;
    }),
    '</g>',
  ].join('');
  return look.change === undefined ? box : `<a href="#change-${look.change + 1}">${box}</a>`;
}

/** Of a box: its sides, and the middle of its height. */
interface Place {
  readonly left: number;
  readonly right: number;
  readonly y: number;
}

function placeOf({ x = 0, y = 0, width = 0 }: { x?: number; y?: number; width?: number }): Place {
  return { left: x - width / 2, right: x + width / 2, y };
}

/** From side to side, level past every box in between. */
function curve(
  from: Place | undefined,
  bends: readonly { readonly x: number; readonly y: number }[],
  to: Place | undefined,
  places: readonly Place[],
): string {
  if (from === undefined || to === undefined) return '';
  let { right: x, y } = from;
  let path = `M${at(x, y)}`;
  const passTo = (right: number) => {
    x = Math.max(x, right);
    path += `H${round(x)}`;
  };
  const bendTo = (nextX: number, nextY: number) => {
    const middle = (x + nextX) / 2;
    path += `C${at(middle, y)} ${at(middle, nextY)} ${at(nextX, nextY)}`;
    [x, y] = [nextX, nextY];
  };
  passTo(Math.max(...places.filter(({ left }) => left === from.left).map(({ right }) => right)));
  for (const bend of bends) {
    const row = places.filter(({ left, right }) => left <= bend.x && bend.x <= right);
    bendTo(Math.min(bend.x, ...row.map(({ left }) => left)), bend.y);
    passTo(Math.max(x, ...row.map(({ right }) => right)));
  }
  bendTo(to.left, to.y);
  return path;
}

function at(x: number, y: number): string {
  return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
