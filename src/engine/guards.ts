import type { Address } from '../core/address.ts';
import type { Block, Resource } from '../core/desired.ts';
import type { Change, PlanOptions } from '../core/plan.ts';
import type { Cloud } from '../core/resource-type.ts';
import type { StateSnapshot } from '../core/state.ts';
import type { Draft } from './draft.ts';

interface GuardInput {
  readonly drafts: readonly Draft[];
  /** All that the file wants, also where it is not looked at because everything is destroyed. */
  readonly configured: readonly Resource[];
  readonly cloud: Pick<Cloud, 'fold'>;
  readonly options: PlanOptions;
  readonly snapshot: StateSnapshot | undefined;
}

/** The destroy guard: what the file protects or did when it was last applied, and what the options allow. */
export function guardsOf({ drafts, configured, cloud, options, snapshot }: GuardInput) {
  const ids = new Map(drafts.map((draft) => [draft.address, cloud.fold(draft.entry?.id ?? draft.id)]));
  const isProtected = (each: { readonly protect?: boolean }) => each.protect === true;
  const declared = configured.filter(isProtected);
  const remembered = (snapshot?.resources ?? []).filter(isProtected);
  const allowed = new Set(options.allowDestroy);
  const addresses = new Set(declared.map(({ address }) => address));
  const protectedIds = new Set([...declared, ...remembered].map(({ id }) => cloud.fold(id)));
  return {
    protection: (change: Change): Block | undefined => {
      const holds = addresses.has(change.address) || protectedIds.has(ids.get(change.address) ?? '');
      if (change.actions[0] !== 'delete' || !holds) return undefined;
      const detail = 'The entry is, or was when it was last applied, marked "protect: true".';
      return { code: 'ACR2003', detail, lift: change.address };
    },
    /** An allowance covers the object it names and what Azure keeps inside it, such as the subnets of a network. */
    isAllowed: (address: Address): boolean => {
      const isInside = (name: Address) => (ids.get(address) ?? '').startsWith(`${ids.get(name)}/`);
      const isBelow = (name: Address) => address.startsWith(`${name}.`) || address.startsWith(`${name}[`);
      return allowed.has(address) || options.allowDestroy.some((name) => isBelow(name) && isInside(name));
    },
  };
}
