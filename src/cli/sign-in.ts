import type { World } from '../core/world.ts';
import type { CloudName } from '../providers/azure/clouds.ts';
import type { SignedIn } from '../providers/azure/credentials.ts';
import { EMULATOR_TENANT, emulatorTokens } from '../providers/azure/token-source.ts';

/** Signs in by the login that the environment describes; what it takes is loaded now. */
export async function signInTo(
  cloud: CloudName,
  { clock, files }: Pick<World, 'clock' | 'files'>,
  signal: AbortSignal,
): Promise<SignedIn> {
  const { signIn } = await import('../providers/azure/credentials.ts');
  return signIn({ cloud, env: process.env, files, clock, signal });
}

/** For emulators, which ask for no login. */
export const NOBODY: SignedIn = {
  tokens: emulatorTokens(),
  tokensFor: emulatorTokens,
  tenant: EMULATOR_TENANT,
  source: 'none, an emulator asks for none',
};
