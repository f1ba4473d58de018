import { randomUUID } from 'node:crypto';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { checkKey, checkPutSize } from '../../../ports/object-limits.ts';
import { type ObjectAttributes, ObjectError, type StorageClass } from '../../../ports/objects.ts';
import { crc32, crc32Hex } from '../../../session/crc32.ts';
import { toS3Class, UNVERSIONED } from './attributes.ts';
import { type Bucket, placeOf } from './bucket.ts';
import { toBase64 } from './checksum.ts';
import { asking, isS3Error, translate, wasRepeated } from './errors.ts';
import { markOf, ownWrite } from './own-write.ts';

export interface PutOptions {
  readonly ifNoneMatch?: '*';
  readonly ifMatch?: string;
  readonly crc32?: string;
  readonly storageClass?: StorageClass;
  readonly retainUntil?: number;
}

/** Stores `body` under `key`. */
export async function putObject(
  bucket: Bucket,
  key: string,
  body: Uint8Array,
  options: PutOptions,
): Promise<ObjectAttributes> {
  checkKey(key);
  checkPutSize(body.length);
  const found = crc32Hex(crc32(body));
  if (options.crc32 !== undefined && options.crc32 !== found) {
    throw new ObjectError(
      'ChecksumMismatch',
      `CRC-32 ${options.crc32} was announced, the body has ${found}.`,
    );
  }
  const { ifNoneMatch, ifMatch, storageClass = 'standard', retainUntil } = options;
  const mark = randomUUID();
  const command = new PutObjectCommand({
    Bucket: bucket.name,
    Key: key,
    Body: body,
    ContentLength: body.length,
    ChecksumCRC32: toBase64(found),
    IfNoneMatch: ifNoneMatch,
    IfMatch: ifMatch,
    StorageClass: toS3Class(storageClass),
    Metadata: markOf(mark),
    ...(retainUntil !== undefined && {
      ObjectLockMode: bucket.lockMode,
      ObjectLockRetainUntilDate: new Date(retainUntil),
    }),
  });
  try {
    const { VersionId = UNVERSIONED, ETag = '' } = await bucket.client.send(command);
    return written(bucket, {
      key,
      version: VersionId,
      etag: ETag,
      size: body.length,
      crc32: found,
      storageClass,
      ...(retainUntil !== undefined && { retainUntil }),
    });
  } catch (error) {
    const own = await ownWrite(bucket, key, mark, error);
    if (own) return own;
    throw refusalOfPut(error, placeOf(bucket, key), ifMatch);
  }
}

/**
 * What was written just now. S3 does not say when: `modified` is the time of the answer, and `retainUntil` what was
 * asked for, not what the bucket adds by itself; `head` tells both. So who may only write needs no right to read.
 */
export const written = (
  { clock }: Bucket,
  attributes: Omit<ObjectAttributes, 'modified'>,
): ObjectAttributes => ({ ...attributes, modified: Math.floor(clock.now() / 1_000) * 1_000 });

/** Where there is nothing to compare with, S3 says 404. */
const refusalOfPut = (error: unknown, place: string, ifMatch: string | undefined): unknown =>
  ifMatch !== undefined && isS3Error(error, 'NoSuchKey')
    ? new ObjectError('PreconditionFailed', `${place} is not there any more.`, { cause: error })
    : translate(error, place);

/** Hides a key behind a delete marker. */
export async function removeObject(
  bucket: Bucket,
  key: string,
  { ifMatch }: { readonly ifMatch?: string },
): Promise<void> {
  checkKey(key);
  const place = placeOf(bucket, key);
  const command = new DeleteObjectCommand({ Bucket: bucket.name, Key: key, IfMatch: ifMatch });
  try {
    await asking(place, bucket.client.send(command));
  } catch (error) {
    const cause = error instanceof ObjectError ? error.cause : undefined;
    if (!isS3Error(cause, 'NoSuchKey')) throw error;
    // An earlier sending of the same call removed it, or somebody else at that moment: it is gone, as asked.
    if (wasRepeated(cause)) return;
    throw new ObjectError('PreconditionFailed', `${place} is not there any more.`, { cause });
  }
}
