import { type Address, withAncestors } from '../core/address.ts';
import { diagnose } from '../core/codes.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { AcrctlError, EXIT } from '../core/errors.ts';
import type { PlanOptions } from '../core/plan.ts';
import { nearest, quote } from '../core/wording.ts';
import { replaceFaults } from './asked.ts';
import type { Draft } from './draft.ts';

export interface NamedAddresses {
  readonly options: PlanOptions;
  readonly drafts: readonly Draft[];
  /** Those of the drafts that the plan changes. */
  readonly done: readonly Draft[];
  /** The file's entries, also where they are not looked at because everything is destroyed. */
  readonly configured: readonly { readonly address: Address }[];
  readonly entries: readonly { readonly address: Address }[];
}

/** Throws with every address that `--target`, `--exclude` or `--replace` names in vain: a slip must not look like success. */
export function requireAddresses({ options, drafts, done, configured, entries }: NamedAddresses): void {
  const { target, exclude, replace } = options;
  if (target.length + exclude.length + replace.length === 0) return;
  const known = new Set([...configured, ...entries, ...drafts].map(({ address }) => address));
  const places = new Set([...known].flatMap(withAncestors));
  const faults = [
    ...unknownAmong('--target', target, places),
    ...unknownAmong('--exclude', exclude, places),
    ...unknownAmong('--replace', replace, known),
    ...replaceFaults(replace, { drafts, done, known }),
  ];
  if (faults.length > 0) throw new AcrctlError(EXIT.error, faults);
}

function unknownAmong(
  option: string,
  names: readonly Address[],
  known: ReadonlySet<Address>,
): readonly Diagnostic[] {
  return names
    .filter((name) => !known.has(name))
    .map((name) => {
      const near = nearest(name, [...known].sort());
      return diagnose('ACR2062', {
        detail: `${option} names ${quote(name)}, and nothing in the file or the state has that address.`,
        hint: near === undefined ? LISTED : `Did you mean ${option} '${near}'?`,
      });
    });
}

const LISTED =
  'An address is the path of an entry in the file; "acrctl state list" shows those that the state holds.';
