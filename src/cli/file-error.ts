/** Why a file could not be used, for people; the system's own words where there are no better ones. */
export function fileErrorReason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'There is no such file.';
  if (code === 'EACCES') return 'You may not read it.';
  if (code === 'EISDIR') return 'It is a directory.';
  if (code === 'EEXIST' || code === 'ENOTDIR') return 'It is no directory.';
  return error instanceof Error ? error.message : String(error);
}
