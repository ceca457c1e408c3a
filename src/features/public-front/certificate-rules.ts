import type { Code } from '../../core/codes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { quote } from '../../core/wording.ts';
import { CLOUDS } from '../../providers/azure/clouds.ts';
import { hostFaults } from '../certificates/host-rules.ts';
import { certificateReferenceFaults } from '../key-vaults/certificate-reference.ts';
import { VAULT_DEFAULTS } from '../key-vaults/defaults.ts';
import type { PlacedCertificate, PlacedFront, PlacedFrontRegion, PlacedVault } from '../placed.ts';
import { faultAt, type RuleInput, type Spot, warningAt } from '../rule.ts';
import { cloudOf } from '../scope.ts';
import { contentId, secretId } from './secret-id.ts';

/** The certificates of the two listeners (2.11e). */
export function frontCertificateFaults(
  input: RuleInput,
  front: PlacedFront,
  region: PlacedFrontRegion,
): Diagnostic[] {
  const hosts = { registry: front.entry.host, data: region.entry.dataHost };
  return (['registry', 'data'] as const).flatMap((role) => {
    const text = region.entry.certificates[role];
    const spot: Spot = { path: [...region.path, 'certificates', role], address: region.address };
    const placed = region.certificates[role];
    if (placed === undefined) return certificateReferenceFaults(input, text, spot, ['2.11e']);
    return placed.certificate === undefined
      ? secretIdFaults(input, text, spot)
      : fitFaults(input, placed.certificate, { host: hosts[role], spot });
  });
}

const REQUIREMENTS = ['2.11e'];

/** A gateway reads secrets, where the private key is; the object that vaults call a certificate has none (lessons 76). */
function secretIdFaults(input: RuleInput, text: string, spot: Spot): Diagnostic[] {
  const report = (code: Code, detail: string) => [
    faultAt(input, code, spot, { detail, requirements: REQUIREMENTS }),
  ];
  const suffix = CLOUDS[cloudOf(input.config)].keyVaultSuffix;
  const id = contentId(text);
  if (id?.cloud !== cloudOf(input.config)) {
    const where =
      id === undefined ? 'is no secret id' : `lies in another cloud than ${cloudOf(input.config)}`;
    return report(
      'ACR1249',
      `${quote(text)} ${where}. Write VAULT/NAME for a certificate of this file, or https://VAULT.${suffix}/secrets/NAME.`,
    );
  }
  if (id.kind !== 'secrets')
    return report(
      'ACR1249',
      `This is the id of a ${id.kind === 'keys' ? 'key' : 'certificate'} in the vault, from which a gateway cannot read the private key of the certificate. Write ${secretId(id)}, the secret of the same name.`,
    );
  const listed = input.placed.vaults.find(({ name }) => name.toLowerCase() === id.vault);
  if (listed !== undefined)
    return report(
      'ACR1249',
      `The secret is in ${listed.address}, which this file lists: by its id alone acrctl neither lets the identity read it nor waits until it is there. ${byReference(listed, id.name)}`,
    );
  return id.version === undefined ? [] : [pinned(input, spot, `Write ${secretId(id)}`)];
}

function byReference({ key, address, certificates }: PlacedVault, secret: string): string {
  const certificate = certificates.find(({ name }) => name.toLowerCase() === secret.toLowerCase());
  return certificate === undefined
    ? `Add ${secret} to ${address}.certificates, with existing: true where it is there already, and write ${key}/${secret} here.`
    : `Write ${key}/${certificate.key}.`;
}

function fitFaults(
  input: RuleInput,
  certificate: PlacedCertificate,
  { host, spot }: { readonly host: string; readonly spot: Spot },
): Diagnostic[] {
  const { address, entry } = certificate;
  const format =
    entry.format === 'pem'
      ? [
          faultAt(input, 'ACR1248', spot, {
            detail: `${address} has format: pem, which a registry reads for its own domains; the listeners of a gateway need PKCS#12. Write format: pfx there, or add a second entry from the same file.`,
            requirements: REQUIREMENTS,
          }),
        ]
      : [];
  const version =
    entry.version === undefined ? [] : [pinned(input, spot, `Take the version out of ${address}`)];
  return [
    ...format,
    ...version,
    ...gateFaults(input, certificate, spot),
    ...hostFaults(input, certificate, { host, spot }),
  ];
}

/** Instances look for a newer version every four hours, where the id has none (application-gateway.md 4). */
function pinned(input: RuleInput, spot: Spot, remedy: string): Diagnostic {
  const detail = `A version is named, so that the gateway shows this certificate until it has expired, and no renewal reaches it: each takes a new version here, and an apply of minutes. ${remedy}, and the gateway takes each new one within 4 hours.`;
  return warningAt(input, 'ACR1228', spot, { detail, requirements: REQUIREMENTS });
}

/** A gateway is one of the services that vaults trust, and still needs a way there (application-gateway.md 4). */
function gateFaults(input: RuleInput, { vaultKey }: PlacedCertificate, spot: Spot): Diagnostic[] {
  const vault = input.placed.vaultByKey.get(vaultKey);
  if (vault === undefined || vault.isExisting) return [];
  const {
    publicAccess = VAULT_DEFAULTS.network.publicAccess,
    trustedServices = VAULT_DEFAULTS.network.trustedServices,
  } = vault.entry.network ?? {};
  if (publicAccess === 'enabled') return [];
  const at: Spot = {
    path: [...vault.path, 'network', 'publicAccess'],
    address: spot.address ?? vault.address,
  };
  if (publicAccess === 'selected' && trustedServices)
    return [
      warningAt(input, 'ACR1229', at, {
        detail: `The gateway reads its certificates from ${vault.address} past the firewall only with a service endpoint Microsoft.KeyVault in its subnet, which acrctl does not write: have it there before the apply, or write publicAccess: enabled.`,
        requirements: REQUIREMENTS,
      }),
    ];
  const detail = `${spot.address} reads its certificates from ${vault.address}, and does not get in: publicAccess is ${publicAccess}${publicAccess === 'selected' ? ' and trustedServices is false' : ''}. Write publicAccess: enabled. Who may read what is decided by access in the vault, not by its firewall.`;
  return [faultAt(input, 'ACR1229', at, { detail, requirements: REQUIREMENTS })];
}
