import { diagnose } from '../../core/codes.ts';
import { AcrctlError, EXIT } from '../../core/errors.ts';
import type { KeyGrant, KeyRevocation } from '../../core/key-revocation.ts';
import { CloudError, type LiveObjects, type WriteRequest } from '../../core/resource-type.ts';
import type { Lock } from '../../core/state.ts';
import { underLock } from '../../core/under-lock.ts';
import { counted, enumerate } from '../../core/wording.ts';
import { accessReads, type KeyHolder, keyHolder } from '../../features/encryption/access.ts';
import { everywhere, unlisted } from '../../features/encryption/everywhere.ts';
import { revocationOf, vaultOfKey } from '../../features/encryption/revocation.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { accessPolicyId } from '../../providers/azure/resources/vault-access-policy.ts';
import type { RevokeEncryptionDocument } from '../documents.ts';
import type { OpenedSession } from '../session.ts';
import { type KeyedRegistry, keyedRegistry } from './registry-named.ts';

export interface RevocationRequest {
  /** Of the registry, as it was typed. */
  readonly name: string;
  acquireLock(): Promise<Lock>;
  /** Told what would be taken away, and from whom, before anybody is asked. */
  announce(revocation: KeyRevocation): void;
  /** Throws unless somebody who knows which registry it is consents. */
  consent(registryName: string): Promise<void>;
}

/** What was done, and what there still is. */
export interface Revoked {
  readonly before: KeyRevocation;
  /** Read back afterwards; equal to `before` where there was nothing to take away. */
  readonly after: KeyRevocation;
}

type Opened = Pick<OpenedSession, 'session'>;

/**
 * Takes from the identity of a registry the access to its key: exactly those grants that give it (`access.ts`), and nothing that
 * is given above the vault or to groups. Keys, versions and vaults stay as they are, so that it can all be given back.
 * Where it dies half way the next run takes what is left; where nothing is left it writes nothing.
 */
export async function revokeEncryption(opened: Opened, request: RevocationRequest): Promise<Revoked> {
  return underLock(await request.acquireLock(), async (lock) => {
    const found = await keyedRegistry(request.name, opened, (placed, prior) => [
      ...everywhere('registries', placed, prior),
      ...everywhere('vaults', placed, prior),
    ]);
    const target = targetOf(found);
    const before = await lookAt(opened, found, target);
    request.announce(before);
    if (before.grants.length === 0) return { before, after: before };
    await request.consent(found.registry.name);
    await takeAway(opened, found, target, before.grants, lock);
    const after = await lookAt(opened, found, target);
    if (after.grants.length > 0) throw stillThere(found, after);
    return { before, after };
  });
}

/** Access that is left is a failure: whoever revokes means that there is none. */
export function revokeDocument(stack: string, { before, after }: Revoked): RevokeEncryptionDocument {
  const { others } = after;
  const remains = others.some(({ certain }) => certain);
  const result = remains ? 'access-remains' : before.grants.length === 0 ? 'already-gone' : 'revoked';
  return { stack, result, exitCode: remains ? EXIT.error : EXIT.done, ...before, others };
}

interface Target {
  readonly holder: KeyHolder;
  readonly vaultId: string;
}

function targetOf({ registry: { address, name }, body, key, live }: KeyedRegistry): Target {
  const refused = (code: 'ACR2410' | 'ACR2413', detail: string, hint: string) =>
    new AcrctlError(EXIT.error, [diagnose(code, { address, detail, hint })]);
  const holder = keyHolder(body);
  if (holder === undefined)
    throw refused(
      'ACR2413',
      `The registry ${name} does not tell which of its identities reaches the key: it was detached or deleted. Whether anything has access is not known, and nothing was taken away.`,
      'See docs/encryption.md, "When nobody can pull any more".',
    );
  const vaultId = vaultOfKey(key, live);
  if (vaultId !== undefined) return { holder, vaultId };
  const hidden = unlisted('vaults', live);
  const why = hidden.length === 0 ? '' : ` The vaults of ${enumerate(hidden)} could not be listed.`;
  throw refused(
    'ACR2410',
    `The vault ${key.vault} of the registry ${name} is in no subscription of this stack as far as they show their vaults, so it is not known who has access to it. Nothing was taken away.${why}`,
    'Have Microsoft.KeyVault/vaults/read given to whoever runs this; where the vault is in another subscription, list it under keyVaults with existing: true.',
  );
}

/** Reads who has access just now; the registries around are as they were read before. */
async function lookAt(
  { session: { cloud, interrupt } }: Opened,
  found: KeyedRegistry,
  target: Target,
): Promise<KeyRevocation> {
  const access = await cloud.refresh(accessReads(target.vaultId, found.key.name), NONE, interrupt);
  const live: LiveObjects = new Map([...found.live, ...access]);
  return revocationOf({ ...found, ...target, live });
}

const NONE: ReadonlySet<string> = new Set();

async function takeAway(
  { session: { cloud, interrupt } }: Opened,
  found: KeyedRegistry,
  target: Target,
  grants: readonly KeyGrant[],
  lock: Lock,
): Promise<void> {
  for (const [index, grant] of grants.entries()) {
    await lock.assertHeld();
    const write = removal(grant, found, target);
    try {
      const { operation } = await cloud.write({ ...write, signal: interrupt });
      const { type, id } = write;
      await cloud.wait({ action: 'delete', type, id, ...(operation && { operation }) });
    } catch (error) {
      if (error instanceof CloudError)
        throw halfWay(error, found, { done: index, of: grants.length, interrupted: interrupt.aborted });
      throw error;
    }
  }
}

function removal(grant: KeyGrant, { registry }: KeyedRegistry, { holder, vaultId }: Target): WriteRequest {
  if (grant.kind === 'role') return { method: 'DELETE', type: ARM_TYPE.roleAssignment, id: grant.id };
  const { permissions } = grant;
  return {
    method: 'DELETE',
    type: ARM_TYPE.accessPolicy,
    id: accessPolicyId(vaultId, holder.identity ?? registry.id, 'keys'),
    live: { properties: { objectId: holder.principal, permissions: { keys: permissions } } },
  };
}

function halfWay(
  error: CloudError,
  { registry: { address, name } }: KeyedRegistry,
  { done, of, interrupted }: { readonly done: number; readonly of: number; readonly interrupted: boolean },
): AcrctlError {
  const detail = `${done} of ${counted(of, 'grant')} of access to the key of ${name} taken away, then Azure refused (${error.armCode}): ${error.message}`;
  const hint = `${error.hint ?? 'Run the same command again.'} Running again looks first, and takes what is left.`;
  const failed = error.failure === 'denied' ? EXIT.denied : EXIT.error;
  return new AcrctlError(
    interrupted ? EXIT.interrupted : failed,
    [diagnose('ACR2412', { address, detail, hint })],
    { cause: error },
  );
}

function stillThere({ registry: { address, name } }: KeyedRegistry, after: KeyRevocation): AcrctlError {
  const detail = `Azure took the removal of ${counted(after.grants.length, 'grant')} of access to the key of ${name}, and still shows it: somebody gives it anew, such as another stack or a policy of your company.`;
  const hint = 'Find who gives it (the activity log of the vault shows it), stop that, and run again.';
  return new AcrctlError(EXIT.error, [diagnose('ACR2412', { address, detail, hint })]);
}
