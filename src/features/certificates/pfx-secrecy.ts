import { createCipheriv, createDecipheriv, createHmac, hash as hashOf, pbkdf2Sync } from 'node:crypto';
import { AlgorithmIdentifier } from '@peculiar/asn1-x509';
import { fromBER, Integer, OctetString, Sequence } from 'asn1js';
import { type Block, integerOf, octetsOf, oidOf, partsOf } from './asn1-blocks.ts';

/** The empty password as RFC 7292, B.1 writes it, and as some programs do: with nothing at all. */
export const EMPTY_PASSWORDS: readonly Buffer[] = [Buffer.of(0, 0), Buffer.alloc(0)];

/** What the bytes drawn by RFC 7292, B.3 are for. */
const USE = { key: 1, iv: 2, mac: 3 } as const;

/** Of SHA-1 and SHA-2, by the OID: their name, and the bytes that they work through at once. */
const HASHES: Readonly<Record<string, readonly [name: string, blockSize: number]>> = {
  '1.3.14.3.2.26': ['sha1', 64],
  '2.16.840.1.101.3.4.2.1': ['sha256', 64],
  '2.16.840.1.101.3.4.2.2': ['sha384', 128],
  '2.16.840.1.101.3.4.2.3': ['sha512', 128],
};
export const SHA1 = '1.3.14.3.2.26';

/** The same as the pseudorandom functions of PBKDF2 (RFC 8018, B.1.2); the first is meant where none is named. */
const HMACS: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};

const CIPHERS: Readonly<Record<string, readonly [name: string, keySize: number]>> = {
  '1.2.840.113549.3.7': ['des-ede3-cbc', 24],
  '2.16.840.1.101.3.4.1.2': ['aes-128-cbc', 16],
  '2.16.840.1.101.3.4.1.22': ['aes-192-cbc', 24],
  '2.16.840.1.101.3.4.1.42': ['aes-256-cbc', 32],
};

const TRIPLE_DES = '1.2.840.113549.1.12.1.3';
const PBES2 = '1.2.840.113549.1.5.13';
const ITERATIONS = 2048;
/** Of a file that asks for more, nobody waits for the end. */
export const MOST_ITERATIONS = 1_000_000;

/** The seal over all of a file (RFC 7292, 5), or undefined for a digest that is not known here. */
export function seal(
  content: Uint8Array,
  { algorithm, salt, iterations, password }: Seal,
): Buffer | undefined {
  const hash = HASHES[algorithm];
  if (hash === undefined) return undefined;
  const key = derive(hash, USE.mac, { password, salt, iterations }, hashOf(hash[0], '', 'buffer').length);
  return createHmac(hash[0], key).update(content).digest();
}

export interface Seal extends Secret {
  readonly algorithm: string;
}

interface Secret {
  readonly password: Buffer;
  readonly salt: Uint8Array;
  readonly iterations: number;
}

/**
 * Encrypts as every reader of PKCS#12 can read: by 3DES with SHA-1 (RFC 7292, C). AES was refused by gateways as a wrong
 * password (MicrosoftDocs/azure-docs issue 54393), and with an empty password neither keeps anything secret.
 */
export function encrypt(plain: Uint8Array, salt: Uint8Array) {
  const secret = { password: EMPTY_PASSWORDS[0] as Buffer, salt, iterations: ITERATIONS };
  const way = tripleDes(secret);
  const cipher = createCipheriv(way.cipher, way.key, way.iv);
  const octets = new OctetString({ valueHex: new Uint8Array(salt) });
  const parameters = new Sequence({ value: [octets, new Integer({ value: ITERATIONS })] }).toBER();
  return {
    algorithm: new AlgorithmIdentifier({ algorithm: TRIPLE_DES, parameters }),
    bytes: Buffer.concat([cipher.update(plain), cipher.final()]),
  };
}

/** The plain bytes, or undefined where the algorithm is none of those read here. Throws where the password is another. */
export function decrypt(
  { algorithm, parameters }: AlgorithmIdentifier,
  bytes: Uint8Array,
  password: Buffer,
): Buffer | undefined {
  if (parameters == null) return undefined;
  const fields = partsOf(fromBER(parameters).result);
  const way = wayOf(algorithm, fields, password);
  if (way === undefined) return undefined;
  const decipher = createDecipheriv(way.cipher, way.key, way.iv);
  return Buffer.concat([decipher.update(bytes), decipher.final()]);
}

interface Way {
  readonly cipher: string;
  readonly key: Buffer;
  readonly iv: Buffer;
}

function wayOf(algorithm: string, fields: readonly Block[], password: Buffer): Way | undefined {
  if (algorithm === PBES2) return pbes2(fields);
  const salted = saltIn(fields);
  if (algorithm !== TRIPLE_DES || salted.iterations > MOST_ITERATIONS) return undefined;
  return tripleDes({ password, ...salted });
}

/** RFC 8018, A.4 with A.2. Its password is text without anything behind it, so that an empty one has no bytes. */
function pbes2([derivation, encryption]: readonly Block[]): Way | undefined {
  const [, pbkdf2] = partsOf(derivation);
  const [cipherId, iv] = partsOf(encryption);
  const fields = partsOf(pbkdf2);
  const { salt, iterations } = saltIn(fields);
  if (iterations > MOST_ITERATIONS) return undefined;
  const named = partsOf(fields.find((field) => field instanceof Sequence))[0];
  const hmac = HMACS[named === undefined ? '1.2.840.113549.2.7' : oidOf(named)];
  const cipher = CIPHERS[oidOf(cipherId)];
  if (hmac === undefined || cipher === undefined) return undefined;
  const key = pbkdf2Sync('', salt, iterations, cipher[1], hmac);
  return { cipher: cipher[0], key, iv: octetsOf(iv) };
}

function tripleDes(secret: Secret): Way {
  const sha1 = HASHES[SHA1] as readonly [string, number];
  return {
    cipher: 'des-ede3-cbc',
    key: derive(sha1, USE.key, secret, 24),
    iv: derive(sha1, USE.iv, secret, 8),
  };
}

/** RFC 7292, B.2. */
function derive(
  [hash, v]: readonly [name: string, blockSize: number],
  use: number,
  { password, salt, iterations }: Secret,
  size: number,
): Buffer {
  const diversifier = Buffer.alloc(v, use);
  let input = Buffer.concat([filled(salt, v), filled(password, v)]);
  const drawn: Buffer[] = [];
  for (let length = 0; length < size; length += drawn.at(-1)?.length ?? size) {
    let a = hashOf(hash, Buffer.concat([diversifier, input]), 'buffer');
    for (let round = 1; round < iterations; round++) a = hashOf(hash, a, 'buffer');
    drawn.push(a);
    const b = filled(a, v).subarray(0, v);
    input = Buffer.concat(blocksOf(input, v).map((block) => plusOneAnd(block, b)));
  }
  return Buffer.concat(drawn).subarray(0, size);
}

/** Repeated up to the next multiple of `v` bytes. */
function filled(bytes: Uint8Array, v: number): Buffer {
  const size = v * Math.ceil(bytes.length / v);
  return bytes.length === 0 ? Buffer.alloc(0) : Buffer.alloc(size, bytes);
}

function blocksOf(bytes: Buffer, v: number): readonly Buffer[] {
  return Array.from({ length: bytes.length / v }, (_, index) => bytes.subarray(index * v, (index + 1) * v));
}

/** The sum of both and 1, without what goes beyond their length. */
function plusOneAnd(block: Buffer, b: Buffer): Buffer {
  const sum = BigInt(`0x${block.toString('hex')}`) + BigInt(`0x${b.toString('hex')}`) + 1n;
  const digits = sum
    .toString(16)
    .padStart(block.length * 2, '0')
    .slice(-block.length * 2);
  return Buffer.from(digits, 'hex');
}

function saltIn([salt, iterations]: readonly Block[]) {
  return { salt: octetsOf(salt), iterations: integerOf(iterations) };
}
