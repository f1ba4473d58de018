import type { ByteSource } from './byte-source.ts';
import { MatError } from './errors.ts';

/** Half a block's bytes: each of them gives at most one code unit of two. */
const STRETCH = 512 * 1024;

/**
 * The UTF-16 code units of a text in UTF-8, in blocks. What is not UTF-8 becomes U+FFFD. Another number of units
 * than `count` is MatError `mat-size-lies`.
 */
export async function* utf16Of(bytes: ByteSource, count: number): AsyncGenerator<Uint16Array> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const { offset } = bytes;
  let units = 0;
  while (bytes.left > 0) {
    const stretch = await bytes.some(STRETCH, 1);
    const text = decoder.decode(stretch, { stream: bytes.left > 0 });
    units += text.length;
    yield Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  }
  if (units !== count)
    throw new MatError('mat-size-lies', `${units} characters stand where ${count} are declared`, offset);
}
