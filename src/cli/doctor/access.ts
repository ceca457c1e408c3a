import { join } from 'node:path';
import type { SignedInIdentity } from '../../core/checkup.ts';
import type { Transport, World } from '../../core/world.ts';
import { armOrigin, type CloudName } from '../../providers/azure/clouds.ts';
import type { SignedIn } from '../../providers/azure/credentials.ts';
import { loopbackOrigin } from '../../providers/azure/origin.ts';
import { createTransport } from '../../providers/azure/transport.ts';
import { EMBEDDED_ORIGIN, embeddedEmulator } from '../embedded.ts';
import type { CloudOptions } from '../options.ts';
import { NOBODY, signInTo } from '../sign-in.ts';
import { homeOf } from '../state-place.ts';
import { identityOf } from './login.ts';

/** The way to a cloud, before anybody signed in. */
export interface Way {
  readonly origin: string;
  readonly transport: Transport;
  /** Azure itself; else an emulator, of this process or served on this machine, which neither proxy nor login concerns. */
  readonly kind: 'azure' | 'served' | 'embedded';
  signIn(signal: AbortSignal): Promise<Login>;
}

export interface Login extends SignedIn {
  /** Undefined where nobody signs in. */
  readonly identity: SignedInIdentity | undefined;
}

/** Throws where the endpoint is none that may be asked. */
export async function wayTo(options: CloudOptions, cloud: CloudName, world: World): Promise<Way> {
  if (options.emulator) {
    const dir = options.emulatorDir ?? join(homeOf(options), 'emulator');
    const transport = await embeddedEmulator({ dir, world, cloud, readOnly: true });
    return { kind: 'embedded', origin: EMBEDDED_ORIGIN, transport, signIn: nobody };
  }
  const endpoint = process.env['ACRCTL_ARM_ENDPOINT'];
  const transport = createTransport();
  if (endpoint !== undefined)
    return { kind: 'served', origin: loopbackOrigin(endpoint), transport, signIn: nobody };
  return {
    kind: 'azure',
    origin: armOrigin(cloud),
    transport,
    signIn: (signal) => azureLogin(cloud, world, signal),
  };
}

async function nobody(): Promise<Login> {
  return { ...NOBODY, identity: undefined };
}

async function azureLogin(cloud: CloudName, world: World, signal: AbortSignal): Promise<Login> {
  const login = await signInTo(cloud, world, signal);
  return { ...login, identity: identityOf(await login.tokens.token()) };
}
