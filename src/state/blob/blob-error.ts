import { BlobRefusal } from '../../core/blobs.ts';
import { type Code, diagnose } from '../../core/codes.ts';
import { AcrctlError, EXIT, type FailureCode } from '../../core/errors.ts';
import { NoAnswerError } from '../../core/world.ts';
import { lockLost } from '../lock-holder.ts';
import type { StatePlaces } from '../places.ts';
import { stateMoved } from '../start.ts';
import { NO_SUCH_NAME } from './insist.ts';

/**
 * What the service answers to a holder whose lease, or whose view of a blob, is not the one that stands (S02 to S05,
 * S07; codes as in Azurite's StorageErrorFactory and Microsoft's "Blob Storage error codes").
 */
const LOST: ReadonlySet<string> = new Set([
  'AppendPositionConditionNotMet',
  'ConditionNotMet',
  'LeaseIdMismatchWithBlobOperation',
  'LeaseIdMismatchWithLeaseOperation',
  'LeaseIdMissing',
  'LeaseIsBrokenAndCannotBeRenewed',
  'LeaseLost',
  'LeaseNotPresentWithBlobOperation',
  'LeaseNotPresentWithLeaseOperation',
  'BlobNotFound',
]);

export function isLost(error: unknown): boolean {
  return error instanceof BlobRefusal && LOST.has(error.code);
}

/** True where a blob is not as this run left it, though nobody has the lease: a hand from outside (S07). */
function isMoved(error: unknown): boolean {
  return (
    error instanceof BlobRefusal &&
    (error.code === 'ConditionNotMet' || error.code === 'AppendPositionConditionNotMet')
  );
}

/** Runs requests; what the service refuses becomes an error that says what was kept, and what to do. */
export async function onBlobs<T>(
  { places, doing, kept }: { readonly places: StatePlaces; readonly doing: string; readonly kept: string },
  operation: () => Promise<T>,
): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    if (isMoved(error)) throw stateMoved(places);
    if (isLost(error)) throw lockLost(places.lock, undefined);
    const failed = `${doing} failed`;
    if (error instanceof NoAnswerError) throw unreachable(failed, kept, places, error);
    if (error instanceof BlobRefusal) throw refused(failed, kept, places, error);
    throw error;
  }
}

function unreachable(failed: string, kept: string, places: StatePlaces, error: NoAnswerError): AcrctlError {
  const { host } = new URL(places.directory);
  if (error.message === NO_SUCH_NAME) {
    return blobError(EXIT.error, 'ACR2121', {
      detail: `${failed}: there is no host ${host}. ${kept}`,
      hint: 'Correct state.account, or state.endpoint where the account has one of its own. An account that is reached by a private endpoint only needs its name resolved by private DNS.',
    });
  }
  return blobError(EXIT.error, 'ACR2120', {
    detail: `${failed}: ${host} gave no answer (${error.message}). ${kept}`,
    hint: 'Run the same command again once the network is back.',
  });
}

/**
 * The codes are those that @azure/storage-blob lists (`StorageErrorCode`) and Microsoft's "Common REST API error codes"
 * explains. That a firewall answers `AuthorizationFailure` is faults S12; that a new role takes minutes, faults G09.
 */
function refused(failed: string, kept: string, places: StatePlaces, { status, code }: BlobRefusal) {
  const said = `${status} ${code}`;
  const { host } = new URL(places.directory);
  switch (code) {
    case 'ContainerNotFound':
      return blobError(EXIT.error, 'ACR2122', {
        detail: `${failed}: ${host} has no container of that name (${said}). ${kept}`,
        hint: `Correct state.container, or make it: ${makeContainer(new URL(places.directory))}. acrctl makes none, since who may read it decides who may read the state.`,
      });
    case 'AuthorizationPermissionMismatch':
    case 'InsufficientAccountPermissions':
      return blobError(EXIT.denied, 'ACR2123', {
        detail: `${failed}: this login may not do that in the container (${said}). ${kept}`,
        hint: 'Give it the role Storage Blob Data Contributor on the container, or Storage Blob Data Reader where it only plans. A new role takes some minutes to work.',
      });
    case 'AuthorizationFailure':
      return blobError(EXIT.denied, 'ACR2123', {
        detail: `${failed}: the account is closed to this network or this login (${said}). ${kept}`,
        hint: 'See the firewall of the storage account: this machine must be in an allowed network, or reach the account by a private endpoint.',
      });
    case 'LeaseAlreadyPresent':
    case 'LeaseIsBreakingAndCannotBeAcquired':
      return blobError(EXIT.locked, 'ACR2124', {
        detail: `${failed}: a lease that is not of an acrctl run holds it (${said}). ${kept}`,
        hint: 'A lease that a run left behind ends within a minute. One that somebody took for ever is ended by: az storage blob lease break.',
      });
    case 'InvalidHeaderValue':
      return blobError(EXIT.error, 'ACR2120', {
        detail: `${failed}: the service does not know this version of its interface (${said}). ${kept}`,
        hint: 'An older Azurite takes it when it is started with --skipApiVersionCheck.',
      });
    default:
      return blobError(status === 401 || status === 403 ? EXIT.denied : EXIT.error, 'ACR2120', {
        detail: `${failed}: the service answered ${said}. ${kept}`,
        hint: 'Mend what the code names, then run the same command again.',
      });
  }
}

function blobError(exit: FailureCode, code: Code, text: { readonly detail: string; readonly hint: string }) {
  return new AcrctlError(exit, [diagnose(code, text)]);
}

/** Azurite has the account before the container, and az knows it by a connection string of its own. */
function makeContainer({ host, pathname }: URL): string {
  const [first = '', second = ''] = pathname.split('/').filter((part) => part !== '');
  const [account = ''] = host.split('.');
  const isAzurite = first === 'devstoreaccount1';
  return isAzurite
    ? `az storage container create --name ${second} --connection-string UseDevelopmentStorage=true`
    : `az storage container create --name ${first} --account-name ${account} --auth-mode login`;
}
