import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Clock } from '../../../ports/clock.ts';
import { checkKey, checkPartNumber, checkPutSize, checkSize } from '../../../ports/object-limits.ts';
import {
  type ObjectAttributes,
  ObjectError,
  type Objects,
  type StoreName,
  type UploadedPart,
} from '../../../ports/objects.ts';
import { parseCrc32 } from '../../../session/crc32.ts';
import { openDatabase } from '../sqlite.ts';
import { trackArrivals } from './arrivals.ts';
import { openFolder } from './folder.ts';
import { listPage } from './listing.ts';
import { openMultipart } from './multipart.ts';
import { getObject, headObject, locateObject, refuseArchived, requireVersion } from './reads.ts';
import { receivePart } from './receive-part.ts';
import { recover } from './recover.ts';
import { type RestoreTimes, restoreObject } from './restore.ts';
import { MIGRATIONS } from './schema.ts';
import { CRC32_HEADER, type Signer } from './signing.ts';
import type { Slabs } from './slabs.ts';
import { checkCondition, type Store } from './store.ts';
import { streamObject } from './stream.ts';
import { openUploadIndex } from './upload-index.ts';
import { versionIds } from './version-ids.ts';
import { attributesOf, openVersionIndex } from './version-index.ts';
import { type Announced, putObject, receiveObject } from './writes.ts';

/** One store: the port, and what its signed addresses do. */
export interface LocalStore extends Objects {
  /** Attributes of a version that may be read now. Throws NotFound, Archived. */
  readable(key: string, version: string | undefined): ObjectAttributes;
  receiveObject(request: IncomingMessage, key: string, announced: Announced): Promise<ObjectAttributes>;
  receivePart(
    request: IncomingMessage,
    place: { key: string; uploadId: string; part: number },
    announced: Announced,
  ): Promise<UploadedPart>;
  usage(): { objects: number; bytes: number };
  close(): Promise<void>;
}

/** Opens one store in its folder, and finishes what a crash interrupted there. */
export async function openStore(options: {
  folder: string;
  name: StoreName;
  clock: Clock;
  signer: Signer;
  slabs: Slabs;
  restoreTimes: RestoreTimes;
  inlineBytes: number;
}): Promise<LocalStore> {
  const { name, clock, signer, slabs, inlineBytes } = options;
  const folder = await openFolder(options.folder);
  const database = openDatabase(join(options.folder, 'index.sqlite'), MIGRATIONS);
  const index = openVersionIndex(database);
  const uploads = openUploadIndex(database);
  try {
    await recover(folder, index, uploads);
  } catch (error) {
    await database.close();
    throw error;
  }
  const store: Store = { clock, database, folder, index, inlineBytes, newVersion: versionIds(clock) };
  const arrivals = trackArrivals();
  const closing = new AbortController();

  return {
    head: async (key, { version } = {}) => headObject(store, key, version),
    get: (key, range = {}) => getObject(store, key, range),
    async signGet(key, { version, expiresIn }) {
      checkKey(key);
      return signer.sign({ method: 'GET', store: name, key, version }, {}, expiresIn);
    },
    location: async (key, { version } = {}) => locateObject(store, key, version),

    list: async (page) => listPage(index, page, clock.now()),
    put: (key, body, how = {}) => putObject(store, key, body, how),
    putStream: (key, chunks, how = {}) => streamObject(store, key, chunks, how),
    async remove(key, { ifMatch } = {}) {
      checkKey(key);
      await database.commit(() => {
        checkCondition(index.current(key), { ifMatch });
        index.hide(key);
      });
    },
    restore: (key, how) => restoreObject(store, options.restoreTimes, key, how),

    ...openMultipart(store, uploads, arrivals),
    async signPut(key, { size, crc32, expiresIn }) {
      checkKey(key);
      checkPutSize(size);
      const headers = { ...announcement(size, crc32), 'if-none-match': '*' };
      return signer.sign({ method: 'PUT', store: name, key }, headers, expiresIn);
    },
    async signPart(key, uploadId, { part, size, crc32, expiresIn }) {
      checkKey(key);
      checkPartNumber(part);
      checkPutSize(size);
      const permission = { method: 'PUT', store: name, key, uploadId, part } as const;
      return signer.sign(permission, announcement(size, crc32), expiresIn);
    },

    readable(key, version) {
      const attributes = attributesOf(requireVersion(store, key, version), clock.now());
      refuseArchived(attributes);
      return attributes;
    },
    receiveObject: (request, key, announced) =>
      receiveObject(store, slabs, request, key, announced, closing.signal),
    receivePart: (request, place, announced) =>
      receivePart({ store, uploads, arrivals, slabs }, request, place, announced),

    usage: index.usage,
    async close() {
      closing.abort(new ObjectError('Conflict', 'The store is being closed; send it again.'));
      await arrivals.endAll();
      await database.close();
    },
  };
}

function announcement(size: number, crc32: string): Record<string, string> {
  checkSize(size);
  parseCrc32(crc32);
  return { 'content-length': String(size), [CRC32_HEADER]: crc32 };
}
