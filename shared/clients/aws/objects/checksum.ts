import { crc32Hex, parseCrc32 } from '../../../session/crc32.ts';

/** A CRC-32 as S3 sends it: its four bytes, the highest first, in base64. Throws RangeError where it is none. */
export function toBase64(crc32: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(parseCrc32(crc32));
  return bytes.toString('base64');
}

/** The inverse; undefined where it is none, as a checksum of checksums (`…-3`). */
export function fromBase64(text: string | undefined): string | undefined {
  if (!text || !/^[A-Za-z0-9+/]{6}==$/.test(text)) return undefined;
  return crc32Hex(Buffer.from(text, 'base64').readUInt32BE());
}
