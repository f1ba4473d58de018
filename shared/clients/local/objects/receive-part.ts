import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { UploadedPart } from '../../../ports/objects.ts';
import type { Arrivals } from './arrivals.ts';
import { checkPartSize } from './parts.ts';
import type { Slabs } from './slabs.ts';
import type { Store } from './store.ts';
import { orStoreFull } from './store-full.ts';
import { type Part, toUploadedPart, type UploadIndex } from './upload-index.ts';
import { type Announced, keepOnlyCommitted, receiveFile } from './writes.ts';

interface Uploading {
  readonly store: Store;
  readonly uploads: UploadIndex;
  readonly arrivals: Arrivals;
  readonly slabs: Slabs;
}

/**
 * Receives one part to its place in the upload's file, so that completing copies nothing. Where the place holds a
 * part already, or one that is coming in, this one gets a file of its own: what is recorded stays true whatever
 * happens to this arrival, and a sender that lost its connection may begin again at once.
 */
export async function receivePart(
  { store, uploads, arrivals, slabs }: Uploading,
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
    const record = () => uploads.putPart(uploads.requireOpen(key, uploadId).id, arrived);
    // A first part whose record a loss of power took back is sent again; completing puts all of them on disk. One
    // that replaces another is synced, since the file of the other goes.
    return store.database.commit(record, { sync: !inPlace });
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
