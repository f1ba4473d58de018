import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalStores, openLocalStores } from '../../../../../shared/clients/local/objects/index.ts';
import type { Objects, StoreName } from '../../../../../shared/ports/objects.ts';
import { fetchAddress } from '../../../../contracts/fetch-address.ts';
import type { ObjectsWorld } from '../../../../contracts/objects/world.ts';
import { type ManualClock, manualClock } from '../../../../setup/manual-clock.ts';

export interface LocalWorld extends ObjectsWorld {
  readonly home: string;
  readonly url: string;
  readonly clock: ManualClock;
  readonly stores: Readonly<Record<StoreName, Objects>>;
  readonly local: LocalStores;
  /** What `handle` failed with, that is, did not answer. */
  readonly faults: readonly unknown[];
}

/** Local stores behind a server on loopback, in a temporary home or in the one given (which then stays). */
export async function openLocalWorld(store: StoreName, givenHome?: string): Promise<LocalWorld> {
  const home = givenHome ?? (await mkdtemp(join(tmpdir(), 'objects-')));
  const clock = manualClock();
  const faults: unknown[] = [];
  let url = '';
  const local = await openLocalStores({
    home,
    baseUrl: () => url,
    signingKey: new TextEncoder().encode('a key for tests, nothing else'),
    clock,
  });
  const server = createServer((request, response) => {
    local.handle(request, response).then(
      (handled) => handled || response.writeHead(404).end('not the store'),
      (error) => {
        faults.push(error);
        if (response.headersSent) response.destroy();
        else response.writeHead(500).end();
      },
    );
  });
  url = await listen(server);

  return {
    home,
    url,
    clock,
    local,
    faults,
    stores: local.stores,
    objects: local.stores[store],
    another: local.stores[store],
    fetchAddress,
    async close() {
      await local.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (givenHome === undefined) await rm(home, { recursive: true, force: true });
    },
  };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The server has no port.');
  return `http://127.0.0.1:${address.port}`;
}
