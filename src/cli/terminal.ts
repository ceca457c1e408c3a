import type { TextOptions } from '../report/plan-text.ts';
import { COLOURED, PLAIN } from '../report/style.ts';

export interface TerminalStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const WIDEST = 100;
const NARROWEST = 40;
const USUAL = 80;

/** How text for this stream is laid out; `color: false` is the user's `--no-color`. */
export function terminal(stream: TerminalStream, color = true): TextOptions {
  const width = Math.min(Math.max(stream.columns || USUAL, NARROWEST), WIDEST);
  return { width, style: color && wantsColour(stream) ? COLOURED : PLAIN };
}

function wantsColour(stream: TerminalStream): boolean {
  if (process.env['NO_COLOR']) return false;
  return stream.isTTY === true && process.env['TERM'] !== 'dumb';
}
