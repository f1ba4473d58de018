import { randomUUID } from 'node:crypto';
import { constants, open } from 'node:fs/promises';
import { checkKey, checkUploadPartSize } from '../../../ports/object-limits.ts';
import {
  type ObjectAttributes,
  ObjectError,
  type ObjectRights,
  type UploadedPart,
} from '../../../ports/objects.ts';
import type { Arrivals } from './arrivals.ts';
import { joinedParts } from './parts.ts';
import { writeAll } from './region.ts';
import { checkCondition, commitVersion, type Store, WRITTEN_ONCE } from './store.ts';
import { orStoreFull } from './store-full.ts';
import { type Part, toOpenUpload, toUploadedPart, type Upload, type UploadIndex } from './upload-index.ts';
import { attributesOf } from './version-index.ts';

const COPY_BYTES = 1024 ** 2;

type Multipart = Omit<ObjectRights['multipart'], 'signPart'>;

/** Multipart uploads as the port has them; the parts themselves come over HTTP (see parts.ts). */
export function openMultipart(store: Store, uploads: UploadIndex, arrivals: Arrivals): Multipart {
  const { clock, database, folder, index } = store;

  async function complete(
    { id, key }: Upload,
    options: { parts: readonly UploadedPart[]; crc32: string },
  ): Promise<ObjectAttributes> {
    const upload = uploads.require(key, id);
    if (upload.completed) return completedBefore(upload, options.crc32);
    const recorded = uploads.parts(id);
    const { size, crc32 } = joinedParts(upload, recorded, options.parts, options.crc32);
    checkCondition(index.current(key), WRITTEN_ONCE);
    await putInPlace(upload, recorded, size);
    const added = { key, version: upload.version, size, crc32 };
    const attributes = await commitVersion(store, added, WRITTEN_ONCE, () => uploads.complete(id));
    await discardOwnFiles(recorded);
    return attributes;
  }

  function completedBefore({ key, version }: Upload, crc32: string): ObjectAttributes {
    const found = index.find(key, version);
    if (found?.crc32 === crc32) return attributesOf(found, clock.now());
    throw new ObjectError(
      'ChecksumMismatch',
      `${key} was completed before, with another checksum than ${crc32}.`,
    );
  }

  /** Copies parts with a file of their own into the upload's, and cuts off what a refused last part left behind. */
  async function putInPlace(
    { version, part_size }: Upload,
    parts: readonly Part[],
    size: number,
  ): Promise<void> {
    await using whole = await open(folder.staged(version), constants.O_RDWR | constants.O_CREAT);
    for (const { part, file } of parts) {
      if (file === null) continue;
      await using own = await open(folder.staged(file));
      let position = (part - 1) * part_size;
      for await (const chunk of own.createReadStream({ highWaterMark: COPY_BYTES })) {
        await writeAll(whole, chunk, position);
        position += chunk.length;
      }
    }
    const { size: found } = await whole.stat();
    if (found < size) {
      throw new Error(`The staged file of upload ${version} has ${found} bytes instead of ${size}.`);
    }
    if (found > size) await whole.truncate(size);
    if (found > size || parts.some(({ file }) => file !== null)) await whole.datasync();
  }

  async function discardOwnFiles(parts: readonly Part[]): Promise<void> {
    for (const { file } of parts) if (file !== null) await folder.discard(file);
  }

  return {
    async createUpload(key, { partSize }) {
      checkKey(key);
      checkUploadPartSize(partSize);
      const upload = {
        id: randomUUID(),
        key,
        version: store.newVersion(),
        part_size: partSize,
        started: clock.now(),
      };
      await orStoreFull(() => database.commit(() => uploads.insert(upload)));
      return toOpenUpload({ ...upload, completed: 0 });
    },

    openUploads: async (prefix) => uploads.open(prefix).map(toOpenUpload),

    parts: async (key, uploadId) => uploads.parts(uploads.requireOpen(key, uploadId).id).map(toUploadedPart),

    async completeUpload(key, uploadId, options) {
      const upload = uploads.require(key, uploadId);
      // What is refused at once does not disturb parts that are coming in.
      if (!upload.completed) joinedParts(upload, uploads.parts(uploadId), options.parts, options.crc32);
      return arrivals.exclusively(uploadId, () => orStoreFull(() => complete(upload, options)));
    },

    async abortUpload(key, uploadId) {
      await arrivals.exclusively(uploadId, async () => {
        const upload = uploads.find(key, uploadId);
        if (!upload || upload.completed) return;
        const parts = uploads.parts(uploadId);
        await database.commit(() => uploads.delete(uploadId));
        await discardOwnFiles(parts);
        await folder.discard(upload.version);
      });
    },
  };
}
