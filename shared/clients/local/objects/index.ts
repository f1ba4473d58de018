import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Clock } from '../../../ports/clock.ts';
import type { Objects, StoreName } from '../../../ports/objects.ts';
import { lockFolder } from '../lock.ts';
import { syncFolder } from './folder.ts';
import { handleAddress } from './http.ts';
import { type LocalStore, openStore } from './local-store.ts';
import { DEEP_ARCHIVE_TIMES, type RestoreTimes } from './restore.ts';
import { openSigner } from './signing.ts';
import { openSlabs, type Slabs } from './slabs.ts';

/** Measured: larger ones are not faster, and every sender that trickles holds one. */
const SLAB_BYTES = 512 * 1024;
const SLABS = 96;

/** The ledger is many small documents, changed often: in the index they cost one fsync a change. */
const LEDGER_INLINE_BYTES = 32 * 1024;

/** One pool for the process, however often stores are opened in it: its address space is given back late. */
let slabs: Slabs | undefined;

export interface LocalStores {
  readonly stores: Readonly<Record<StoreName, Objects>>;
  /**
   * Serves signed addresses under /store/; false when the path is not there. What is refused is answered; rejects
   * without an answer when the store itself fails.
   */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** Current objects and their bytes. */
  usage(): Promise<Record<StoreName, { objects: number; bytes: number }>>;
  /** Ends what is being received, then closes. */
  close(): Promise<void>;
}

/**
 * Opens the four stores in `home`/stores, creating what is missing. One process at a time: throws when another one
 * has them open.
 */
export async function openLocalStores(options: {
  home: string;
  /** Where `handle` is reached, without a slash at the end; asked when an address is signed. */
  baseUrl: () => string;
  /** Secret: who has it can read and write everything. */
  signingKey: Uint8Array;
  clock: Clock;
  /** How long restoring from the deep archive takes; as long as in AWS when left out. */
  restoreTimes?: RestoreTimes;
}): Promise<LocalStores> {
  const { home, baseUrl, signingKey, clock, restoreTimes = DEEP_ARCHIVE_TIMES } = options;
  const signer = openSigner({ baseUrl, signingKey, clock });
  slabs ??= openSlabs(SLAB_BYTES, SLABS);
  const shared = slabs;
  const folder = join(home, 'stores');

  const closing = new AsyncDisposableStack();
  try {
    closing.adopt(lockFolder(folder), (lock) => lock.release());
    const open = async (name: StoreName): Promise<LocalStore> => {
      const inlineBytes = name === 'ledger' ? LEDGER_INLINE_BYTES : -1;
      const path = join(folder, name);
      const store = await openStore({
        folder: path,
        name,
        clock,
        signer,
        slabs: shared,
        restoreTimes,
        inlineBytes,
      });
      return closing.adopt(store, () => store.close());
    };
    const stores = {
      landing: await open('landing'),
      archive: await open('archive'),
      results: await open('results'),
      ledger: await open('ledger'),
    } satisfies Record<StoreName, LocalStore>;
    // The folders may be new: their names have to outlast a power failure too.
    await syncFolder(folder);
    await syncFolder(home);

    return {
      stores,
      handle: (request, response) => handleAddress(signer, stores, request, response),
      usage: async () => ({
        landing: stores.landing.usage(),
        archive: stores.archive.usage(),
        results: stores.results.usage(),
        ledger: stores.ledger.usage(),
      }),
      close: () => closing.disposeAsync(),
    };
  } catch (error) {
    await closing.disposeAsync();
    throw error;
  }
}
