import { diagnose } from '../../core/codes.ts';
import type { Config } from '../../core/config.generated.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { AcrctlError, EXIT } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json.ts';
import { quote } from '../../core/wording.ts';
import { markOf } from '../../features/import/marks.ts';
import { STACK_NAME } from '../../features/names.ts';
import { nameOf, parseArmId } from '../../providers/azure/arm-id.ts';
import type { ImportRegistryOptions } from '../options.ts';

/** The stack that a file is to be of, and what whoever imports should know of it. */
export interface ChosenStack {
  readonly stack: string;
  readonly warnings: readonly Diagnostic[];
}

/**
 * The stack that is asked for, else the one whose mark the registry carries, else one of the registry's name. Throws
 * where the registry is another stack's, or the name is none.
 */
export function stackOf(registryId: string, registry: JsonObject, asked: string | undefined): ChosenStack {
  const mark = markOf(registry)?.stack;
  if (asked !== undefined && mark !== undefined && mark !== asked) {
    const detail = `The registry ${registryId} carries the mark of the stack ${quote(mark)}, and --stack asks for ${quote(asked)}. Two stacks must not own one object.`;
    const hint = 'Import it without --stack, or take the tag acrctl-stack off if that stack is gone.';
    throw new AcrctlError(EXIT.refused, [diagnose('ACR1302', { detail, hint })]);
  }
  const stack = asked ?? mark ?? nameOf(registryId).toLowerCase();
  if (!new RegExp(STACK_NAME).test(stack)) {
    const detail = `${quote(stack)} cannot name a stack: that takes lower-case letters, digits and hyphens, begins with a letter and has at most 63.`;
    throw new AcrctlError(EXIT.error, [
      diagnose('ACR2041', { detail, hint: 'Give it a name with --stack.' }),
    ]);
  }
  return { stack, warnings: mark === undefined ? [] : [lostState(stack)] };
}

/** Two states of one stack would each undo what the other does. */
function lostState(stack: string): Diagnostic {
  const detail = `The registry carries the mark of the stack ${quote(stack)}: acrctl looks after it, or did. If the state of that stack is not lost, two states hold the same objects now.`;
  const hint = 'If its file and state stand elsewhere, work with those, and delete what was written here.';
  return diagnose('ACR2089', { detail, hint, severity: 'warning' });
}

/** What is known of the configuration before anything is read. */
export function beginningOf(registryId: string, stack: string, { cloud }: ImportRegistryOptions): Config {
  const { subscription = '', resourceGroup = '' } = parseArmId(registryId) ?? {};
  return { apiVersion: 'acrctl/v1', stack, azure: { cloud, subscription, resourceGroup } };
}
