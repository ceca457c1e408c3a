/** How many bytes the outermost DER value says it has, its own head included; undefined for what is no sequence. */
export function lengthOfDer(bytes: Uint8Array): number | undefined {
  const [tag, first] = bytes;
  if (tag !== 0x30 || first === undefined) return undefined;
  if (first < 0x80) return 2 + first;
  const digits = bytes.subarray(2, 2 + (first & 0x7f));
  if (digits.length === 0 || digits.length > 4 || digits.length < (first & 0x7f)) return undefined;
  return 2 + digits.length + digits.reduce((length, digit) => length * 256 + digit, 0);
}

export type DerKind = 'PKCS#12' | 'certificate' | 'key';

/**
 * What a DER file is, by its first field: a PFX begins with the version 3 (RFC 7292, 4), a key with 0 (RFC 5208, 5 and
 * RFC 8017, A.1.2) or 1 (RFC 5915, 3), a certificate with a sequence (RFC 5280, 4.1), as does an encrypted key.
 */
export function kindOfDer(bytes: Uint8Array): DerKind | undefined {
  const length = lengthOfDer(bytes);
  if (length === undefined || length > bytes.length) return undefined;
  const head = 2 + ((bytes[1] ?? 0) < 0x80 ? 0 : (bytes[1] ?? 0) & 0x7f);
  const [tag, size, version] = bytes.subarray(head);
  if (tag === 0x30) return 'certificate';
  if (tag !== 0x02 || size !== 1) return undefined;
  return version === 3 ? 'PKCS#12' : 'key';
}
