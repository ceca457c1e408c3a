import type { Diagnostic } from '../../core/diagnostic.ts';
import { enumerate } from '../../core/wording.ts';
import { hostFaults } from '../certificates/host-rules.ts';
import { certificateReferenceFaults } from '../key-vaults/certificate-reference.ts';
import { VAULT_DEFAULTS } from '../key-vaults/defaults.ts';
import type { PlacedCertificate, PlacedDomain, PlacedDomains, PlacedVault } from '../placed.ts';
import { faultAt, type RuleInput, type Spot, warningAt } from '../rule.ts';

/** What the certificates of custom domains need, beside being right in themselves, and their vaults. */
export function domainCertificateFaults(
  input: RuleInput,
  { domains }: { readonly domains: PlacedDomains },
  /** Those whose host may stay as it is. */
  possible: ReadonlySet<PlacedDomain>,
): Diagnostic[] {
  return [
    ...domains.names.flatMap((name) => [
      ...certificateReferenceFaults(
        input,
        name.entry.certificate,
        { path: [...name.path, 'certificate'], address: name.address },
        ['0.8', '0.25'],
      ),
      ...(name.certificate === undefined ? [] : fitFaults(input, name, name.certificate)),
      ...(name.certificate !== undefined && possible.has(name)
        ? coverFaults(input, name, name.certificate)
        : []),
    ]),
    ...vaultsOf(input, domains).flatMap((vault) => [
      ...gateFaults(input, domains, vault),
      ...mixedFaults(input, domains, vault),
    ]),
    ...isolationFaults(input, domains),
  ];
}

/** The vaults of the file that hold certificates of the domains, each once. */
function vaultsOf({ placed }: Pick<RuleInput, 'placed'>, { names }: PlacedDomains): readonly PlacedVault[] {
  const keys = new Set(names.flatMap(({ certificate }) => certificate?.vaultKey ?? []));
  return [...keys].sort().flatMap((key) => placed.vaultByKey.get(key) ?? []);
}

function fitFaults(
  input: RuleInput,
  { path, address }: PlacedDomain,
  certificate: PlacedCertificate,
): Diagnostic[] {
  const { address: where, entry } = certificate;
  const spot: Spot = { path: [...path, 'certificate'], address };
  const format =
    entry.format === 'pfx'
      ? [
          faultAt(input, 'ACR1295', spot, {
            detail: `${where} has format: pfx, which the listeners of a gateway need; a registry reads PEM. Write format: pem there, or add a second entry from the same file.`,
            requirements: ['0.14'],
          }),
        ]
      : [];
  const pinned =
    entry.version === undefined
      ? []
      : [
          warningAt(input, 'ACR1294', spot, {
            detail: `${where} names a version, so the registry stays at it for good: no renewal reaches it, and another version takes a support ticket. Take version out, and the registry follows each new one by itself.`,
            requirements: ['0.34', '0.38', '0.39'],
          }),
        ];
  return [...format, ...pinned];
}

function coverFaults(
  input: RuleInput,
  { path, address, entry: { host } }: PlacedDomain,
  certificate: PlacedCertificate,
): Diagnostic[] {
  return hostFaults(input, certificate, { host, spot: { path: [...path, 'certificate'], address } });
}

/** Registries do not reach such a vault for their domains, trusted services or not (0.40). */
function gateFaults(
  input: RuleInput,
  { address }: PlacedDomains,
  { path, entry, isExisting }: PlacedVault,
): Diagnostic[] {
  const { publicAccess = VAULT_DEFAULTS.network.publicAccess } = entry.network ?? {};
  if (isExisting || publicAccess === 'enabled') return [];
  const detail = `Registries read the certificates of their domains only from vaults that everybody reaches, trusted services or not; ${address} needs this one. Who may read what is decided by access in the vault, not by its firewall. Write publicAccess: enabled.`;
  const spot: Spot = { path: [...path, 'network', 'publicAccess'], address };
  return [faultAt(input, 'ACR1296', spot, { detail, requirements: ['0.40'] })];
}

/** The registry could read whatever stands beside its certificates (0.26). */
function mixedFaults(input: RuleInput, domains: PlacedDomains, vault: PlacedVault): Diagnostic[] {
  const { tlsVault } = domains.entry;
  if (tlsVault === 'shared') return [];
  const used = new Set(domains.names.map(({ certificate }) => certificate));
  const others = [...vault.keys, ...vault.certificates.filter((each) => !used.has(each))];
  if (others.length === 0) return [];
  const beside = enumerate(others.map(({ address }) => address));
  const detail = `${vault.address} holds ${beside} beside certificates of ${domains.address}. Azure recommends a vault for certificates of domains alone, so that nothing else is within reach of those who renew them.`;
  const remedy = ' Move them to vaults of their own';
  const spot: Spot = {
    path: [...domains.path, ...(tlsVault === undefined ? [] : ['tlsVault'])],
    address: domains.address,
  };
  return tlsVault === 'dedicated'
    ? [faultAt(input, 'ACR1297', spot, { detail: `${detail}${remedy}.`, requirements: ['0.26'] })]
    : [
        warningAt(
          input,
          'ACR1297',
          { ...spot, part: 'key' },
          {
            detail: `${detail}${remedy}, or say tlsVault: shared.`,
            requirements: ['0.26'],
          },
        ),
      ];
}

function isolationFaults(input: RuleInput, { entry, names }: PlacedDomains): Diagnostic[] {
  if (entry.isolation !== 'perCertificate') return [];
  const first = new Map<string, PlacedCertificate>();
  return names.flatMap(({ path: at, address: where, certificate }) => {
    if (certificate === undefined) return [];
    const earlier = first.get(certificate.vaultKey);
    if (earlier === undefined) first.set(certificate.vaultKey, certificate);
    if (earlier === undefined || earlier === certificate) return [];
    const detail = `With isolation: perCertificate each certificate has a vault of its own, and ${earlier.address} is in this one too. Move one of the two, or write isolation: shared.`;
    const spot: Spot = { path: [...at, 'certificate'], address: where };
    return [faultAt(input, 'ACR1298', spot, { detail, requirements: ['0.32'] })];
  });
}
