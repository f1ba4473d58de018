import type { ByteSource } from './byte-source.ts';
import type { MatArray, MatMatrix, NumericClass } from './types.ts';
import { utf16Of } from './utf8.ts';
import { bytesPerValue, valuesOf } from './values.ts';

const BLOCK_BYTES = 1024 * 1024;

/** The real or the imaginary values of a matrix, as they are stored. */
export interface Part {
  readonly type: NumericClass | 'utf8';
  readonly bytes: ByteSource;
}

export interface PartReader {
  /** As many as `dims` say. */
  readonly count: number;
  readonly littleEndian: boolean;
  /** The part that comes next in the file: first the real one, then the imaginary one. */
  open(): Promise<Part>;
  /** After the last value: throws if something is there that was not declared. */
  complete(): Promise<void>;
}

/** A matrix whose values come from `parts`; `close` makes it refuse to read on when the file is read on. */
export function openMatrix(
  described: Omit<MatMatrix, 'blocks' | 'imaginary'>,
  parts: PartReader,
): { readonly matrix: MatMatrix; close(): void } {
  const { name, complex } = described;
  let opened = 0;
  let closed = false;
  let last: Part | undefined;

  async function* values(index: number): AsyncGenerator<MatArray> {
    if (opened > index) throw new Error(`The values of ${name} can be read only once, the real ones first.`);
    refuseClosed();
    do {
      await last?.bytes.skip(last.bytes.left);
      last = await parts.open();
      opened += 1;
    } while (opened <= index);
    for await (const block of blocksOf(last)) {
      yield block;
      refuseClosed();
    }
    if (opened === (complex ? 2 : 1)) await parts.complete();
  }

  async function* blocksOf({ type, bytes }: Part): AsyncGenerator<MatArray> {
    if (type === 'utf8') return yield* utf16Of(bytes, parts.count);
    const wanted = described.class === 'char' ? 'uint16' : described.class;
    const size = bytesPerValue(type);
    const most = (BLOCK_BYTES / Math.max(size, bytesPerValue(wanted))) * size;
    while (bytes.left > 0) {
      const { offset } = bytes;
      yield valuesOf(await bytes.some(most, size), type, wanted, parts.littleEndian, offset);
    }
  }

  function refuseClosed(): void {
    if (closed) throw new Error(`The values of ${name} can be read only before the next variable is.`);
  }

  return {
    matrix: {
      ...described,
      blocks: () => values(0),
      ...(complex && { imaginary: () => values(1) }),
    },
    close() {
      closed = true;
    },
  };
}
