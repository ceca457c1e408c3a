import { describe, expect, it } from 'vitest';
import { registryCredential } from '../../src/cli/verify/registry-credential.ts';
import { AcrctlError, EXIT } from '../../src/core/errors.ts';
import { emulatorTokens, type TokenSource } from '../../src/providers/azure/token-source.ts';
import { at } from './network.ts';

const HOST = 'contosoimages.azurecr.io';

describe('the login of a run, at registries (1.51)', () => {
  it('is a token that is made out to registries alone', async () => {
    const asked: string[] = [];
    const tokensFor = (resource: string): TokenSource => {
      asked.push(resource);
      return { kind: 'real', token: async () => 'of-entra' };
    };
    const credential = registryCredential({ emulator: false, connect: new Map() }, tokensFor);
    expect(await credential.token(HOST)).toEqual({ token: 'of-entra' });
    expect(asked).toEqual(['https://containerregistry.azure.net']);
  });

  it('of an emulator leaves this machine for nobody', async () => {
    const to = (address: string) => new Map([[HOST, { ...at(443), address }]]);
    const tokenTo = (connect: ReturnType<typeof to>) =>
      registryCredential({ emulator: true, connect }, emulatorTokens).token(HOST);
    expect(await tokenTo(to('127.0.0.1'))).toEqual({ token: 'acrctl-emulator-token' });
    for (const connect of [to('10.20.1.5'), to('20.45.122.144'), new Map()])
      expect(await tokenTo(connect)).toEqual({ none: 'an emulator has no login that is good elsewhere' });
  });

  it('is told as refused where nobody gives such a token', async () => {
    const tokensFor = (): TokenSource => ({
      kind: 'real',
      token: () => Promise.reject(new AcrctlError(EXIT.denied, [DENIED])),
    });
    const credential = registryCredential({ emulator: false, connect: new Map() }, tokensFor);
    expect(await credential.token(HOST)).toEqual({ refused: 'Consent is missing.' });
  });
});

const DENIED = { severity: 'error', code: 'ACR2203', summary: '', detail: 'Consent is missing.' } as const;
