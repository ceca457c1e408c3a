import { AcrctlError } from '../../core/errors.ts';
import type { RegistryCredential } from '../../core/verify.ts';
import type { VerifyCommandOptions } from '../options.ts';
import { isEmulated, type OpenedSession } from '../session.ts';

/**
 * What tokens for registries are made out to, the same in all clouds: as azure-cli has it in acr/_constants.py
 * (`ACR_AUDIENCE_RESOURCE_NAME`). Registries that refuse tokens for Azure Resource Manager take it (registry-wire.md, 2).
 */
const REGISTRIES = 'https://containerregistry.azure.net';

/** The login of the run. That of an emulator is worth nothing, and leaves this machine for no other. */
export function registryCredential(
  options: Pick<VerifyCommandOptions, 'emulator' | 'connect'>,
  tokensFor: OpenedSession['tokensFor'],
): RegistryCredential {
  return {
    async token(host) {
      const { address = '' } = options.connect.get(host) ?? {};
      if (isEmulated(options) && !/^(127\.|::1$)/.test(address))
        return { none: 'an emulator has no login that is good elsewhere' };
      try {
        return { token: await tokensFor(REGISTRIES).token() };
      } catch (error) {
        if (!(error instanceof AcrctlError)) throw error;
        return { refused: error.diagnostics[0]?.detail ?? error.message };
      }
    },
  };
}
