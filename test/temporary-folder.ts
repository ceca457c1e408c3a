import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One folder for all that a run leaves behind: processes of tests are killed at their end, and clean nothing up. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'acrctl-tests-'));
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
