import { textAt } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { type Finding, failed, passed, warned } from '../../core/verify.ts';
import type { Handshake, ShownCertificate, Wire } from '../../core/wire.ts';
import { counted, enumerate } from '../../core/wording.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { VALUE_TAGS } from '../../providers/azure/resources/vault-secret.ts';
import type { PlacedCertificate } from '../placed.ts';

/** Several handshakes: while a certificate is being replaced, some machines show the old one yet (0.37). */
export const HANDSHAKES = 3;

export type Shaken = Extract<Handshake, { outcome: 'shaken' }>;

export async function handshakes(wire: Wire, host: string): Promise<readonly Handshake[]> {
  const seen: Handshake[] = [];
  for (let count = 0; count < HANDSHAKES; count += 1) {
    const shake = await wire.handshake(host);
    seen.push(shake);
    if (shake.outcome !== 'shaken') break;
  }
  return seen;
}

/** What the vault holds, as far as the secret says it. */
export interface VaultCertificate {
  /** SHA-256 of the certificate; undefined where nobody wrote it to the secret. */
  readonly fingerprint: string | undefined;
  /** When the newest version was made. */
  readonly sinceMs: number | undefined;
}

export function vaultCertificate(
  certificate: PlacedCertificate | undefined,
  live: LiveObjects,
): VaultCertificate {
  const body = certificate && live.get(foldId(certificate.id))?.body;
  const fingerprint = [VALUE_TAGS.certificate, VALUE_TAGS.made]
    .flatMap((tag) => textAt(body, `tags.${tag}`) ?? [])
    .at(0);
  return { fingerprint, sinceMs: secondsAt(body) };
}

function secondsAt(body: Parameters<typeof textAt>[0]): number | undefined {
  const attributes = (body as { properties?: { attributes?: { updated?: unknown } } } | undefined)?.properties
    ?.attributes;
  const updated = attributes?.updated;
  return typeof updated === 'number' ? updated * 1000 : undefined;
}

/** Whether clients take what is served for the host: it was compared with the vault before, where that tells it. */
export function trustFinding(
  host: string,
  shake: Shaken,
  evidence: readonly string[],
  isCompared: boolean,
  nowMs: number,
): Finding {
  const [leaf] = shake.chain;
  const days = leaf === undefined ? 0 : Math.floor((leaf.validToMs - nowMs) / DAY_MS);
  if (days < 0)
    return failed('ACR2506', {
      found: `the certificate of ${host} ended ${counted(-days, 'day')} ago`,
      evidence,
      advice: 'Put a renewed one into the vault: acrctl rotate certificate, or whoever keeps it.',
    });
  if (shake.chainFault !== null)
    return failed('ACR2506', {
      found: `this machine does not trust the certificate of ${host} (${shake.chainFault})`,
      evidence,
      advice:
        'Clients do not either, unless each was told to. Put the whole chain into the PEM, the certificate first and each followed by what signed it; a certificate that is signed by itself is for trials alone.',
    });
  const what = isCompared ? 'the certificate of the vault' : 'a certificate for it';
  if (days < SOON_DAYS)
    return warned('ACR2506', {
      found: `${host} is served with ${what}, which ends in ${counted(days, 'day')}`,
      evidence,
      advice: 'Renew it now: put the new certificate into the file and run acrctl apply.',
    });
  return passed(`${host} is served with ${what}, ${counted(days, 'day')} left`, evidence);
}

const DAY_MS = 86_400_000;
const SOON_DAYS = 30;

/** For people: whose, for what, how long, and which. */
export function certificateLine(
  { subject, names, validToMs, fingerprint }: ShownCertificate,
  nowMs: number,
): string {
  const days = Math.floor((validToMs - nowMs) / DAY_MS);
  return `${subject} for ${enumerate(names) || 'no name'}, ${counted(days, 'day')} left, SHA-256 ${fingerprint}`;
}
