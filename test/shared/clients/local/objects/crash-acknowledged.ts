export const PART_BYTES = 5 * 1024 ** 2;
export const COUNTER = 'counter';

/** What the writer of the crash test was told by the store. The bytes are `noise(size, seed)`. */
export type Acknowledged =
  | { readonly key: string; readonly version?: string; readonly size: number; readonly seed: number }
  | { readonly key: string; readonly uploadId: string; readonly part: number; readonly crc32: string }
  | { readonly counted: number };
