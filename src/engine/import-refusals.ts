import type { Address } from '../core/address.ts';
import { type Code, diagnose } from '../core/codes.ts';
import type { Block, Compiled } from '../core/desired.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { textAt } from '../core/path.ts';
import type { ReadTarget } from '../core/resource-type.ts';
import type { StateEntry } from '../core/state.ts';
import { nearest, quote } from '../core/wording.ts';
import type { Draft } from './draft.ts';

/** An object that is not taken into the state. */
export interface ImportRefusal {
  readonly address: Address;
  /** Undefined where the file has nothing at the address. */
  readonly target: ReadTarget | undefined;
  /** `guarded`: no plan takes it over either, with or without `adopt: true` (exit code 7). */
  readonly reason:
    | 'unknown'
    | 'existing'
    | 'theirs'
    | 'other-address'
    | 'address-taken'
    | 'absent'
    | 'superseded'
    | 'unsettled'
    | 'guarded';
  /** What is wrong and what to do, in full sentences. */
  readonly diagnostic: Diagnostic;
}

/** Of an address at which the file gives acrctl nothing to look after. */
export function notManaged(address: Address, { resources, existing }: Compiled): ImportRefusal {
  const found = existing.find((each) => each.address === address);
  if (found !== undefined) {
    const detail = `The entry ${address} says "existing: true": acrctl reads that object and never takes it.`;
    const hint = 'Take "existing: true" out of the entry if acrctl is to look after the object.';
    return refusal(address, { type: found.type, id: found.id }, 'existing', 'ACR2085', { detail, hint });
  }
  const known = resources.filter(({ theirs }) => theirs !== true).map((each) => each.address);
  const near = nearest(address, known);
  const detail = `The file gives acrctl nothing to look after at ${quote(address)}. An import takes what an entry stands for, so the entry is written first.`;
  const hint =
    near === undefined
      ? 'An address is the path of the entry in the file, such as registries.images.'
      : `Did you mean '${near}'?`;
  return refusal(address, undefined, 'unknown', 'ACR2071', { detail, hint });
}

export function ofOthers(draft: Draft): ImportRefusal {
  const detail = `${draft.address} stands for an object of others, which acrctl only brings to what the file says; the state never holds it.`;
  return refused(draft, 'theirs', 'ACR2085', {
    detail,
    hint: 'There is nothing to import: write the file and apply.',
  });
}

export function heldElsewhere(draft: Draft, holder: StateEntry): ImportRefusal {
  const detail = `The state holds ${draft.id} at the address ${holder.address}.`;
  const hint = `To give it the address of the file, run "acrctl state mv '${holder.address}' '${draft.address}'", or apply: a plan shows it as a move.`;
  return refused(draft, 'other-address', 'ACR2084', { detail, hint });
}

export function addressTaken(draft: Draft, holder: StateEntry): ImportRefusal {
  const detail = `At ${draft.address} the state holds another object: ${holder.id}. The file now means ${draft.id}.`;
  const hint = `If acrctl is to leave the other one alone, run "acrctl state rm '${draft.address}'" first. If it is to be deleted, write "adopt: true" on the entry and apply.`;
  return refused(draft, 'address-taken', 'ACR2116', { detail, hint });
}

export function absent(draft: Draft): ImportRefusal {
  const detail = `There is no ${draft.type.label} ${draft.id}: Azure answers that it does not exist (404).`;
  const hint = 'If acrctl is to make it, apply. If it has another name or place, correct the entry.';
  return refused(draft, 'absent', 'ACR2082', { detail, hint });
}

/** What stands at the id is the work of something that the next apply takes away first. */
export function superseded(draft: Draft): ImportRefusal {
  const detail = `What stands at ${draft.id} goes with something that the next apply takes away, and is made by acrctl then.`;
  return refused(draft, 'superseded', 'ACR2085', { detail, hint: 'There is nothing to import: apply.' });
}

/** What is being made or deleted, or failed to be, may be gone or another thing in a minute. */
export function unsettled(draft: Draft, settlement: 'running' | 'failed'): ImportRefusal {
  const state = textAt(draft.live?.body ?? {}, 'properties.provisioningState');
  const told = state === undefined ? '' : ` (provisioning state ${state})`;
  const [what, hint] =
    settlement === 'running'
      ? [`Azure is still at work on ${draft.id}${told}.`, 'Wait until that is over, then run this again.']
      : [
          `What was last done to ${draft.id} failed${told}, so nobody knows what it is worth.`,
          'Mend it in Azure (repeating what failed often does) or delete it, then run this again.',
        ];
  return refused(draft, 'unsettled', 'ACR2083', { detail: what, hint });
}

export function guarded(draft: Draft, { code, detail }: Block): ImportRefusal {
  return refused(draft, 'guarded', code as Code, { detail });
}

type Reason = ImportRefusal['reason'];
type Told = { readonly detail: string; readonly hint?: string };

function refused({ address, type, id }: Draft, reason: Reason, code: Code, told: Told): ImportRefusal {
  return refusal(address, { type: type.type, id }, reason, code, told);
}

function refusal(
  address: Address,
  target: ReadTarget | undefined,
  reason: Reason,
  code: Code,
  told: Told,
): ImportRefusal {
  return { address, target, reason, diagnostic: diagnose(code, { ...told, address }) };
}
