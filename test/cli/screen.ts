/** As much of a terminal as the progress needs: line feeds, and going up to erase what is below. */
export function newScreen(size: { readonly columns?: number; readonly rows?: number } = {}) {
  let lines: string[] = [''];
  const write = (text: string): boolean => {
    for (const [, up, part = ''] of text.matchAll(/\u001b\[(\d+)A\u001b\[0J|([^\u001b]+)/g)) {
      if (up !== undefined) lines = [...lines.slice(0, lines.length - 1 - Number(up)), ''];
      const [head = '', ...rest] = part.split('\n');
      lines = [...lines.slice(0, -1), `${lines.at(-1)}${head}`, ...rest];
    }
    return true;
  };
  const stream = { isTTY: true, columns: 80, rows: 24, ...size, write } as unknown as NodeJS.WriteStream;
  return { stream, lines: () => lines.slice(0, -1) };
}
