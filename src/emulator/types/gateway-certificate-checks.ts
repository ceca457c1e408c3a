import { keyOf } from '../arm-path.ts';
import type { Cloud } from '../cloud.ts';
import { stringAt } from '../json.ts';
import { type Gateway, gatewayType, partId, type ServedCertificate } from './gateway-body.ts';
import { certificatesFromVaults, formatTrouble, type SecretLoss, secretFor } from './gateway-certificates.ts';

/** What a gateway serves for each of its certificates from vaults once a write of it has succeeded: the version found then. */
export function servedAfterWrite(
  cloud: Cloud,
  gateway: Gateway,
): Readonly<Record<string, ServedCertificate>> {
  const served = certificatesFromVaults(gateway).flatMap((part): [string, ServedCertificate][] => {
    const { version } = secretFor(cloud, gateway, part);
    return version
      ? [[keyOf(part.name), { version: version.name, setAt: cloud.now(), loss: undefined }]]
      : [];
  });
  return Object.fromEntries(served);
}

/**
 * Lets every gateway whose four hours are over look at its certificates: it takes a new version, disables the listener of one that it
 * does not get any more, and enables it again. Azure Resource Manager shows none of it (application-gateway.md, 4).
 */
export function checkGatewayCertificates(cloud: Cloud): void {
  const checkedUpTo = cloud.world.note<number>(checkedNote) ?? 0;
  const gateways = cloud.world.ofType(gatewayType) as readonly Gateway[];
  const due = gateways.filter(({ id, data }) =>
    Object.values(data.served ?? {}).some(({ setAt }) => lastCheck(cloud, id) > Math.max(checkedUpTo, setAt)),
  );
  if (due.length === 0) return;
  for (const gateway of due) check({ ...cloud, now: () => lastCheck(cloud, gateway.id) }, gateway);
  cloud.world.putNote(checkedNote, cloud.now());
}

/** The certificates of each gateway with any from a vault, by lower-cased id and name, as a client would find them. */
export function certificatesOfGateways(cloud: Cloud): GatewayCertificates {
  const gateways = cloud.world.ofType(gatewayType) as readonly Gateway[];
  const reports = gateways.flatMap((gateway): [string, GatewayCertificates[string]][] => {
    const { served = {} } = gateway.data;
    const certificates = certificatesFromVaults(gateway).flatMap((part): [string, CertificateReport][] => {
      const known = served[keyOf(part.name)];
      if (!known) return [];
      const { version, setAt, loss } = known;
      const checkedAt = new Date(Math.max(lastCheck(cloud, gateway.id), setAt)).toISOString();
      const secretId = stringAt(part.properties, 'keyVaultSecretId') ?? '';
      const report = { id: partId(gateway, part), secretId, version, checkedAt, served: !loss };
      return [[keyOf(part.name), { ...report, ...(loss ? { loss } : {}) }]];
    });
    return certificates.length > 0 ? [[keyOf(gateway.id), Object.fromEntries(certificates)]] : [];
  });
  return Object.fromEntries(reports.sort(([left], [right]) => (left < right ? -1 : 1)));
}

export type GatewayCertificates = Readonly<Record<string, Readonly<Record<string, CertificateReport>>>>;

export interface CertificateReport {
  readonly id: string;
  readonly secretId: string;
  /** The name of the version of the secret that is served, or was until the loss. */
  readonly version: string;
  /** In UTC. */
  readonly checkedAt: string;
  /** False of a listener that is disabled. */
  readonly served: boolean;
  readonly loss?: SecretLoss;
}

const checkedNote = 'gateway certificates checked';

const periodMs = 4 * 3_600_000;

/** Every four hours, at a moment of its own that the seed draws. */
function lastCheck(cloud: Cloud, gatewayId: string): number {
  const offsetMs = Math.floor(periodMs * cloud.chance.fractionOf(`certificate check ${keyOf(gatewayId)}`));
  return Math.floor((cloud.now() - offsetMs) / periodMs) * periodMs + offsetMs;
}

// Assumption: a version that is no PKCS #12 is passed over, and the former one served on.
function check(cloud: Cloud, gateway: Gateway): void {
  const before = gateway.data.served ?? {};
  const served = certificatesFromVaults(gateway).flatMap((part): [string, ServedCertificate][] => {
    const known = before[keyOf(part.name)];
    if (!known) return [];
    const found = secretFor(cloud, gateway, part);
    if (!found.version) return [[keyOf(part.name), { ...known, loss: found.cause }]];
    const isFit = part.collection !== 'sslCertificates' || !formatTrouble(part.name, found.version);
    const version = isFit ? found.version.name : known.version;
    return [[keyOf(part.name), { ...known, version, loss: undefined }]];
  });
  cloud.world.put({ ...gateway, data: { ...gateway.data, served: Object.fromEntries(served) } });
}
