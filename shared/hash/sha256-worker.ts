import { Worker } from 'node:worker_threads';

/**
 * SHA-256 in a thread of its own: it runs at a quarter of a gigabyte a second, and the thread that serves requests
 * has better things to do.
 */
export interface Sha256Worker {
  /** Takes over the chunk's memory where it owns it whole, else copies it. Resolves when there is room for the next. */
  update(chunk: Uint8Array): Promise<void>;
  /** Hexadecimal digest of all chunks since the last digest; the worker can be used again. */
  digest(): Promise<string>;
  close(): Promise<void>;
}

/** Bytes that may wait for the worker before `update` makes the caller wait. */
const WAITING_BYTES = 16 * 1024 * 1024;

// Kept as text, so that a bundle needs no second file.
const SOURCE = `
const { parentPort } = require('node:worker_threads');
const { createHash } = require('node:crypto');
let hash = createHash('sha256');
parentPort.on('message', (message) => {
  if (message === 'digest') {
    parentPort.postMessage({ digest: hash.digest('hex') });
    hash = createHash('sha256');
  } else {
    hash.update(message);
    parentPort.postMessage({ done: message.byteLength });
  }
});
`;

interface Answer {
  readonly done?: number;
  readonly digest?: string;
}

export function openSha256Worker(): Sha256Worker {
  const worker = new Worker(SOURCE, { eval: true });
  worker.unref();
  let waiting = 0;
  let failure: Error | undefined;
  const changes = new Set<() => void>();
  const digests: string[] = [];
  const change = (): void => {
    for (const wake of changes) wake();
    changes.clear();
  };
  worker.on('message', ({ done, digest }: Answer) => {
    if (done !== undefined) waiting -= done;
    if (digest !== undefined) digests.push(digest);
    change();
  });
  worker.on('error', (error: Error) => {
    failure = error;
    change();
  });
  worker.on('exit', () => {
    failure ??= new Error('The worker that hashes has ended.');
    change();
  });
  const until = async (holds: () => boolean): Promise<void> => {
    worker.ref();
    while (!holds()) {
      if (failure) throw failure;
      await new Promise<void>((wake) => changes.add(wake));
    }
    worker.unref();
  };
  return {
    update: async (chunk) => {
      // Not slice(): of a Buffer that is a view, and the memory of others would be taken over with it.
      const owned = chunk.byteLength === chunk.buffer.byteLength ? chunk : new Uint8Array(chunk);
      waiting += owned.byteLength;
      worker.postMessage(owned, [owned.buffer as ArrayBuffer]);
      if (waiting > WAITING_BYTES) await until(() => waiting <= WAITING_BYTES);
    },
    digest: async () => {
      worker.postMessage('digest');
      await until(() => digests.length > 0);
      return digests.shift() ?? '';
    },
    close: async () => {
      await worker.terminate();
    },
  };
}
