import { type ByteSource, within } from './byte-source.ts';
import { MatError } from './errors.ts';
import type { NumericClass } from './types.ts';

export const MI_INT8 = 1;
export const MI_UINT8 = 2;
export const MI_INT32 = 5;
export const MI_UINT32 = 6;
export const MI_MATRIX = 14;
export const MI_COMPRESSED = 15;
export const MI_UTF8 = 16;
export const MI_UTF16 = 17;
export const MI_UTF32 = 18;

/** The numeric data types of level 5. */
export const STORED_TYPES: ReadonlyMap<number, NumericClass> = new Map([
  [MI_INT8, 'int8'],
  [MI_UINT8, 'uint8'],
  [3, 'int16'],
  [4, 'uint16'],
  [MI_INT32, 'int32'],
  [MI_UINT32, 'uint32'],
  [7, 'single'],
  [9, 'double'],
  [12, 'int64'],
  [13, 'uint64'],
]);

/** A data element: its type, its bytes, and how many bytes fill it up to the next element. */
export interface Element {
  readonly type: number;
  readonly bytes: ByteSource;
  readonly padding: number;
}

/** The tag of an element at the top of a file: always 8 bytes, never padded. */
export async function readTag(
  source: ByteSource,
  littleEndian: boolean,
): Promise<{ readonly type: number; readonly length: number }> {
  const bytes = await source.take(8);
  return { type: uint32(bytes, 0, littleEndian), length: uint32(bytes, 4, littleEndian) };
}

/** The next element of a matrix, in its usual form or in the small one (up to 4 bytes within an 8-byte tag). */
export async function openElement(matrix: ByteSource, littleEndian: boolean): Promise<Element> {
  const { offset } = matrix;
  const word = uint32(await matrix.take(4), 0, littleEndian);
  const small = word >>> 16;
  if (small > 4) throw new MatError('mat-corrupt', `A small element cannot hold ${small} bytes`, offset);
  if (small > 0) return { type: word & 0xffff, bytes: within(matrix, small), padding: 4 - small };
  const length = uint32(await matrix.take(4), 0, littleEndian);
  return { type: word, bytes: within(matrix, length), padding: -length & 7 };
}

/** The whole of the next element, which must be one of `types` and hold at most `most` bytes. */
export async function readElement(
  matrix: ByteSource,
  littleEndian: boolean,
  types: readonly number[],
  most: number,
): Promise<Uint8Array> {
  const { offset } = matrix;
  const { type, bytes, padding } = await openElement(matrix, littleEndian);
  if (!types.includes(type) || bytes.left > most)
    throw new MatError('mat-corrupt', `${bytes.left} bytes of type ${type} cannot stand here`, offset);
  const content = await bytes.take(bytes.left);
  await skipPadding(matrix, padding);
  return content;
}

/** Some writers leave the padding of the last element out. */
export async function skipPadding(matrix: ByteSource, padding: number): Promise<void> {
  await matrix.skip(Math.min(padding, matrix.left));
}

export function uint32(bytes: Uint8Array, at: number, littleEndian: boolean): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, littleEndian);
}
