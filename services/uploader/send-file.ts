import { combineCrc32, crc32, crc32Hex } from '../../shared/session/crc32.ts';
import type { ProposedFile } from '../../shared/session/manifest.ts';
import { openTasks, type Tasks } from './concurrency.ts';
import type { Lease } from './part-buffers.ts';
import type { FileTally } from './progress.ts';
import { openFile } from './read-file.ts';
import type { SourceFile } from './scan.ts';
import { sendPart } from './send-part.ts';
import type { FileHash } from './sha256.ts';
import type { Known, Upload } from './upload.ts';

/**
 * How going through a file once ended. `changed`: it is not the file any more that the upload was begun for, or
 * changed while it was read. `differs`: an object with other bytes is stored under its path. `stale`: the store has
 * something else than it said when the upload was begun.
 */
export type Pass =
  | { readonly outcome: 'stored'; readonly file: ProposedFile }
  | { readonly outcome: 'changed' | 'differs' }
  | { readonly outcome: 'stale'; readonly detail?: string };

interface Sending {
  readonly file: SourceFile;
  readonly known: Known;
  readonly upload: Upload;
  readonly tally: FileTally;
  readonly hash: FileHash | undefined;
  readonly parts: Tasks;
  stale: boolean;
}

/** Reads a file once, from start to end: hashes it, sends the parts that the store has not, and joins them. */
export async function sendFile(
  file: SourceFile,
  known: Known,
  upload: Upload,
  tally: FileTally,
): Promise<Pass> {
  const hash = upload.sha256?.file(file.size);
  const sending: Sending = { file, known, upload, tally, hash, parts: openTasks(), stale: false };
  try {
    const read = await upload.reading(() => readAndSend(sending));
    await sending.parts.settle();
    if (read === 'changed') return { outcome: 'changed' };
    if (sending.stale) return { outcome: 'stale' };
    const proposed = { ...read, ...(hash && { sha256: await hash.digest() }) };
    if (known.state !== 'stored') return await closeFile(proposed, known, upload);
    return known.crc32 === read.crc32 ? { outcome: 'stored', file: proposed } : { outcome: 'differs' };
  } finally {
    await sending.parts.settle().catch(() => {});
    hash?.discard();
  }
}

/** Hands over part after part; those read before are hashed and sent meanwhile. */
async function readAndSend(sending: Sending): Promise<ProposedFile | 'changed'> {
  const { file, known, upload, parts } = sending;
  const { path, size } = file;
  const open = await openFile(file.location);
  try {
    if (open.size !== size) return 'changed';
    let crc = 0;
    const count = Math.max(1, Math.ceil(size / known.partSize));
    for (let part = 1; part <= count && !parts.failed && !sending.stale; part += 1) {
      const position = (part - 1) * known.partSize;
      const lease = await upload.buffers.take(Math.min(known.partSize, size - position));
      if (!(await fillOrRelease(lease, (bytes) => open.fill(bytes, position)))) return 'changed';
      const partCrc = crc32(lease.bytes);
      crc = combineCrc32(crc, partCrc, lease.bytes.byteLength);
      parts.add(usePart(sending, part, crc32Hex(partCrc), lease));
    }
    if (!(await open.unchanged())) return 'changed';
    return { path, size, crc32: crc32Hex(crc), modified: open.modified };
  } finally {
    await open.close();
  }
}

async function fillOrRelease(lease: Lease, fill: (bytes: Buffer) => Promise<boolean>): Promise<boolean> {
  let filled = false;
  try {
    filled = await fill(lease.bytes);
    return filled;
  } finally {
    if (!filled) lease.release();
  }
}

/** The memory goes back once both the worker that hashes and the connection that sends are done with it. */
async function usePart(sending: Sending, part: number, crc: string, lease: Lease): Promise<void> {
  const hashed = sending.hash?.update(lease.bytes);
  const sent = sendUnlessStored(sending, part, crc, lease.bytes);
  const results = await Promise.allSettled([hashed, sent]);
  lease.release();
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

async function sendUnlessStored(
  sending: Sending,
  part: number,
  crc: string,
  bytes: Uint8Array,
): Promise<void> {
  const { file, known, upload, tally } = sending;
  const size = bytes.byteLength;
  const there = known.parts?.find((other) => other.part === part);
  if (known.state === 'stored' || (there?.crc32 === crc && there.size === size)) return tally.skipped(size);
  const { path, size: fileSize } = file;
  const { uploadId } = known;
  const wanted = { path, fileSize, part, crc32: crc, ...(uploadId !== undefined && { uploadId }) };
  if ((await sendPart(upload, wanted, bytes)) === 'stored') tally.sent(size);
  else sending.stale = true;
}

/** Joins the parts of a file that has several. What is refused may be put right by beginning anew. */
async function closeFile(file: ProposedFile, { uploadId }: Known, upload: Upload): Promise<Pass> {
  if (uploadId === undefined) return { outcome: 'stored', file };
  const { path, size, crc32 } = file;
  return await upload.closing.use({ path, size, uploadId, crc32 }, async ({ state, detail }) =>
    state === 'stored'
      ? { outcome: 'stored', file }
      : { outcome: 'stale', ...(detail !== undefined && { detail }) },
  );
}
