/**
 * The tags of the owner mark: which stack made an object, and at which address it was created. Only presence and
 * stack are ever compared, and only where the state has no entry (design 7, "Ours").
 */
export const OWNER_TAGS = { stack: 'acrctl-stack', address: 'acrctl-address' } as const;
