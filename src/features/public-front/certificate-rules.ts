import type { Code } from '../../core/codes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { quote } from '../../core/wording.ts';
import { CLOUDS } from '../../providers/azure/clouds.ts';
import { hostFaults } from '../certificates/host-rules.ts';
import { certificateReferenceFaults } from '../key-vaults/certificate-reference.ts';
import { VAULT_DEFAULTS } from '../key-vaults/defaults.ts';
import type { PlacedCertificate, PlacedFront, PlacedFrontRegion } from '../placed.ts';
import { faultAt, type RuleInput, type Spot, warningAt } from '../rule.ts';
import { cloudOf } from '../scope.ts';

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
  const [, host = '', kind = '', name = '', version] =
    /^https:\/\/([^/]+)\/([^/]+)\/([^/]+)(?:\/([^/]+))?\/?$/i.exec(text) ?? [];
  const vault = host.toLowerCase().endsWith(`.${suffix}`) ? host.toLowerCase() : undefined;
  if (vault === undefined || !['secrets', 'certificates', 'keys'].includes(kind.toLowerCase()))
    return report(
      'ACR1249',
      `${quote(text)} is no secret id. Write VAULT/NAME for a certificate of this file, or https://VAULT.${suffix}/secrets/NAME.`,
    );
  if (kind.toLowerCase() !== 'secrets')
    return report(
      'ACR1249',
      `This is the id of a ${kind.toLowerCase() === 'keys' ? 'key' : 'certificate'} in the vault, from which a gateway cannot read the private key of the certificate. Write https://${vault}/secrets/${name}, the secret of the same name.`,
    );
  return version === undefined ? [] : [pinned(input, spot, `https://${vault}/secrets/${name}`)];
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
  const version = entry.version === undefined ? [] : [pinned(input, spot, address)];
  return [
    ...format,
    ...version,
    ...gateFaults(input, certificate, spot),
    ...hostFaults(input, certificate, { host, spot }),
  ];
}

/** Instances look for a newer version every four hours, where the id has none (application-gateway.md 4). */
function pinned(input: RuleInput, spot: Spot, what: string): Diagnostic {
  const detail = `A version is named, so that the gateway shows this certificate until it has expired, and no renewal reaches it: each takes a new version here, and an apply of minutes. Take the version out of ${what}, and the gateway takes each new one within 4 hours.`;
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
