import { diagnose } from '../../core/codes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { getPath, textAt } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import type { Placed, PlacedCertificate } from '../placed.ts';
import { CONTENT_TYPES } from './certificate-compile.ts';

/** What only Azure shows of secrets that hold certificates. That one of others is not there says `existingFaults`. */
export function certificateFaults({ vaults, registries }: Placed, live: LiveObjects): readonly Diagnostic[] {
  const ofDomains = new Set(
    registries.flatMap(({ isExisting, domains }) =>
      isExisting ? [] : (domains?.names.map(({ certificate }) => certificate) ?? []),
    ),
  );
  return vaults
    .flatMap((vault) => vault.certificates)
    .flatMap((certificate) => {
      const body = live.get(foldId(certificate.id))?.body;
      if (body === undefined) return [];
      const disabled = disabledFaults(certificate, getPath(body, 'properties.attributes.enabled') !== false);
      if (!certificate.isExisting) return disabled;
      return [
        ...formatFaults(certificate, textAt(body, 'properties.contentType')),
        ...disabled,
        ...versionWarning(
          certificate,
          textAt(body, 'properties.secretUriWithVersion'),
          ofDomains.has(certificate),
        ),
      ];
    });
}

function formatFaults(
  { address, name, entry }: PlacedCertificate,
  contentType: string | undefined,
): readonly Diagnostic[] {
  const { format } = entry;
  if (format === undefined || contentType === CONTENT_TYPES[format]) return [];
  const says = contentType === undefined ? 'no content type' : `the content type ${contentType}`;
  const detail = `The file takes the secret ${name} for a certificate in the format ${format}, and it has ${says} instead of ${CONTENT_TYPES[format]}. Domains of registries read pem, listeners of gateways pfx, and both go by it.`;
  const hint = 'Correct format, or have the certificate put into the vault in that format.';
  return [diagnose('ACR1343', { address, detail, hint, requirements: ['0.8'] })];
}

function disabledFaults(
  { address, name, vaultId, isExisting }: PlacedCertificate,
  isEnabled: boolean,
): readonly Diagnostic[] {
  if (isEnabled) return [];
  const vault = vaultId.split('/').at(-1);
  const detail = `The secret ${name} is disabled: nobody can read the certificate in it.`;
  const hint = `Have it enabled: az keyvault secret set-attributes --vault-name ${vault} --name ${name} --enabled true.`;
  // A new value of ours is a new version, which is enabled.
  const severity = isExisting ? 'error' : 'warning';
  return [diagnose('ACR1344', { severity, address, detail, hint, requirements: ['0.29'] })];
}

/** 0.34: only what names no version follows a renewal by itself. Of a domain a rule has said that (ACR1294). */
function versionWarning(
  { address, name, entry }: PlacedCertificate,
  newest: string | undefined,
  isOfDomain: boolean,
): readonly Diagnostic[] {
  const { version } = entry;
  if (version === undefined || isOfDomain) return [];
  const isNewest = newest?.toLowerCase().endsWith(`/${version.toLowerCase()}`) === true;
  const detail = `${isNewest ? `The secret ${name} is used in its newest version` : `The secret ${name} has a newer version than ${version}`}, and what uses it stays at that: each renewal of the certificate has to be written here and taken over by hand, before the old one ends.`;
  const hint = 'Take version out to have every renewal followed.';
  return [
    diagnose('ACR1345', {
      severity: 'warning',
      address,
      detail,
      hint,
      requirements: ['0.34', '0.35', '0.38'],
    }),
  ];
}
