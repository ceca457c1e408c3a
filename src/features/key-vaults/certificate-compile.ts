import { createHash } from 'node:crypto';
import type { CompiledOutputs, Resource } from '../../core/desired.ts';
import type { JsonObject } from '../../core/json.ts';
import { textAt } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import type { MadeSecret, SecretValue } from '../../core/secret.ts';
import type { Random } from '../../core/world.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { VALUE_TAGS } from '../../providers/azure/resources/vault-secret.ts';
import type { Certificate } from '../certificates/certificate.ts';
import { bundleOf } from '../certificates/pem.ts';
import { madeHere, type Placed, type PlacedCertificate, type PlacedVault } from '../placed.ts';
import { certificateOf } from './certificate-files.ts';
import { CERTIFICATE_DEFAULTS } from './defaults.ts';

/** What a secret is, by the format of the certificate in it. */
export const CONTENT_TYPES = { pem: 'application/x-pem-file', pfx: 'application/x-pkcs12' } as const;

export function compileCertificates({ vaults }: Placed, live: LiveObjects): readonly Resource[] {
  return vaults.flatMap((vault) =>
    vault.certificates
      .filter(({ isExisting }) => !isExisting)
      .map((certificate) => secretResource(vault, certificate, live)),
  );
}

/** The identifier of each secret, which others name it by (0.34). */
export function certificateOutputs({ vaults }: Placed): CompiledOutputs {
  const certificates = vaults.flatMap((vault) => vault.certificates);
  return Object.fromEntries(
    certificates.map(({ address, secretUri }) => [address, { secretUri: { value: secretUri } }]),
  );
}

function secretResource(vault: PlacedVault, placed: PlacedCertificate, live: LiveObjects): Resource {
  const { format = 'pem', adopt } = placed.entry;
  const { tags, make } = placed.entry.source === 'selfSigned' ? madeByUs(placed, live) : given(placed);
  return {
    address: placed.address,
    id: placed.id,
    type: ARM_TYPE.vaultSecret,
    managed: { tags, properties: { contentType: CONTENT_TYPES[format] } },
    initial: {},
    secrets: [{ path: 'properties.value', make }],
    dependsOn: madeHere(vault),
    protect: false,
    adopt: adopt === true,
    ignore: [],
  };
}

interface Source {
  /** What says that the value is another one, without saying it. */
  readonly tags: JsonObject;
  readonly make: SecretValue['make'];
}

function given(placed: PlacedCertificate): Source {
  const certificate = certificateOf(placed);
  return {
    tags: {
      [VALUE_TAGS.certificate]: certificate.fingerprint,
      [VALUE_TAGS.chain]: certificate.chainFingerprint,
    },
    make: async (world) => ({ value: await textIn(placed, certificate, world) }),
  };
}

/**
 * A pair is drawn where the secret is made, its hosts or its format change, or somebody asks for it, and at no other time:
 * when it was asked for stays as it is found.
 */
function madeByUs(placed: PlacedCertificate, live: LiveObjects): Source {
  const { hosts = [], days = CERTIFICATE_DEFAULTS.days } = placed.entry;
  const [first = '', ...others] = hosts;
  const found = live.get(foldId(placed.id))?.body;
  const asked = found && textAt(found, `tags.${VALUE_TAGS.asked}`);
  return {
    tags: { [VALUE_TAGS.hosts]: hostsText(hosts), ...(asked !== undefined && { [VALUE_TAGS.asked]: asked }) },
    make: async (world): Promise<MadeSecret> => {
      const { SELF_SIGNED_BITS, selfSigned } = await import('../certificates/self-signed.ts');
      const certificate = selfSigned(
        { hosts: [first, ...others], days },
        {
          key: await world.random.rsaKey(SELF_SIGNED_BITS),
          nowMs: world.clock.wallMs(),
          drawn: drawn(world.random, 16),
        },
      );
      const told = [{ path: `tags.${VALUE_TAGS.made}`, text: certificate.fingerprint }];
      return { value: await textIn(placed, certificate, world), told };
    },
  };
}

async function textIn(
  { entry }: PlacedCertificate,
  certificate: Certificate,
  { random }: Parameters<SecretValue['make']>[0],
): Promise<string> {
  if (entry.format !== 'pfx') return bundleOf(certificate);
  const { pfxOf } = await import('../certificates/pfx-write.ts');
  return pfxOf(certificate, (size) => drawn(random, size)).toString('base64');
}

function drawn(random: Random, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, () => Math.floor(random.fraction() * 256));
}

/** The first is the common name; the others have no order. A tag holds 256 characters. */
function hostsText([first = '', ...others]: readonly string[]): string {
  const text = [first, ...others.toSorted()].join(' ');
  return text.length <= 256 ? text : `sha256 ${createHash('sha256').update(text).digest('hex')}`;
}
