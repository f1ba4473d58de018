import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { useAddress } from './address.ts';
import { cacheFolder } from './cache-folder.ts';
import { chooseLaunch } from './choose-launch.ts';
import { claimFolder } from './claim.ts';
import { usualJavaFolders } from './java-folders.ts';
import { keepRunning } from './keep-running.ts';
import type { OpenSearchOptions, RunningOpenSearch, SettledOptions } from './types.ts';

export { OpenSearchError, type OpenSearchErrorCode } from './errors.ts';
export type { OpenSearchEvents, OpenSearchOptions, OpenSearchProgress, RunningOpenSearch } from './types.ts';

const DEFAULT_HEAP = '512m';

/**
 * Finds or starts the OpenSearch of a local platform: the one at `OPENSEARCH_URL`, else a node in a Java process,
 * else one in Docker. A node that it starts listens on loopback only, keeps its data in `<home>/opensearch`, is
 * started again at the same address when it dies, and dies with this process.
 * Fails with OpenSearchError (codes: errors.ts) or, when given up, with the reason of the signal.
 */
export async function startOpenSearch(options: OpenSearchOptions): Promise<RunningOpenSearch> {
  return startOpenSearchWith(options, usualJavaFolders(options.env));
}

/** The same, told in which folders to look for Java. */
export async function startOpenSearchWith(
  options: OpenSearchOptions,
  javaFolders: readonly string[],
): Promise<RunningOpenSearch> {
  const settled: SettledOptions = {
    cache: cacheFolder(options.env),
    heap: DEFAULT_HEAP,
    onProgress: () => {},
    signal: new AbortController().signal,
    ...options,
    home: resolve(options.home),
  };
  settled.signal.throwIfAborted();
  const address = settled.env.OPENSEARCH_URL;
  return address ? useAddress(address, settled.signal) : startOwn(settled, javaFolders);
}

async function startOwn(options: SettledOptions, javaFolders: readonly string[]): Promise<RunningOpenSearch> {
  const { home, onProgress, signal } = options;
  const launch = await chooseLaunch(options, javaFolders);
  const folder = join(home, 'opensearch');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const onWait = (): void =>
    onProgress({ phase: 'start', message: 'Waiting for the OpenSearch of the last run' });
  const claim = await claimFolder(folder, { onWait, signal });
  try {
    onProgress({ phase: 'start', message: 'Starting OpenSearch' });
    const running = await keepRunning(launch, claim, { onProgress, signal });
    onProgress({ phase: 'ready', message: `OpenSearch ${running.version} answers at ${running.url}` });
    return running;
  } catch (error) {
    await claim.release();
    throw error;
  }
}
