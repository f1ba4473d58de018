/** What Node and every browser have, and the library of types leaves to the browser's. */
declare const WebAssembly: {
  Memory: new (descriptor: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
};
const WASM_PAGE = 65_536;

/** Reused buffers between sockets and disk, so that receiving needs the same memory whatever comes in. */
export interface Slabs {
  /** A slab to fill; undefined while all are in use. */
  take(): Uint8Array | undefined;
  give(slab: Uint8Array): void;
  /** Calls back, once, when there is a slab to take: the longest waiting first. */
  whenFree(call: () => void): void;
}

/**
 * @param slabSize bytes of one slab, a multiple of 65,536.
 *
 * Direct I/O needs buffers that begin at a memory page. Node's own begin anywhere; a WebAssembly memory is the one
 * that begins at a page. Its pages take up room only once they are used; the slab given back last is taken first.
 */
export function openSlabs(slabSize: number, count: number): Slabs {
  const pages = (slabSize * count) / WASM_PAGE;
  const { buffer } = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const free: Uint8Array[] = [];
  for (let i = count - 1; i >= 0; i--) free.push(new Uint8Array(buffer, i * slabSize, slabSize));
  const waiting: (() => void)[] = [];
  return {
    take: () => free.pop(),
    give(slab) {
      free.push(slab);
      // Who is called may no longer want it: then it is the next one's turn.
      while (free.length > 0 && waiting.length > 0) waiting.shift()?.();
    },
    whenFree: (call) => void waiting.push(call),
  };
}
