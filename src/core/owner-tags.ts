/**
 * The tags of the owner mark: which stack made an object, and at which address it was created. Only presence and
 * stack are ever compared, and only where the state has no entry (design 7, "Ours").
 */
export const OWNER_TAGS = { stack: 'acrctl-stack', address: 'acrctl-address' } as const;

/** Who made an object, and at which address, as its mark says. */
export interface Mark {
  readonly stack: string;
  readonly address: string | undefined;
}

/** The mark where an object has no tags, in words, since people read it in the portal. */
export function markInWords(stack: string, address: string): string {
  return `${OWNER_TAGS.stack}=${stack} ${OWNER_TAGS.address}=${address}`;
}

/** The mark in a description, whatever stands around it: the inverse of `markInWords`. */
export function markAmongWords(description: string): Mark | undefined {
  const [, stack, address] = MARK.exec(description) ?? [];
  return stack === undefined ? undefined : { stack, address };
}

const MARK = new RegExp(`${OWNER_TAGS.stack}=(\\S+)(?: ${OWNER_TAGS.address}=(.+))?`);
