import { readFile } from 'node:fs/promises';
import { diagnose } from '../core/codes.ts';
import { AcrctlError, EXIT } from '../core/errors.ts';
import type { Plan } from '../core/plan.ts';
import { parseSavedPlan } from '../engine/saved-plan.ts';
import { fileErrorReason } from './file-error.ts';

/** A plan from a file, its digest verified. Throws with exit 1 where it cannot be read, 6 where it was altered. */
export async function readSavedPlan(file: string): Promise<Plan> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const detail = `The plan "${file}" cannot be read. ${fileErrorReason(error)}`;
    const hint = 'Make one with "acrctl plan --out FILE".';
    throw new AcrctlError(EXIT.error, [diagnose('ACR2028', { detail, hint })], { cause: error });
  }
  return parseSavedPlan(text, file);
}
