import { createSecureContext } from 'node:tls';

/** What a text in base64 is as PKCS #12: its certificate, or what is wrong with it. */
export type OpenedPfx = { readonly certificate: Buffer } | { readonly wrong: 'password' | 'data' };

/** OpenSSL reads it, as part of Node. A PEM is none, and neither is a file without a private key. */
export function openPfx(text: string, password: string): OpenedPfx {
  const pfx = Buffer.from(text, 'base64');
  try {
    const { context } = createSecureContext({ pfx, passphrase: password }) as {
      readonly context: { getCertificate?(): Buffer | null };
    };
    const certificate = context.getCertificate?.();
    return certificate ? { certificate } : { wrong: 'data' };
  } catch (error) {
    // A text of OpenSSL's own; everything else that it says is about the data.
    const isPassword = error instanceof Error && error.message.includes('mac verify failure');
    return { wrong: isPassword ? 'password' : 'data' };
  }
}

/**
 * A certificate in PKCS #7 without signers, in base64 (RFC 5652, 5.1): so a gateway shows the public part of what was uploaded
 * (test_network_app_gateway_with_private_ip #9).
 */
export function publicPart(certificate: Buffer): string {
  const data = sequence(objectId('2a864886f70d010701'));
  const signed = sequence(
    Buffer.from('020101', 'hex'),
    tagged(0x31),
    data,
    tagged(0xa0, certificate),
    tagged(0x31),
  );
  return sequence(objectId('2a864886f70d010702'), tagged(0xa0, signed)).toString('base64');
}

function objectId(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, ...parts);
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  if (content.length < 0x80) return Buffer.concat([Buffer.of(tag, content.length), content]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(content.length);
  const bytes = size.subarray(size.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.of(tag, 0x80 + bytes.length), bytes, content]);
}
