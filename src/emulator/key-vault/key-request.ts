import type { Cloud } from '../cloud.ts';
import { ArmError } from '../errors.ts';
import { booleanAt, numberAt, stringAt, stringMapAt, stringsAt } from '../json.ts';
import { isHsm, type KeyKind, type KeyVersionData } from './key-body.ts';
import type { Vault } from './vault-body.ts';

/** A key as it was asked for; times in seconds since the epoch. */
export type KeyRequest = Omit<KeyVersionData, 'created' | 'updated' | 'publicPart'>;

/** How the members of a body are called; the two planes spell them in two ways. */
interface Spelling {
  readonly path: readonly string[];
  readonly size: string;
  readonly operations: string;
  readonly curve: string;
}

export const dataPlane: Spelling = { path: [], size: 'key_size', operations: 'key_ops', curve: 'crv' };
export const managementPlane: Spelling = {
  path: ['properties'],
  size: 'keySize',
  operations: 'keyOps',
  curve: 'curveName',
};

/** Reads what is asked for; throws for what the vault cannot make. Texts of refusals: assumption. */
export function keyRequest(vault: Vault, name: string, body: unknown, spelling: Spelling): KeyRequest {
  if (!/^[0-9a-z-]{1,127}$/i.test(name)) throw badParameter(`The key name ${name} is not valid.`);
  const { path } = spelling;
  const kind = kindOf(stringAt(body, ...path, 'kty'));
  if (isHsm(kind) && vault.data.properties.sku.name !== 'premium')
    throw badParameter(`Keys of type ${kind} need a vault of the premium SKU.`);
  const isRsa = kind.startsWith('RSA');
  const operations = stringsAt(body, ...path, spelling.operations);
  const expires = numberAt(body, ...path, 'attributes', 'exp');
  return {
    kind,
    size: isRsa ? sizeOf(numberAt(body, ...path, spelling.size)) : undefined,
    curve: isRsa ? undefined : curveOf(stringAt(body, ...path, spelling.curve)),
    operations: operationsOf(operations, isRsa),
    enabled: booleanAt(body, ...path, 'attributes', 'enabled') ?? true,
    notBefore: numberAt(body, ...path, 'attributes', 'nbf'),
    expires,
    exportable: booleanAt(body, ...path, 'attributes', 'exportable') ?? false,
    tags: stringMapAt(body, 'tags'),
  };
}

/** What an operation list may hold, in the order in which a key has them by default. */
export function operationsOf(sent: readonly string[] | undefined, isRsa: boolean): readonly string[] {
  const unknown = sent?.find((operation) => !allOperations.includes(operation));
  if (unknown !== undefined) throw badParameter(`The key operation ${unknown} is not valid.`);
  // hybrid_2020_09_01 test_keyvault_key #4, #34.
  return sent ?? (isRsa ? allOperations.slice(0, 6) : ['sign', 'verify']);
}

const allOperations: readonly string[] = [
  'encrypt',
  'decrypt',
  'sign',
  'verify',
  'wrapKey',
  'unwrapKey',
  'import',
  'export',
];

/** A key pair that nothing is ever done with, so that it need not be one: the public part is drawn. */
export function drawPublicPart(cloud: Cloud, { size, curve }: KeyRequest): Readonly<Record<string, string>> {
  if (size !== undefined) {
    const modulus = bytes(cloud, size / 8);
    modulus[0] = (modulus[0] ?? 0) | 0x80;
    modulus[modulus.length - 1] = (modulus.at(-1) ?? 0) | 1;
    return { n: modulus.toString('base64url'), e: 'AQAB' };
  }
  const length = curve === 'P-521' ? 66 : curve === 'P-384' ? 48 : 32;
  const coordinate = (): string => {
    const drawn = bytes(cloud, length);
    if (curve === 'P-521') drawn[0] = (drawn[0] ?? 0) & 1;
    return drawn.toString('base64url');
  };
  return { x: coordinate(), y: coordinate() };
}

export function badParameter(message: string): ArmError {
  return new ArmError(400, 'BadParameter', message);
}

function bytes(cloud: Cloud, length: number): Buffer {
  let drawn = '';
  while (drawn.length < 2 * length) drawn += cloud.chance.hex(32);
  return Buffer.from(drawn.slice(0, 2 * length), 'hex');
}

function kindOf(sent: string | undefined): KeyKind {
  const kinds = ['RSA', 'RSA-HSM', 'EC', 'EC-HSM'] as const;
  const found = kinds.find((kind) => kind === sent);
  if (found) return found;
  throw badParameter(`Property kty has to be one of ${kinds.join(', ')}; it is ${sent}.`);
}

function sizeOf(sent: number | undefined): number {
  const size = sent ?? 2048;
  if ([2048, 3072, 4096].includes(size)) return size;
  throw badParameter(`The size of an RSA key has to be 2048, 3072 or 4096; it is ${size}.`);
}

function curveOf(sent: string | undefined): string {
  const curve = sent ?? 'P-256';
  if (['P-256', 'P-384', 'P-521', 'P-256K'].includes(curve)) return curve;
  throw badParameter(`The curve ${curve} is not known.`);
}
