import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type ListPartsCommandOutput,
} from '@aws-sdk/client-s3';
import { checkKey, checkUploadPartSize } from '../../../ports/object-limits.ts';
import type { OpenUpload, UploadedPart } from '../../../ports/objects.ts';
import { type Bucket, placeOf } from './bucket.ts';
import { fromBase64 } from './checksum.ts';
import { asking, isS3Error } from './errors.ts';

/** Begins an upload whose whole gets one CRC-32, not a checksum of its parts' checksums. */
export async function beginUpload(
  bucket: Bucket,
  key: string,
  metadata?: Record<string, string>,
): Promise<string> {
  const command = new CreateMultipartUploadCommand({
    Bucket: bucket.name,
    Key: key,
    ChecksumAlgorithm: 'CRC32',
    ChecksumType: 'FULL_OBJECT',
    Metadata: metadata,
  });
  const { UploadId } = await asking(placeOf(bucket, key), bucket.client.send(command));
  if (!UploadId) throw new Error(`S3 began an upload of ${placeOf(bucket, key)} without an id.`);
  return UploadId;
}

export async function createUpload(
  bucket: Bucket,
  key: string,
  { partSize }: { readonly partSize: number },
): Promise<OpenUpload> {
  checkKey(key);
  checkUploadPartSize(partSize);
  const uploadId = await beginUpload(bucket, key);
  return { key, uploadId, partSize, started: Math.floor(bucket.clock.now() / 1_000) * 1_000 };
}

/**
 * Unfinished uploads, oldest first. Without `partSize`: S3 keeps of an open upload only its parts, and shows no
 * metadata before it is completed. Who goes on with one sees from `parts` how it was cut.
 */
export async function openUploads(bucket: Bucket, prefix: string): Promise<OpenUpload[]> {
  const found: OpenUpload[] = [];
  for (let after: { key: string | undefined; uploadId: string | undefined } | undefined; ; ) {
    const command = new ListMultipartUploadsCommand({
      Bucket: bucket.name,
      Prefix: prefix,
      KeyMarker: after?.key,
      UploadIdMarker: after?.uploadId,
    });
    const answer = await asking(placeOf(bucket, prefix), bucket.client.send(command));
    for (const { Key = '', UploadId = '', Initiated } of answer.Uploads ?? [])
      found.push({ key: Key, uploadId: UploadId, started: Initiated?.getTime() ?? 0 });
    if (!answer.IsTruncated) break;
    after = { key: answer.NextKeyMarker, uploadId: answer.NextUploadIdMarker };
  }
  return found.sort((a, b) => a.started - b.started);
}

/** All parts that were sent, in order. Throws NoSuchUpload. */
export async function listParts(bucket: Bucket, key: string, uploadId: string): Promise<UploadedPart[]> {
  const found: UploadedPart[] = [];
  for (let after: string | undefined; ; ) {
    const answer = await partsPage(bucket, key, uploadId, { after });
    for (const { PartNumber = 0, Size = 0, ChecksumCRC32, ETag = '' } of answer.Parts ?? []) {
      const crc32 = fromBase64(ChecksumCRC32);
      if (crc32 === undefined)
        throw new Error(`Part ${PartNumber} of ${placeOf(bucket, key)} has no CRC-32.`);
      found.push({ part: PartNumber, size: Size, crc32, etag: ETag });
    }
    if (!answer.IsTruncated) return found;
    after = answer.NextPartNumberMarker;
  }
}

/** Throws NoSuchUpload where the upload is not open. */
export async function requireOpenUpload(bucket: Bucket, key: string, uploadId: string): Promise<void> {
  await partsPage(bucket, key, uploadId, { limit: 1 });
}

const partsPage = (
  bucket: Bucket,
  key: string,
  uploadId: string,
  { after, limit }: { readonly after?: string | undefined; readonly limit?: number },
): Promise<ListPartsCommandOutput> =>
  asking(
    placeOf(bucket, key),
    bucket.client.send(
      new ListPartsCommand({
        Bucket: bucket.name,
        Key: key,
        UploadId: uploadId,
        PartNumberMarker: after,
        MaxParts: limit,
      }),
    ),
  );

/** Forgets an upload and its parts; one that is not open any more stays as it is. */
export async function abortUpload(bucket: Bucket, key: string, uploadId: string): Promise<void> {
  const command = new AbortMultipartUploadCommand({ Bucket: bucket.name, Key: key, UploadId: uploadId });
  try {
    await bucket.client.send(command);
  } catch (error) {
    if (!isS3Error(error, 'NoSuchUpload')) await asking(placeOf(bucket, key), Promise.reject(error));
  }
}
