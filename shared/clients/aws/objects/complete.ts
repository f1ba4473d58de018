import { createHash } from 'node:crypto';
import { CompleteMultipartUploadCommand } from '@aws-sdk/client-s3';
import { checkKey, MIN_PART_BYTES } from '../../../ports/object-limits.ts';
import { type ObjectAttributes, ObjectError, type UploadedPart } from '../../../ports/objects.ts';
import { combineCrc32, crc32Hex, parseCrc32 } from '../../../session/crc32.ts';
import { UNVERSIONED } from './attributes.ts';
import { type Bucket, placeOf } from './bucket.ts';
import { toBase64 } from './checksum.ts';
import { isS3Error, translate } from './errors.ts';
import { requireOpenUpload } from './multipart.ts';
import { headObject, requireObject } from './reads.ts';

interface Joined {
  readonly parts: readonly UploadedPart[];
  /** Of the whole object. */
  readonly crc32: string;
}

/** Joins the parts of an upload, only where no current version of the key is. */
export async function completeUpload(
  bucket: Bucket,
  key: string,
  uploadId: string,
  joined: Joined,
): Promise<ObjectAttributes> {
  checkKey(key);
  try {
    checkJoined(joined);
  } catch (error) {
    await requireOpenUpload(bucket, key, uploadId);
    throw error;
  }
  try {
    const { version } = await sendCompletion(bucket, key, uploadId, { ...joined, ifNoneMatch: '*' });
    // The very answer that a repeated call gets.
    return await requireObject(bucket, key, { version });
  } catch (error) {
    const done = await completedBefore(bucket, key, joined, error);
    if (done) return done;
    throw translate(error, placeOf(bucket, key));
  }
}

/** Asks S3 to join the parts, and gives what came of it. Errors are S3's own. */
export async function sendCompletion(
  bucket: Bucket,
  key: string,
  uploadId: string,
  { parts, crc32, ifNoneMatch }: Joined & { readonly ifNoneMatch?: '*' | undefined },
): Promise<{ version: string; etag: string }> {
  const { VersionId = UNVERSIONED, ETag = '' } = await bucket.client.send(
    new CompleteMultipartUploadCommand({
      Bucket: bucket.name,
      Key: key,
      UploadId: uploadId,
      ChecksumType: 'FULL_OBJECT',
      ChecksumCRC32: toBase64(crc32),
      IfNoneMatch: ifNoneMatch,
      MultipartUpload: {
        Parts: parts.map((part) => ({
          PartNumber: part.part,
          ETag: part.etag,
          ChecksumCRC32: toBase64(part.crc32),
        })),
      },
    }),
  );
  return { version: VersionId, etag: ETag };
}

/**
 * What S3 cannot refuse, or refuses only after a long time: S3 would join parts with a gap between them, and the
 * parts' checksums make that of the whole already here, while the upload is surely still open.
 */
export function checkJoined({ parts, crc32 }: Joined): void {
  const [first] = parts;
  if (!first) throw new ObjectError('InvalidPart', 'An upload is completed from at least one part.');
  for (const [i, { part, size }] of parts.entries()) {
    if (part !== i + 1) {
      throw new ObjectError('InvalidPart', `Part ${i + 1} was not sent, or is not listed in its place.`);
    }
    const isLast = i === parts.length - 1;
    const fits = isLast ? size <= first.size : size === first.size && size >= MIN_PART_BYTES;
    if (!fits) {
      throw new ObjectError('InvalidPart', `Part ${part} has ${size} bytes, the first ${first.size}.`);
    }
  }
  const whole = parts.reduce((crc, part) => combineCrc32(crc, parseCrc32(part.crc32), part.size), 0);
  if (crc32Hex(whole) !== crc32) {
    throw new ObjectError(
      'ChecksumMismatch',
      `CRC-32 ${crc32} was given, the parts make ${crc32Hex(whole)}.`,
    );
  }
}

/**
 * The object where these parts were joined before: by an earlier sending of this call, an earlier call, or one at
 * the same time. S3 then says that there is no such upload, or that the object is there, or that two got in each
 * other's way. The ETag of a joined object is made of its parts' MD5s, so that no other bytes have it.
 */
async function completedBefore(
  bucket: Bucket,
  key: string,
  { parts, crc32 }: Joined,
  refusal: unknown,
): Promise<ObjectAttributes | undefined> {
  if (!isS3Error(refusal, 'NoSuchUpload', 'PreconditionFailed', 'ConditionalRequestConflict'))
    return undefined;
  const etag = joinedEtag(parts);
  const found = await headObject(bucket, key, {}).catch(() => undefined);
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const same = etag !== undefined && found?.etag === etag && found.size === size && found.crc32 === crc32;
  return same ? found : undefined;
}

/** The ETag that S3 gives to what is joined of these parts; undefined where theirs are no MD5s (SSE-KMS). */
export function joinedEtag(parts: readonly UploadedPart[]): string | undefined {
  const md5 = createHash('md5');
  for (const { etag } of parts) {
    const hex = /^"([0-9a-f]{32})"$/.exec(etag)?.[1];
    if (hex === undefined) return undefined;
    md5.update(Buffer.from(hex, 'hex'));
  }
  return `"${md5.digest('hex')}-${parts.length}"`;
}
