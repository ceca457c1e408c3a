import type { Files } from '../../../core/world.ts';
import { clean } from '../text.ts';
import type { Refusal } from './refusal.ts';
import type { Source } from './sources.ts';

/** What the file that a login rests on holds: the federated token, or a reason why nothing need be asked. */
export interface LoginFile {
  readonly assertion?: string;
  readonly refusal?: Refusal;
}

/** The certificate or the federated token of a login, looked at before anything is sent. */
export async function loginFile(source: Source, files: Pick<Files, 'read'>): Promise<LoginFile> {
  switch (source.kind) {
    case 'workload': {
      const found = await readText(files, source.tokenFile);
      const why = 'fault' in found ? found.fault : found.text.trim() === '' ? 'is empty' : undefined;
      return why === undefined && 'text' in found
        ? { assertion: found.text.trim() }
        : { refusal: tokenFileRefusal(source.tokenFile, why ?? '') };
    }
    case 'certificate': {
      const found = await readText(files, source.path);
      const why = 'fault' in found ? found.fault : pemFault(found.text);
      return why === undefined ? {} : { refusal: certificateRefusal(source.path, why) };
    }
    case 'secret':
    case 'managed':
    case 'cli':
      return {};
  }
}

async function readText(
  files: Pick<Files, 'read'>,
  path: string,
): Promise<{ text: string } | { fault: string }> {
  try {
    const text = await files.read(path);
    return text === undefined ? { fault: 'does not exist' } : { text };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return { fault: `cannot be read${code}` };
  }
}

function pemFault(text: string): string | undefined {
  if (!text.includes('-----BEGIN CERTIFICATE-----')) return 'holds no certificate in PEM form';
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text) ? undefined : 'holds no private key';
}

function tokenFileRefusal(path: string, why: string): Refusal {
  return {
    code: 'ACR2205',
    said: `The file ${clean(path)}, which AZURE_FEDERATED_TOKEN_FILE names, ${why}.`,
    remedy:
      'In Kubernetes the workload identity webhook writes it; in a pipeline write the OpenID Connect token of the job into it before acrctl runs.',
  };
}

function certificateRefusal(path: string, why: string): Refusal {
  return {
    code: 'ACR2204',
    said: `The file ${clean(path)}, which AZURE_CLIENT_CERTIFICATE_PATH names, ${why}.`,
    remedy: PEM_WANTED,
  };
}

/** Said of every certificate that is of no use. */
export const PEM_WANTED =
  'It must be a PEM file with the certificate and its private key; AZURE_CLIENT_CERTIFICATE_PASSWORD opens a key that is encrypted. A PFX file is made into one with: openssl pkcs12 -in FILE.pfx -out FILE.pem -nodes';
