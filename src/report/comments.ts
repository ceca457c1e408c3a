import { escapeUnprintable } from '../core/wording.ts';
import { wrap } from './layout.ts';

/** Sentences as a comment, the mark in front of every line. */
export function comment(mark: string, text: string, width = FILE_WIDTH): readonly string[] {
  return wrap(escapeUnprintable(text), width, `${mark} `, `${mark} `);
}

/** Files for programs are read on other screens than this one. */
const FILE_WIDTH = 80;
