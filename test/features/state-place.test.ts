import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/core/config.generated.ts';
import { endpointFault, stateFolder, stateFolderAt } from '../../src/features/state-place.ts';
import { CLOUD_NAMES, type CloudName } from '../../src/providers/azure/clouds.ts';

const BLOB = { backend: 'azureBlob', account: 'stcontoso', container: 'acrctl' } as const;

function folderOf(state: Config['state'], cloud: CloudName = 'AzureCloud') {
  const config = { apiVersion: 'acrctl/v1', stack: 'images-prod', azure: { cloud }, ...(state && { state }) };
  return stateFolder(config as Config);
}

describe('the folder of a stack', () => {
  it('is none where the state is local', () => {
    expect([folderOf(undefined), folderOf({ backend: 'local' })]).toEqual([undefined, undefined]);
  });

  it.each<[CloudName, string]>([
    ['AzureCloud', 'https://stcontoso.blob.core.windows.net/acrctl'],
    ['AzureUSGovernment', 'https://stcontoso.blob.core.usgovcloudapi.net/acrctl'],
    ['AzureChinaCloud', 'https://stcontoso.blob.core.chinacloudapi.cn/acrctl'],
  ])('is at the account of %s', (cloud, container) => {
    expect(folderOf(BLOB, cloud)).toEqual({ container, prefix: 'images-prod/', isEmulated: false });
  });

  it('lies below the prefix, at the endpoint that is given', () => {
    const endpoint = 'https://stcontoso.z12.blob.storage.azure.net/';
    expect(folderOf({ ...BLOB, prefix: 'a/b', endpoint })).toEqual({
      container: 'https://stcontoso.z12.blob.storage.azure.net/acrctl',
      prefix: 'a/b/images-prod/',
      isEmulated: false,
    });
  });
});

describe('an endpoint that a login may be shown to', () => {
  it.each([
    'https://stcontoso.blob.core.windows.net',
    'https://stcontoso.blob.core.windows.net/',
    'https://stcontoso.z07.blob.storage.azure.net',
    'http://127.0.0.1:10000/devstoreaccount1',
    'http://[::1]:10000/devstoreaccount1/',
  ])('is %s', (endpoint) => {
    expect(endpointFault({ ...BLOB, endpoint }, 'AzureCloud')).toBeUndefined();
  });

  it.each([
    'http://stcontoso.blob.core.windows.net',
    'https://other.blob.core.windows.net',
    'https://stcontoso.blob.core.windows.net:8443',
    'https://stcontoso.blob.core.windows.net/acrctl',
    'https://stcontoso.blob.core.windows.net@evil.example',
    'https://evil.example/stcontoso.blob.core.windows.net',
    'https://stcontoso.z12.blob.storage.azure.net.evil.example',
    'https://stcontoso.blob.core.usgovcloudapi.net',
    'https://127.0.0.1:10000/devstoreaccount1',
    'http://169.254.169.254/devstoreaccount1',
    'http://127.0.0.1.evil.example/devstoreaccount1',
  ])('is not %s (H07, I-16)', (endpoint) => {
    expect(endpointFault({ ...BLOB, endpoint }, 'AzureCloud')).toContain('stcontoso.blob.core.windows.net');
  });
});

describe('a place given as a URL', () => {
  it.each<[string, string, string]>([
    ['https://st1.blob.core.windows.net/acrctl', 'https://st1.blob.core.windows.net/acrctl', 's/'],
    ['https://st1.blob.core.windows.net/acrctl/a/b/', 'https://st1.blob.core.windows.net/acrctl', 'a/b/s/'],
    ['http://127.0.0.1:7/devstoreaccount1/c-1/a', 'http://127.0.0.1:7/devstoreaccount1/c-1', 'a/s/'],
  ])('names a folder: %s', (url, container, prefix) => {
    expect(stateFolderAt(url, 's', 'AzureCloud')).toMatchObject({ container, prefix });
  });

  it.each([
    '',
    'https://st1.blob.core.windows.net',
    'https://evil.example/acrctl',
    'https://st1.blob.core.windows.net/acrctl?sv=2024&sig=secret',
    'https://st1.blob.core.windows.net/acrctl/../other',
    'https://st1.blob.core.windows.net/A/b',
    'st1/acrctl',
  ])('names none: %s', (url) => {
    for (const cloud of CLOUD_NAMES) expect(stateFolderAt(url, 's', cloud)).toBeUndefined();
  });
});
