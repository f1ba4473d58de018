const MIB = 1024 * 1024;

/** Parts that one file may have in the store. */
export const MAX_PARTS = 10_000;

/** The largest file: 5 TiB, as in S3. */
export const MAX_FILE_BYTES = 5 * 1024 ** 4;

/**
 * Size of the parts of a file with `size` bytes: 8 MiB, more only where 10,000 parts would not be enough. It
 * follows from the size alone, so that whoever resumes cuts the file at the same places.
 */
export function partSizeFor(size: number): number {
  const least = Math.ceil(size / MAX_PARTS / MIB) * MIB;
  return Math.max(8 * MIB, least);
}

/** Number of parts; a file no larger than one part goes in one request and has no upload of its own. */
export const partCount = (size: number): number => Math.max(1, Math.ceil(size / partSizeFor(size)));

/** Bytes of part `part` (1-based) of a file. */
export function partBytes(size: number, part: number): number {
  const partSize = partSizeFor(size);
  return Math.min(partSize, size - (part - 1) * partSize);
}
