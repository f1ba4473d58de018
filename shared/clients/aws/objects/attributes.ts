import type { HeadObjectCommandOutput, StorageClass as S3StorageClass } from '@aws-sdk/client-s3';
import type { ObjectAttributes, StorageClass } from '../../../ports/objects.ts';
import { fromBase64 } from './checksum.ts';

/** What the answers to HEAD and GET have in common. */
type Answer = Pick<
  HeadObjectCommandOutput,
  | 'VersionId'
  | 'ETag'
  | 'ContentLength'
  | 'ChecksumCRC32'
  | 'LastModified'
  | 'StorageClass'
  | 'Restore'
  | 'ObjectLockRetainUntilDate'
>;

/** The version of what was written while a bucket had no versions, under which S3 reads it. */
export const UNVERSIONED = 'null';

/** What the port says of an object. Throws an Error where it has no CRC-32 of the whole: this platform did not write it. */
export function attributesOf(key: string, answer: Answer): ObjectAttributes {
  const crc32 = fromBase64(answer.ChecksumCRC32);
  if (crc32 === undefined) {
    throw new Error(`${key} has no CRC-32 of the whole object: it was not written by this platform.`);
  }
  const restore = parseRestore(answer.Restore);
  return {
    key,
    version: answer.VersionId ?? UNVERSIONED,
    etag: answer.ETag ?? '',
    size: answer.ContentLength ?? 0,
    crc32,
    modified: answer.LastModified?.getTime() ?? 0,
    storageClass: storageClassOf(answer.StorageClass),
    ...(restore && { restore }),
    ...(answer.ObjectLockRetainUntilDate && { retainUntil: answer.ObjectLockRetainUntilDate.getTime() }),
  };
}

const CLASSES: Readonly<Record<StorageClass, S3StorageClass>> = {
  standard: 'STANDARD',
  'glacier-ir': 'GLACIER_IR',
  'deep-archive': 'DEEP_ARCHIVE',
};

export const toS3Class = (storageClass: StorageClass): S3StorageClass => CLASSES[storageClass];

/** Classes that this platform does not use are called by the one with which the same can be done. */
export function storageClassOf(name: string | undefined): StorageClass {
  if (name === 'GLACIER_IR') return 'glacier-ir';
  return name === 'DEEP_ARCHIVE' || name === 'GLACIER' ? 'deep-archive' : 'standard';
}

/** `ongoing-request="true"`, or `ongoing-request="false", expiry-date="Fri, 21 Dec 2012 00:00:00 GMT"`. */
export function parseRestore(header: string | undefined): ObjectAttributes['restore'] {
  const ongoing = /ongoing-request="(true|false)"/.exec(header ?? '')?.[1];
  if (ongoing === undefined) return undefined;
  const until = Date.parse(/expiry-date="([^"]+)"/.exec(header ?? '')?.[1] ?? '');
  return { ongoing: ongoing === 'true', ...(Number.isFinite(until) && { until }) };
}
