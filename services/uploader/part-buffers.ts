const MIB = 1024 * 1024;

/** Bytes that all parts in work may take together: enough that reading, hashing and sending never wait for each other. */
const BUDGET = 64 * MIB;

/** Below it a part gets memory of its own size; from it on, one of a few blocks that are used again and again. */
export const SMALL = 512 * 1024;

const LEAST_BLOCK = 8 * MIB;

export interface Lease {
  readonly bytes: Buffer;
  /** Gives the memory back; `bytes` must not be used any more. */
  release(): void;
}

export interface PartBuffers {
  /** Memory for `size` bytes, in the order of asking, once there is room; one part always fits, however large. */
  take(size: number): Promise<Lease>;
}

/**
 * Bounded memory for parts. Blocks are shared memory, so that a worker can hash what is being sent without a copy.
 */
export function openPartBuffers(budget = BUDGET): PartBuffers {
  let used = 0;
  let blockSize = LEAST_BLOCK;
  let spare: Buffer[] = [];
  const waiting: { readonly size: number; readonly grant: () => void }[] = [];

  const fits = (size: number): boolean => used === 0 || used + size <= budget;

  const admit = (): void => {
    for (let next = waiting[0]; next && fits(next.size); next = waiting[0]) {
      waiting.shift();
      used += next.size;
      next.grant();
    }
  };

  const block = (size: number): Buffer => {
    if (size !== blockSize) {
      blockSize = size;
      spare = [];
    }
    return spare.pop() ?? Buffer.from(new SharedArrayBuffer(size));
  };

  return {
    take: async (size) => {
      const taken = size < SMALL ? size : Math.max(LEAST_BLOCK, size);
      await new Promise<void>((grant) => {
        waiting.push({ size: taken, grant });
        admit();
      });
      const memory = taken < SMALL ? Buffer.allocUnsafeSlow(taken) : block(taken);
      return {
        bytes: memory.subarray(0, size),
        release: () => {
          used -= taken;
          if (memory.byteLength === blockSize) spare.push(memory);
          admit();
        },
      };
    },
  };
}
