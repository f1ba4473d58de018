import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ObjectError, type UploadedPart } from '../../../ports/objects.ts';
import { combineCrc32, crc32Hex, parseCrc32 } from '../../../session/crc32.ts';
import type { Arrivals } from './arrivals.ts';
import type { Slabs } from './slabs.ts';
import type { Store } from './store.ts';
import { orStoreFull } from './store-full.ts';
import { type Part, toUploadedPart, type Upload, type UploadIndex } from './upload-index.ts';
import { type Announced, keepOnlyCommitted, receiveFile } from './writes.ts';

export const MAX_PARTS = 10_000;

/**
 * Receives one part to its place in the upload's file, so that completing copies nothing. Where the place holds a
 * part already, or one that is coming in, this one gets a file of its own: what is recorded stays true whatever
 * happens to this arrival, and a sender that lost its connection may begin again at once.
 */
export async function receivePart(
  {
    store,
    uploads,
    arrivals,
    slabs,
  }: { store: Store; uploads: UploadIndex; arrivals: Arrivals; slabs: Slabs },
  request: IncomingMessage,
  { key, uploadId, part }: { key: string; uploadId: string; part: number },
  announced: Announced,
): Promise<UploadedPart> {
  const upload = uploads.requireOpen(key, uploadId);
  checkPartSize(part, announced.size, upload.part_size);

  const arrival = arrivals.begin(uploadId, part, uploads.part(uploadId, part) !== undefined);
  const { inPlace, signal } = arrival;
  const ownFile = inPlace ? null : `${upload.version}-${part}-${randomUUID()}`;
  const arrived: Part = { part, ...announced, file: ownFile };
  const receiveAndCommit = async (): Promise<Part | undefined> => {
    const position = inPlace ? (part - 1) * upload.part_size : 0;
    const staged = ownFile ?? upload.version;
    await receiveFile(store.folder.staged(staged), request, { position, announced, slabs, signal });
    await store.folder.syncName(staged);
    return store.database.commit(() => uploads.putPart(uploads.requireOpen(key, uploadId).id, arrived));
  };
  try {
    const replaced = await (ownFile
      ? keepOnlyCommitted(store, ownFile, receiveAndCommit)
      : orStoreFull(receiveAndCommit));
    if (replaced?.file) await store.folder.discard(replaced.file);
    return toUploadedPart(arrived);
  } finally {
    arrival.end();
  }
}

export function checkPartNumber(part: number): void {
  if (Number.isInteger(part) && part >= 1 && part <= MAX_PARTS) return;
  throw new ObjectError('InvalidPart', `Parts are numbered from 1 to ${MAX_PARTS}, not ${part}.`);
}

function checkPartSize(part: number, size: number, partSize: number): void {
  if (size >= 1 && size <= partSize) return;
  throw new ObjectError(
    'InvalidPart',
    `Part ${part} has ${size} bytes; the upload's parts have ${partSize}.`,
  );
}

/**
 * What the parts make together. Throws InvalidPart unless `listed` are all the recorded parts, from 1 on without a
 * gap and full but for the last; ChecksumMismatch unless they make a whole with the checksum `crc32`.
 */
export function joinedParts(
  upload: Upload,
  recorded: readonly Part[],
  listed: readonly UploadedPart[],
  crc32: string,
): Announced {
  if (listed.length === 0)
    throw new ObjectError('InvalidPart', 'An upload is completed from at least one part.');
  if (listed.length < recorded.length) {
    throw new ObjectError('InvalidPart', `${recorded.length} parts were sent, ${listed.length} are listed.`);
  }
  for (const [i, { part, size, crc32, etag }] of listed.entries()) {
    const found = recorded[i];
    const sent = found && toUploadedPart(found);
    if (sent?.part !== i + 1 || part !== i + 1) {
      throw new ObjectError('InvalidPart', `Part ${i + 1} was not sent, or is not listed in its place.`);
    }
    if (sent.etag !== etag || sent.crc32 !== crc32 || sent.size !== size) {
      throw new ObjectError('InvalidPart', `Part ${part} is not the one that was sent last.`);
    }
    if (size !== upload.part_size && i !== listed.length - 1) {
      throw new ObjectError('InvalidPart', `Part ${part} has ${size} bytes instead of ${upload.part_size}.`);
    }
  }
  const size = recorded.reduce((sum, part) => sum + part.size, 0);
  const joined = recorded.reduce((crc, part) => combineCrc32(crc, parseCrc32(part.crc32), part.size), 0);
  if (crc32Hex(joined) !== crc32) {
    throw new ObjectError(
      'ChecksumMismatch',
      `CRC-32 ${crc32} was given, the parts make ${crc32Hex(joined)}.`,
    );
  }
  return { size, crc32 };
}
