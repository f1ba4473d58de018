import { createHash } from 'node:crypto';
import { openSha256Worker, type Sha256Worker } from '../../../shared/hash/sha256-worker.ts';
import { crc32, crc32Hex } from '../../../shared/session/crc32.ts';
import type { RecipeFile } from '../recipe.ts';

/** Below this size a file is hashed in place: handing it over would cost more. */
const SMALL = 512 * 1024;

/** Compares one file with what the recipe says of it, piece by piece in order. */
export interface Comparison {
  /** May take over the chunk's memory. */
  update(chunk: Uint8Array): Promise<void>;
  /** Whether all bytes were those that the recipe means. */
  matches(): Promise<boolean>;
  /** Gives the file up. */
  discard(): Promise<void>;
}

export interface Hashes {
  compare(file: RecipeFile): Promise<Comparison>;
  close(): Promise<void>;
}

/** SHA-256 in up to `threads` threads, one file in each; CRC-32 where the source gave no SHA-256. */
export function openHashes(threads: number): Hashes {
  const idle: Sha256Worker[] = [];
  const waiting: ((worker: Sha256Worker) => void)[] = [];
  const all: Sha256Worker[] = [];
  const borrow = async (): Promise<Sha256Worker> => {
    const free = idle.pop();
    if (free) return free;
    if (all.length === threads) return await new Promise((resolve) => waiting.push(resolve));
    const worker = openSha256Worker();
    all.push(worker);
    return worker;
  };
  const giveBack = (worker: Sha256Worker): void => {
    const next = waiting.shift();
    if (next) next(worker);
    else idle.push(worker);
  };
  return {
    compare: async (file) => {
      if (file.sha256 === undefined) return compareCrc32(file);
      return file.size < SMALL ? compareInPlace(file) : compareInThread(file, await borrow(), giveBack);
    },
    close: async () => {
      for (const worker of all) await worker.close();
    },
  };
}

export const checkedBy = (file: RecipeFile): 'sha256' | 'crc32' =>
  file.sha256 === undefined ? 'crc32' : 'sha256';

function compareCrc32({ size, crc32: expected }: RecipeFile): Comparison {
  let sum = 0;
  let bytes = 0;
  return {
    update: async (chunk) => {
      sum = crc32(chunk, sum);
      bytes += chunk.byteLength;
    },
    matches: async () => bytes === size && expected !== undefined && crc32Hex(sum) === expected,
    discard: async () => undefined,
  };
}

function compareInPlace({ sha256 }: RecipeFile): Comparison {
  const hash = createHash('sha256');
  return {
    update: async (chunk) => void hash.update(chunk),
    matches: async () => hash.digest('hex') === sha256,
    discard: async () => undefined,
  };
}

function compareInThread(
  { sha256 }: RecipeFile,
  worker: Sha256Worker,
  giveBack: (worker: Sha256Worker) => void,
): Comparison {
  const digest = async (): Promise<string> => {
    const found = await worker.digest();
    giveBack(worker);
    return found;
  };
  return {
    update: (chunk) => worker.update(chunk),
    matches: async () => (await digest()) === sha256,
    discard: async () => void (await digest()),
  };
}
