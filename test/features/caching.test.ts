import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { overlap, parseSource } from '../../src/features/caching/repositories.ts';
import { parseSecretId, parseSecretReference } from '../../src/features/caching/secret-reference.ts';
import { offlineRules } from '../../src/features/rules.ts';

describe('two targets exclude each other', () => {
  it.each([
    ['ubuntu', 'ubuntu', true],
    ['team/*', 'team/*', true],
    ['*', 'team/*', true],
    ['team/app/*', 'team/*', true],
    ['team/*', 'team/app', false],
    ['team/*', 'teams/*', false],
    ['team', 'team/*', false],
    ['ubuntu', 'debian', false],
  ])('%s and %s: %s', (one, other, expected) => {
    expect([overlap(one, other), overlap(other, one)]).toEqual([expected, expected]);
  });
});

describe('a source', () => {
  it.each([
    ['docker.io/library/ubuntu', { host: 'docker.io', path: 'library/ubuntu', isWildcard: false }],
    ['mcr.microsoft.com/*', { host: 'mcr.microsoft.com', path: '', isWildcard: true }],
    ['ghcr.io/team/app/*', { host: 'ghcr.io', path: 'team/app', isWildcard: true }],
    ['ghcr.io/a__b/c.d-e', { host: 'ghcr.io', path: 'a__b/c.d-e', isWildcard: false }],
  ])('%s is a repository with its registry', (text, expected) => {
    expect(parseSource(text)).toEqual(expected);
  });

  it.each([
    'ubuntu',
    'library/ubuntu',
    'docker.io',
    'docker.io/',
    'docker.io/app:1.0',
    'docker.io/app@sha256:0123',
    'docker.io/Team/app',
    'docker.io/team/*/app',
    'docker.io/team*',
    'docker.io/team//app',
    'https://docker.io/library/ubuntu',
    'docker.io:443/library/ubuntu',
  ])('%s is none', (text) => {
    expect(parseSource(text)).toBeUndefined();
  });
});

it('a secret is one of a vault of the file, or one by its id without a version', () => {
  expect(parseSecretReference('kv-images/docker-user')).toEqual({
    vault: 'kv-images',
    secret: 'docker-user',
  });
  expect(parseSecretReference('kv-images/docker_user')).toBeUndefined();
  expect(parseSecretReference('kv-images/docker-user/0123')).toBeUndefined();
  const id = 'https://KV-images.vault.azure.net/secrets/docker-user';
  const parsed = { vault: 'kv-images', name: 'docker-user', cloud: 'AzureCloud' };
  expect(parseSecretId(id)).toEqual(parsed);
  expect(parseSecretId(`${id}/`)).toEqual(parsed);
  expect(parseSecretId(`${id}/0123456789abcdef0123456789abcdef`)).toBeUndefined();
  expect(parseSecretId('https://kv-images.example.com/secrets/docker-user')?.cloud).toBeUndefined();
  expect(parseSecretId('http://kv-images.vault.azure.net/secrets/docker-user')).toBeUndefined();
});

it('a registry takes 1000 cache rules', () => {
  const said = (count: number) => {
    const cacheRules = Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `rule-${index}`,
        { sourceRepository: `ghcr.io/team/app-${index}`, targetRepository: `app-${index}` },
      ]),
    );
    const text = `apiVersion: acrctl/v1
stack: images-prod
azure: { subscription: 00000000-0000-0000-0000-0000000000aa, resourceGroup: rg-images, location: westeurope }
registries:
  contosoimages: ${JSON.stringify({ sku: 'Basic', network: { publicAccess: 'enabled' }, cacheRules })}
`;
    const loaded = loadConfig({ files: [{ path: 'acrctl.yaml', text }], env: {}, rules: offlineRules });
    return (loaded.ok ? loaded.warnings : loaded.diagnostics).map(({ code, detail }) => `${code} ${detail}`);
  };
  expect(said(1000)).toEqual([]);
  expect(said(1001)).toEqual([
    'ACR1371 A registry takes 1000 cache rules, and 1001 are listed. Let wildcards stand for some of them.',
  ]);
});
