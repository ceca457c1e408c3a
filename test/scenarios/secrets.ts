// Loaded before any virtual clock runs: what a run loads by itself takes real time, in which such a clock goes on for hours.
import '../../src/features/certificates/pfx-write.ts';
import '../../src/features/certificates/self-signed.ts';
import type { Certificate } from '../../src/features/certificates/certificate.ts';
import { bundleOf, readPem } from '../../src/features/certificates/pem.ts';
import { issue } from '../authorities.ts';
import { GROUP, type Lab } from '../lab.ts';
import { type Edits, edited } from './stacks.ts';

/** A vault with a certificate of a file. */
const FILE = `apiVersion: acrctl/v1
stack: images-prod
azure:
  subscription: 00000000-0000-0000-0000-0000000000aa
  resourceGroup: rg-images
  location: westeurope
resourceGroups: { rg-images: {} }
keyVaults:
  kv-images:
    certificates:
      images: { source: pemFile, file: tls/images.pem, format: pem }
`;

export const AT = {
  certificates: 'keyVaults.kv-images.certificates',
  images: 'keyVaults.kv-images.certificates.images',
} as const;
export const VAULT = `${GROUP}/providers/Microsoft.KeyVault/vaults/kv-images`;
export const SECRET = `${VAULT}/secrets/images`;

export function withCertificate(edits: Edits = {}): string {
  return edited(FILE, edits);
}

/** A file as an authority gives it, for hosts. */
export function pemFor(...hosts: readonly string[]): string {
  const root = issue({ name: 'Root', isAuthority: true });
  const between = issue({ name: 'Between', isAuthority: true, issuer: root });
  const leaf = issue({ name: hosts[0] ?? '', hosts, issuer: between });
  return `${leaf.keyPem}${leaf.certificate}${between.certificate}${root.certificate}`;
}

export function certificateIn(pem: string): Certificate {
  const { certificate } = readPem(pem);
  if (certificate === undefined) throw new Error('The file is not right.');
  return certificate;
}

/** What the vault gets of a file. */
export function bundled(pem: string): string {
  return bundleOf(certificateIn(pem));
}

/** What is asked of the vault itself, as somebody who may. */
export async function inVault(lab: Lab, path: string, method = 'GET', body?: object) {
  const answer = await lab.emulator.handle({
    method,
    url: `https://kv-images.vault.azure.net/${path}?api-version=2025-07-01`,
    headers: { authorization: 'Bearer keeper', 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return JSON.parse(answer.body === '' ? '{}' : answer.body);
}

export async function valueIn(lab: Lab, name = 'images'): Promise<string> {
  return (await inVault(lab, `secrets/${name}`)).value;
}

export async function versionsOf(lab: Lab, name = 'images'): Promise<number> {
  return (await inVault(lab, `secrets/${name}/versions`)).value.length;
}
