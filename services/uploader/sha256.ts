import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { SMALL } from './part-buffers.ts';

/** Hashes one file, given to it piece by piece in order. */
export interface FileHash {
  /** Resolves when the bytes were read and their memory may be used again. */
  update(bytes: Uint8Array): Promise<void>;
  /** Hexadecimal. */
  digest(): Promise<string>;
  /** Gives up the file; nothing else may be called after it. */
  discard(): void;
}

export interface Sha256 {
  /** `size` is that of the file: small ones are hashed in place, since handing them over would cost more. */
  file(size: number): FileHash;
  close(): Promise<void>;
}

type Order =
  | { readonly file: number; readonly bytes: Uint8Array }
  | { readonly file: number; readonly end: 'digest' | 'discard' };

/**
 * The worker answers every order, one after the other, so that answers need no names. It is source text, since a
 * bundle has no second file to start it from. Bytes are views of shared memory and are not copied.
 */
const WORKER = `
  const { createHash } = require('node:crypto');
  const { parentPort } = require('node:worker_threads');
  const hashes = new Map();
  parentPort.on('message', ({ file, bytes, end }) => {
    const hash = hashes.get(file) ?? createHash('sha256');
    if (bytes) hashes.set(file, hash.update(bytes));
    if (end) hashes.delete(file);
    parentPort.postMessage(end === 'digest' ? hash.digest('hex') : '');
  });
`;

/** SHA-256 beside the main thread, which is busy sending; the worker starts with the first file that needs it. */
export function openSha256(): Sha256 {
  let worker: ReturnType<typeof startWorker> | undefined;
  let files = 0;

  return {
    file: (size) => {
      if (size < SMALL) return hashInPlace();
      worker ??= startWorker();
      const { order } = worker;
      const file = ++files;
      return {
        update: async (bytes) => void (await order({ file, bytes })),
        digest: () => order({ file, end: 'digest' }),
        // A worker that failed told the callers of update already.
        discard: () => void order({ file, end: 'discard' }).catch(() => {}),
      };
    },
    close: async () => void (await worker?.terminate()),
  };
}

function startWorker() {
  const worker = new Worker(WORKER, { eval: true, name: 'sha256' });
  const waiting: { resolve(answer: string): void; reject(error: unknown): void }[] = [];
  let failure: Error | undefined;
  const fail = (error: Error): void => {
    failure ??= error;
    for (const { reject } of waiting.splice(0)) reject(failure);
  };
  worker.on('message', (answer: string) => waiting.shift()?.resolve(answer));
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('The worker that makes SHA-256 has ended.')));
  return {
    order: (order: Order) =>
      new Promise<string>((resolve, reject) => {
        if (failure) return reject(failure);
        waiting.push({ resolve, reject });
        worker.postMessage(order);
      }),
    terminate: () => worker.terminate(),
  };
}

function hashInPlace(): FileHash {
  const hash = createHash('sha256');
  return {
    update: async (bytes) => void hash.update(bytes),
    digest: async () => hash.digest('hex'),
    discard: () => {},
  };
}
