import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { UploadPartCommand } from '@aws-sdk/client-s3';
import { checkKey } from '../../../ports/object-limits.ts';
import type { ObjectAttributes, UploadedPart } from '../../../ports/objects.ts';
import { combineCrc32, crc32, crc32Hex, parseCrc32 } from '../../../session/crc32.ts';
import { type Bucket, placeOf } from './bucket.ts';
import { toBase64 } from './checksum.ts';
import { sendCompletion } from './complete.ts';
import { asking, translate } from './errors.ts';
import { abortUpload, beginUpload } from './multipart.ts';
import { markOf, ownWrite } from './own-write.ts';
import { cut, type Piece, streamPartSize } from './part-plan.ts';
import { putObject, written } from './writes.ts';

/** Node hashes no more at once, which signing needs; a larger part is sent as a stream, which the SDK cannot repeat. */
const MAX_SIGNED_BYTES = 1024 ** 3;

export interface StreamOptions {
  readonly ifNoneMatch?: '*';
}

/** How a stream is cut and sent; tests take smaller sizes. */
export interface StreamPlan {
  sizeOf(part: number): number;
  readonly maxSignedBytes: number;
}

const PLAN: StreamPlan = { sizeOf: streamPartSize, maxSignedBytes: MAX_SIGNED_BYTES };

/** Stores what `chunks` gives: in one request where it fits into a part, in parts otherwise, one at a time. */
export async function streamObject(
  bucket: Bucket,
  key: string,
  chunks: AsyncIterable<Uint8Array>,
  options: StreamOptions,
  plan = PLAN,
): Promise<ObjectAttributes> {
  checkKey(key);
  const mark = randomUUID();
  let uploadId: string | undefined;
  const parts: UploadedPart[] = [];
  try {
    for await (const piece of cut(chunks, plan.sizeOf)) {
      if (piece.last && piece.part === 1) return await putObject(bucket, key, whole(piece), options);
      uploadId ??= await beginUpload(bucket, key, markOf(mark));
      parts.push(await sendPiece(bucket, key, uploadId, piece, plan));
    }
    if (uploadId === undefined) throw new Error('A stream ended without a last piece.');
    return await join(bucket, key, uploadId, { parts, mark, ...options });
  } catch (error) {
    // Where that fails too, the bucket's rule for unfinished uploads removes the parts.
    if (uploadId !== undefined) await abortUpload(bucket, key, uploadId).catch(() => undefined);
    throw error;
  }
}

async function sendPiece(
  bucket: Bucket,
  key: string,
  uploadId: string,
  piece: Piece,
  { maxSignedBytes }: StreamPlan,
): Promise<UploadedPart> {
  const checksum = crc32Hex(piece.chunks.reduce((crc, chunk) => crc32(chunk, crc), 0));
  const command = new UploadPartCommand({
    Bucket: bucket.name,
    Key: key,
    UploadId: uploadId,
    PartNumber: piece.part,
    Body: piece.size <= maxSignedBytes ? whole(piece) : Readable.from(piece.chunks),
    ContentLength: piece.size,
    ChecksumCRC32: toBase64(checksum),
  });
  const { ETag = '' } = await asking(placeOf(bucket, key), bucket.client.send(command));
  return { part: piece.part, size: piece.size, crc32: checksum, etag: ETag };
}

async function join(
  bucket: Bucket,
  key: string,
  uploadId: string,
  { parts, mark, ifNoneMatch }: { parts: UploadedPart[]; mark: string; ifNoneMatch?: '*' },
): Promise<ObjectAttributes> {
  const joined = parts.reduce((crc, part) => combineCrc32(crc, parseCrc32(part.crc32), part.size), 0);
  const crc32 = crc32Hex(joined);
  try {
    const made = await sendCompletion(bucket, key, uploadId, { parts, crc32, ifNoneMatch });
    const size = parts.reduce((sum, part) => sum + part.size, 0);
    return written(bucket, { key, ...made, size, crc32, storageClass: 'standard' });
  } catch (error) {
    const own = await ownWrite(bucket, key, mark, error);
    if (own) return own;
    throw translate(error, placeOf(bucket, key));
  }
}

const whole = ({ chunks, size }: Piece): Uint8Array => Buffer.concat(chunks, size);
