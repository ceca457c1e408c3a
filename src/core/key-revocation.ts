import type { Address } from './address.ts';

/** What `acrctl revoke encryption` is about to do, or did (3.58 to 3.60). */
export interface KeyRevocation {
  /** Of the registry. */
  readonly address: Address;
  readonly id: string;
  /** The URI of the key, without a version. */
  readonly key: string;
  /** The id of the vault. */
  readonly vault: string;
  /** What the vault goes by. */
  readonly authorization: 'roles' | 'policies';
  /** The id of the identity that reaches the key; null where it is the registry's own. */
  readonly identity: string | null;
  /** The object id of that identity. */
  readonly principal: string;
  /** What gives exactly this access, and is taken away. */
  readonly grants: readonly KeyGrant[];
  /** What may give access besides, and is left as it is. */
  readonly others: readonly OtherAccess[];
  /** The registries that lose their key, this one among them, by id. */
  readonly affected: readonly string[];
  /** Subscriptions whose registries the caller may not list: some of theirs may lose it, too. */
  readonly unlisted: readonly string[];
  /** True where the next apply of this stack gives the access back by itself. */
  readonly restoredByApply: boolean;
  /** Commands that give back what is taken away, whoever gave it. */
  readonly restore: readonly string[];
}

export type KeyGrant =
  | {
      readonly kind: 'role';
      /** Of the role assignment. */
      readonly id: string;
      /** The vault or the key. */
      readonly scope: string;
    }
  | {
      readonly kind: 'policy';
      /** As the vault spells them. */
      readonly permissions: readonly string[];
    };

/** A role assignment that is not taken away. */
export interface OtherAccess {
  /** Of the role assignment. */
  readonly id: string;
  readonly scope: string;
  /** Its name, or the GUID of a role that acrctl does not know. */
  readonly role: string;
  /** The object id of a group that the identity may be in; null where the identity itself has the role. */
  readonly group: string | null;
  /** False where it depends on who is in the group, or on what a role that acrctl does not know allows. */
  readonly certain: boolean;
}
