import type { FileHandle } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { checkKey } from '../../../ports/object-limits.ts';
import {
  type ByteRange,
  type ObjectAttributes,
  type ObjectBody,
  ObjectError,
} from '../../../ports/objects.ts';
import type { Store } from './store.ts';
import { attributesOf, type Version } from './version-index.ts';

const CHUNK_BYTES = 256 * 1024;

/** First byte and the one after the last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export function findVersion({ index }: Store, key: string, version?: string): Version | undefined {
  checkKey(key);
  return version === undefined ? index.current(key) : index.find(key, version);
}

export function requireVersion(store: Store, key: string, version?: string): Version {
  const found = findVersion(store, key, version);
  if (found) return found;
  const what = version === undefined ? key : `version ${version} of ${key}`;
  throw new ObjectError('NotFound', `There is no ${what}.`);
}

export function headObject(store: Store, key: string, version?: string): ObjectAttributes | undefined {
  const found = findVersion(store, key, version);
  return found && attributesOf(found, store.clock.now());
}

/** Opens a version for reading. Throws NotFound, Archived, BadRange; an Error where its file is not as it was. */
export async function getObject(
  store: Store,
  key: string,
  options: { version?: string | undefined; range?: ByteRange | undefined },
): Promise<ObjectBody> {
  const version = requireVersion(store, key, options.version);
  const attributes = attributesOf(version, store.clock.now());
  refuseArchived(attributes);
  const span = options.range ? spanOf(options.range, version.size) : { start: 0, end: version.size };

  const bytes = store.index.body(version.id);
  if (bytes)
    return { attributes, chunks: once(bytes.subarray(span.start, span.end)), cancel: () => undefined };
  const file = await openWhole(store, version);
  return { attributes, ...chunksOf(file, span) };
}

/** The `file:` URL of a version; of the index, where that holds its bytes. Throws NotFound. */
export function locateObject(store: Store, key: string, version?: string): string {
  const found = requireVersion(store, key, version);
  const path = store.index.body(found.id) ? store.database.path : store.folder.placeOf(key, found.version);
  return pathToFileURL(path).href;
}

export function refuseArchived({ key, storageClass, restore }: ObjectAttributes): void {
  if (storageClass !== 'deep-archive' || restore?.ongoing === false) return;
  const what = restore ? 'is being restored; ask again later' : 'is in the deep archive; restore it first';
  throw new ObjectError('Archived', `${key} ${what}.`);
}

/** Throws BadRange unless some byte of the object is in the range. */
export function spanOf({ start, end = Number.POSITIVE_INFINITY }: ByteRange, size: number): Span {
  if (!(Number.isInteger(start) && start >= 0 && start < size && end >= start)) {
    throw new ObjectError('BadRange', `Bytes ${start} to ${end} are not in an object of ${size} bytes.`);
  }
  return { start, end: Math.min(end + 1, size) };
}

async function openWhole(store: Store, { key, version, size }: Version): Promise<FileHandle> {
  const file = await store.folder.open(key, version);
  const { size: found } = await file.stat();
  if (found === size) return file;
  await file.close();
  throw new Error(
    `The file of ${key}, version ${version}, has ${found} bytes instead of ${size}: it was changed.`,
  );
}

function chunksOf(file: FileHandle, { start, end }: Span): Pick<ObjectBody, 'chunks' | 'cancel'> {
  if (start === end) {
    void file.close();
    return { chunks: once(new Uint8Array()), cancel: () => undefined };
  }
  const stream = file.createReadStream({ start, end: end - 1, highWaterMark: CHUNK_BYTES });
  return { chunks: stream, cancel: () => void stream.destroy() };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}
