// @ts-check
/** What the environment of a step must have. */

/** A mistake of whoever wrote the workflow, told in one annotation. */
export class StepError extends Error {}

/** @param {string} name */
export function requiredVariable(name) {
  const value = process.env[name];
  if (value === undefined || value === '') throw new StepError(`The variable ${name} is not set.`);
  return value;
}
