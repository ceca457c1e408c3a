/** How far it is, on a terminal alone: a line that is written over, and gone at the end. */
export function counting(
  stream: NodeJS.WriteStream,
  total: number,
  { json }: { readonly json: boolean },
): { onDone(done: number): void; stop(): void } {
  if (json || stream.isTTY !== true) return { onDone: () => undefined, stop: () => undefined };
  const show = (text: string) => void stream.write(`\r\u001b[K${text}`);
  show(`  0 of ${total} checks`);
  return { onDone: (done) => show(`  ${done} of ${total} checks`), stop: () => show('') };
}
