import type { IncomingMessage } from 'node:http';
import { checkKey, checkPutSize } from '../../../ports/object-limits.ts';
import { type ObjectAttributes, ObjectError, type StorageClass } from '../../../ports/objects.ts';
import { crc32, crc32Hex } from '../../../session/crc32.ts';
import { collect, receive, SenderGone } from './receive.ts';
import { openRegion } from './region.ts';
import type { Slabs } from './slabs.ts';
import { type Condition, checkCondition, commitVersion, type Store, WRITTEN_ONCE } from './store.ts';
import { orStoreFull } from './store-full.ts';

/** Up to here a body is gathered in memory and written at once: cheaper than direct I/O. */
const SMALL_BODY_BYTES = 128 * 1024;

/** Size and checksum that a sender announced. */
export interface Announced {
  readonly size: number;
  readonly crc32: string;
}

export interface PutOptions extends Condition {
  readonly crc32?: string | undefined;
  readonly storageClass?: StorageClass | undefined;
  readonly retainUntil?: number | undefined;
}

/** Stores `body` under `key`. It must not be changed until that is done. */
export async function putObject(
  store: Store,
  key: string,
  body: Uint8Array,
  { crc32: announced, storageClass, retainUntil, ...condition }: PutOptions,
): Promise<ObjectAttributes> {
  checkKey(key);
  checkPutSize(body.length);
  const found = crc32Hex(crc32(body));
  if (announced !== undefined) checkCrc32(announced, found);
  checkCondition(store.index.current(key), condition);
  return storeBytes(store, { key, crc32: found, storageClass, retainUntil }, body, condition);
}

/** Stores a whole file as it is received, written once. */
export async function receiveObject(
  store: Store,
  slabs: Slabs,
  request: IncomingMessage,
  key: string,
  announced: Announced,
  signal: AbortSignal,
): Promise<ObjectAttributes> {
  checkCondition(store.index.current(key), WRITTEN_ONCE);
  const { size } = announced;
  if (size <= SMALL_BODY_BYTES) {
    const body = await collect(request, size, signal);
    checkCrc32(announced.crc32, crc32Hex(crc32(body)));
    return storeBytes(store, { key, crc32: announced.crc32 }, body, WRITTEN_ONCE);
  }
  const version = store.newVersion();
  return keepOnlyCommitted(store, version, async () => {
    await receiveFile(store.folder.staged(version), request, { position: 0, announced, slabs, signal });
    return commitVersion(store, { key, version, ...announced }, WRITTEN_ONCE);
  });
}

/** Receives into a staged file and syncs it. Throws ChecksumMismatch, SenderGone or the signal's reason. */
export async function receiveFile(
  path: string,
  request: IncomingMessage,
  into: { position: number; announced: Announced; slabs: Slabs; signal: AbortSignal },
): Promise<void> {
  const region = await openRegion(path);
  try {
    const found = await receive(request, region, into.position, into.slabs, into.signal);
    checkCrc32(into.announced.crc32, crc32Hex(found));
    await region.sync();
  } finally {
    await region.close();
  }
}

/**
 * Runs what stages and commits a file, and removes that file when the write was refused. After any other failure
 * it stays: whether the commit reached the disk is then known only to the next opening, which sweeps or keeps it.
 */
export function keepOnlyCommitted<T>(store: Store, staged: string, write: () => Promise<T>): Promise<T> {
  return orStoreFull(write).catch(async (error) => {
    if (error instanceof ObjectError || error instanceof SenderGone) await store.folder.discard(staged);
    throw error;
  });
}

function storeBytes(
  store: Store,
  about: {
    key: string;
    crc32: string;
    storageClass?: StorageClass | undefined;
    retainUntil?: number | undefined;
  },
  body: Uint8Array,
  condition: Condition,
): Promise<ObjectAttributes> {
  const version = store.newVersion();
  const added = { ...about, version, size: body.length };
  if (body.length <= store.inlineBytes) {
    return orStoreFull(() => commitVersion(store, { ...added, body }, condition));
  }
  return keepOnlyCommitted(store, version, async () => {
    await store.folder.stage(version, body);
    return commitVersion(store, added, condition);
  });
}

function checkCrc32(announced: string, found: string): void {
  if (announced === found) return;
  throw new ObjectError(
    'ChecksumMismatch',
    `CRC-32 ${announced} was announced, what arrived has ${found}. Nothing was kept; read it again and send it again.`,
  );
}
