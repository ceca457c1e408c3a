import { expect, it } from 'vitest';
import { BlobRefusal } from '../../../src/core/blobs.ts';
import { AcrctlError } from '../../../src/core/errors.ts';
import { NoAnswerError } from '../../../src/core/world.ts';
import { onBlobs } from '../../../src/state/blob/blob-error.ts';
import { blobPlaces } from '../../../src/state/blob/names.ts';

const FOLDER = 'https://stcontoso.blob.core.windows.net/acrctl/platform/prod/';
const AZURITE = 'http://127.0.0.1:10000/devstoreaccount1/acrctl/prod/';

async function told(error: Error, folder = FOLDER): Promise<string> {
  const places = blobPlaces({ url: (name) => folder + name });
  const fail = async () => {
    throw error;
  };
  const caught = await onBlobs({ places, doing: 'Reading it', kept: 'Nothing was lost.' }, fail).catch(
    (each: unknown) => each,
  );
  if (!(caught instanceof AcrctlError)) throw caught;
  const [{ code, detail, hint } = { code: '', detail: '', hint: '' }] = caught.diagnostics;
  return `${caught.exitCode} ${code} ${detail} ${hint}`;
}

it.each<[string, Error, RegExp]>([
  [
    'no such account',
    new NoAnswerError('ENOTFOUND'),
    /^1 ACR2121 .*no host stcontoso\.blob.*Nothing was lost.*state\.account/,
  ],
  ['no network', new NoAnswerError('ECONNREFUSED'), /^1 ACR2120 .*ECONNREFUSED.*Nothing was lost/],
  [
    'no such container',
    new BlobRefusal(404, 'ContainerNotFound'),
    /^1 ACR2122 .*--name acrctl --account-name stcontoso --auth-mode login/,
  ],
  [
    'no role on the container',
    new BlobRefusal(403, 'AuthorizationPermissionMismatch'),
    /^4 ACR2123 .*Storage Blob Data Contributor.*Storage Blob Data Reader/,
  ],
  [
    'a firewall before the account (S12)',
    new BlobRefusal(403, 'AuthorizationFailure'),
    /^4 ACR2123 .*firewall/,
  ],
  ['a token that is not taken', new BlobRefusal(401, 'InvalidAuthenticationInfo'), /^4 ACR2120 .*401/],
  ['a lease of somebody else (S01)', new BlobRefusal(409, 'LeaseAlreadyPresent'), /^5 ACR2124 .*minute/],
  ['a lease that is another one now (S03)', lost('LeaseIdMismatchWithBlobOperation'), /^5 ACR2111 /],
  ['a lease that ran out (S04)', lost('LeaseNotPresentWithBlobOperation'), /^5 ACR2111 /],
  ['a lease that was broken (S05)', lost('LeaseIsBrokenAndCannotBeRenewed'), /^5 ACR2111 /],
  ['a blob that another hand wrote (S07)', lost('ConditionNotMet'), /^1 ACR2106 .*something else writes/],
  ['a service in trouble', new BlobRefusal(503, 'ServerBusy'), /^1 ACR2120 .*503 ServerBusy/],
])('%s: what is wrong, what was kept, what to do', async (_, error, wanted) => {
  expect(await told(error)).toMatch(wanted);
});

it('names the container of Azurite by its place in the path', async () => {
  const missing = new BlobRefusal(404, 'ContainerNotFound');
  expect(await told(missing, AZURITE)).toContain('--name acrctl --connection-string');
});

it('lets what is a bug of its own pass as it is', async () => {
  await expect(told(new TypeError('ours'))).rejects.toThrow('ours');
});

function lost(code: string): BlobRefusal {
  return new BlobRefusal(412, code);
}
