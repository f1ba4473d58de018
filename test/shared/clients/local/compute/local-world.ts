import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { instanceLayout } from '../../../../../shared/clients/local/compute/folders.ts';
import { type LocalCompute, openLocalCompute } from '../../../../../shared/clients/local/compute/index.ts';
import { openLocalStores } from '../../../../../shared/clients/local/objects/index.ts';
import type { ProcessIdentity } from '../../../../../shared/clients/local/process-identity.ts';
import { areaOf } from '../../../../../shared/service/wire.ts';
import { manualClock } from '../../../../setup/manual-clock.ts';

const PROGRAM = fileURLToPath(new URL('./program.mjs', import.meta.url));

export interface LocalComputeWorld extends LocalCompute {
  readonly url: string;
  readonly ledger: ReturnType<typeof areaOf>;
  /** Keys that instances wrote, as they came. */
  readonly written: readonly string[];
  readonly trouble: readonly string[];
  /** Stops the programs, as the platform does when it ends. */
  stop(): Promise<void>;
  /** What the platform that comes after this one opens, with the same folder. */
  openAgain(): Promise<LocalCompute>;
  /** Lines that the program of an instance wrote: one for each start. */
  starts(id: string): Promise<string[]>;
  processOf(id: string): Promise<ProcessIdentity | undefined>;
  folderOf(id: string): string;
}

/** Instances in a temporary folder, with a program that notes its start and waits; their ledger served on loopback. */
export async function openComputeWorld(): Promise<LocalComputeWorld> {
  const home = await mkdtemp(join(tmpdir(), 'sessions-compute-'));
  const root = join(home, 'instances');
  const written: string[] = [];
  const trouble: string[] = [];
  let url = '';
  const stores = await openLocalStores({
    home,
    baseUrl: () => url,
    signingKey: Buffer.from('key'),
    clock: manualClock(),
  });
  const ledger = areaOf(stores, 'ledger/instances');
  const open = (): Promise<LocalCompute> =>
    openLocalCompute({
      root,
      program: [process.execPath, PROGRAM],
      baseUrl: () => url,
      signingKey: Buffer.from('a key for tests, nothing else'),
      ledger,
      onWritten: async (key) => void written.push(key),
      onTrouble: (message) => void trouble.push(message),
    });
  const local = await open();
  const opened = [local];
  const server = createServer((request, response) => {
    local.handle(request, response).then(
      (served) => served || response.writeHead(404).end(),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const folderOf = (id: string): string => join(root, id);
  return {
    ...local,
    url,
    ledger,
    written,
    trouble,
    stop: () => local.close(),
    openAgain: async () => {
      const again = await open();
      opened.push(again);
      return again;
    },
    starts: async (id) =>
      (await readFile(join(instanceLayout(folderOf(id)).storage, 'starts'), 'utf8').catch(() => ''))
        .split('\n')
        .filter((line) => line !== ''),
    processOf: async (id) => {
      const text = await readFile(instanceLayout(folderOf(id)).process, 'utf8').catch(() => '');
      return text === '' ? undefined : (JSON.parse(text) as ProcessIdentity);
    },
    folderOf,
    close: async () => {
      for (const each of opened) await each.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await stores.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
