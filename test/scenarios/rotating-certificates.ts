import { type CertificateRequest, rotateCertificate } from '../../src/cli/certificates/rotation.ts';
import type { Config } from '../../src/core/config.generated.ts';
import type { Session } from '../../src/engine/run.ts';
import type { Lab, RunOptions } from '../lab.ts';
import { requireValid } from '../schemas/check.ts';

type Wanted = Partial<CertificateRequest> & { readonly laterMs?: number };

/** Rotates as the command does, but for what it prints. */
export async function rotated(
  lab: Lab,
  file: string,
  run: RunOptions = {},
  { laterMs = 0, ...more }: Wanted = {},
) {
  const { session, acquireLock } = lab.session(file, 'rotate certificate', run);
  await session.clock.sleep(laterMs);
  const result = await rotateCertificate(session as Session<Config>, {
    name: 'kv-images/images',
    announce: () => undefined,
    approve: async () => true,
    ...more,
    acquireLock,
  });
  if (result.rotation) requireValid('rotateCertificate', { stack: session.stack, ...result.rotation });
  return result;
}
