import type { Address } from '../core/address.ts';
import { diagnose } from '../core/codes.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { quote } from '../core/wording.ts';
import { foldId } from '../providers/azure/arm-id.ts';
import { takesKey } from './address-form.ts';

/** An object, and the address that stands for it. */
export interface Addressed {
  readonly address: Address;
  readonly id: string;
}

/** True where both name one object: in any case, and with or without a slash at the end. */
export function isSameId(a: string, b: string): boolean {
  return foldId(trimmed(a)) === foldId(trimmed(b));
}

/**
 * Of an id that is not the one which the file gives the entry: both, and which keys would have to say what. `known` is
 * all that the file has an address for, `held` all that the state holds.
 */
export function otherId(
  entry: Addressed,
  given: string,
  known: readonly Addressed[],
  held: readonly Addressed[],
): Diagnostic {
  const { address, id } = entry;
  const said = (detail: string, hint: string) => diagnose('ACR2081', { address, detail, hint });
  const named = trimmed(given);
  const pairs = pairsOf(trimmed(given));
  if (pairs === undefined)
    return said(
      `${quote(given)} is no id of a resource.`,
      `It begins with /subscriptions/. The file gives ${address} this one:\n${id}`,
    );
  const other = known.find((each) => isSameId(each.id, given));
  if (other !== undefined)
    return said(
      `${named} is what the file has at ${other.address}. ${address} stands for ${id}.`,
      `Did you mean '${other.address}'?`,
    );
  const both = `The file gives ${address} the id\n${id}\nand this is another one:\n${named}`;
  const wanted = pairsOf(id) ?? [];
  if (kindOf(wanted) !== kindOf(pairs))
    return said(both, 'It is that of an object of another kind: find the entry that stands for such a one.');
  const keys = pairs.flatMap(([, value], index) =>
    foldId(value) === foldId(wanted[index]?.[1] ?? '') ? [] : [keyFor(entry, wanted, index, value, known)],
  );
  if (!keys.every((key) => key !== undefined)) return said(both, NO_KEY);
  const holder = held.find((each) => isSameId(each.id, given))?.address;
  const move =
    holder === undefined
      ? ''
      : `; the state holds it at ${holder}, and then "acrctl state mv '${holder}' '${address}'" brings it here`;
  return said(both, [`If that object is meant, write in the file${move}:`, ...keys].join('\n'));
}

const NO_KEY =
  'No key of the entry says that: an endpoint lives in the subscription of its network, and zone groups, records and grants have names that acrctl gives them.';

type Pair = readonly [key: string, value: string];

/** `subscriptions` and its id, `resourceGroups` and its name, and so on; undefined where the text is no such path. */
function pairsOf(id: string): readonly Pair[] | undefined {
  const [first, ...segments] = id.split('/');
  const pairs = segments.flatMap((key, index): Pair[] =>
    index % 2 === 0 ? [[key, segments[index + 1] ?? '']] : [],
  );
  const isId = first === '' && foldId(segments[0] ?? '') === 'subscriptions' && pairs.length > 1;
  return isId && !segments.includes('') && segments.length % 2 === 0 ? pairs : undefined;
}

function kindOf(pairs: readonly Pair[]): string {
  return foldId(
    pairs.flatMap(([key, value]) => (foldId(key) === 'providers' ? [key, value] : [key])).join('/'),
  );
}

/** What to write where, so that one part of the id is another; undefined where no key decides it. */
function keyFor(
  entry: Addressed,
  wanted: readonly Pair[],
  index: number,
  value: string,
  known: readonly Addressed[],
): string | undefined {
  const holderAt = (last: number): Address => {
    const id = `/${wanted
      .slice(0, last + 1)
      .flat()
      .join('/')}`;
    return known.find((each) => isSameId(each.id, id))?.address ?? entry.address;
  };
  const isGroup = wanted.length === 2;
  const key = index === 0 ? 'subscription' : index === 1 && !isGroup ? 'resourceGroup' : 'name';
  // Subscription and group are said by the outermost object: by the network, not by its subnet.
  const at = key === 'name' ? holderAt(index) : holderAt(isGroup ? 1 : OUTERMOST);
  return takesKey(at, key) ? `${at}.${key}: ${value}` : undefined;
}

/** Behind subscription, group and namespace. */
const OUTERMOST = 3;

function trimmed(id: string): string {
  return id.trim().replace(/\/+$/, '');
}
