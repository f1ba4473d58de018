import { MAX_PART_BYTES, MAX_PARTS } from '../../../ports/object-limits.ts';
import { ObjectError } from '../../../ports/objects.ts';

const FIRST_BYTES = 8 * 1024 ** 2;
const GROWTH = 1.01;

/**
 * Size of part `part` of an object whose end is not known. Each is 1 % larger than the one before: so 10,000 parts
 * hold 50 TB, while what is held in memory stays at 8 MiB and 1 % of what has come, and at 5 GiB at most.
 */
export function streamPartSize(part: number): number {
  if (part > MAX_PARTS) {
    throw new ObjectError('SizeMismatch', `An object has at most ${MAX_PARTS} parts: this one is too large.`);
  }
  return Math.min(MAX_PART_BYTES, Math.floor(FIRST_BYTES * GROWTH ** (part - 1)));
}

/** A stretch of a stream, to be sent as one part. */
export interface Piece {
  /** From 1 on. */
  readonly part: number;
  readonly chunks: readonly Uint8Array[];
  readonly size: number;
  readonly last: boolean;
}

/** Cuts a stream into pieces of the sizes asked for; only the last is shorter, and empty where nothing came. */
export async function* cut(
  source: AsyncIterable<Uint8Array>,
  sizeOf: (part: number) => number,
): AsyncGenerator<Piece> {
  let part = 1;
  let wanted = sizeOf(part);
  let chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source) {
    for (let rest = chunk; rest.length > 0; ) {
      if (size === wanted) {
        yield { part, chunks, size, last: false };
        part += 1;
        wanted = sizeOf(part);
        chunks = [];
        size = 0;
      }
      const taken = rest.subarray(0, wanted - size);
      chunks.push(taken);
      size += taken.length;
      rest = rest.subarray(taken.length);
    }
  }
  yield { part, chunks, size, last: true };
}
