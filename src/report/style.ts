/** How a piece of text stands out. Nothing is said by colour alone: symbols and words carry the meaning. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  caution(text: string): string;
  bad(text: string): string;
}

const same = (text: string) => text;

export const PLAIN: Style = { bold: same, dim: same, good: same, caution: same, bad: same };

const sgr = (on: number, off: number) => (text: string) => `\u001b[${on}m${text}\u001b[${off}m`;

export const COLOURED: Style = {
  bold: sgr(1, 22),
  dim: sgr(2, 22),
  good: sgr(32, 39),
  caution: sgr(33, 39),
  bad: sgr(31, 39),
};
