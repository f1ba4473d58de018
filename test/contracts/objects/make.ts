import { createCipheriv } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { ObjectBody, Objects } from '../../../shared/ports/objects.ts';
import { crc32, crc32Hex } from '../../../shared/session/crc32.ts';

export const text = (value: string): Uint8Array => new TextEncoder().encode(value);
export const checksum = (bytes: Uint8Array): string => crc32Hex(crc32(bytes));

/** The same bytes for the same seed, without a pattern in which one stretch could be mistaken for another. */
export function noise(size: number, seed = 1): Uint8Array {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16));
  return new Uint8Array(cipher.update(Buffer.alloc(size)));
}

/** All bytes of a body. */
export const bytesOf = async (body: ObjectBody): Promise<Uint8Array> =>
  new Uint8Array(await buffer(body.chunks));

/** The bytes under a key, or of one of its versions. */
export const read = async (objects: Objects, key: string, version?: string): Promise<Uint8Array> =>
  bytesOf(await objects.get(key, version === undefined ? {} : { version }));
