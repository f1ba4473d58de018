import { GetObjectCommand, PutObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import {
  checkExpiresIn,
  checkKey,
  checkPartNumber,
  checkPutSize,
  checkSize,
} from '../../../ports/object-limits.ts';
import type { SignedAddress } from '../../../ports/objects.ts';
import type { Bucket } from './bucket.ts';
import { toBase64 } from './checksum.ts';

interface Announced {
  readonly size: number;
  readonly crc32: string;
  readonly expiresIn: number;
}

/** Addresses that S3 judges when they are used; signing asks nobody. */
export function signGet(
  bucket: Bucket,
  key: string,
  { version, expiresIn }: { readonly version?: string; readonly expiresIn: number },
): Promise<SignedAddress> {
  checkKey(key);
  const command = new GetObjectCommand({ Bucket: bucket.name, Key: key, VersionId: version });
  return sign(bucket, 'GET', command, {}, expiresIn);
}

/** A whole file, written once. */
export function signPut(bucket: Bucket, key: string, announced: Announced): Promise<SignedAddress> {
  checkKey(key);
  const headers = { ...headersOf(announced), 'if-none-match': '*' };
  const command = new PutObjectCommand({
    Bucket: bucket.name,
    Key: key,
    ContentLength: announced.size,
    ChecksumCRC32: toBase64(announced.crc32),
    IfNoneMatch: '*',
  });
  return sign(bucket, 'PUT', command, headers, announced.expiresIn);
}

export function signPart(
  bucket: Bucket,
  key: string,
  uploadId: string,
  { part, ...announced }: Announced & { readonly part: number },
): Promise<SignedAddress> {
  checkKey(key);
  checkPartNumber(part);
  const command = new UploadPartCommand({
    Bucket: bucket.name,
    Key: key,
    UploadId: uploadId,
    PartNumber: part,
    ContentLength: announced.size,
    ChecksumCRC32: toBase64(announced.crc32),
  });
  return sign(bucket, 'PUT', command, headersOf(announced), announced.expiresIn);
}

function headersOf({ size, crc32 }: Announced): Record<string, string> {
  checkSize(size);
  checkPutSize(size);
  return { 'content-length': String(size), 'x-amz-checksum-crc32': toBase64(crc32) };
}

/**
 * The headers are signed as headers. By default the SDK moves `x-amz-*` into the query, where S3 takes the checksum
 * for signed but compares it with nothing.
 */
async function sign(
  { client, clock }: Bucket,
  method: SignedAddress['method'],
  command: GetObjectCommand | PutObjectCommand | UploadPartCommand,
  headers: Readonly<Record<string, string>>,
  expiresIn: number,
): Promise<SignedAddress> {
  checkExpiresIn(expiresIn);
  const signed = Math.floor(clock.now() / 1_000) * 1_000;
  const url = await getSignedUrl(client, command as GetObjectCommand, {
    expiresIn,
    signingDate: new Date(signed),
    unhoistableHeaders: new Set(Object.keys(headers)),
  });
  return { method, url, headers, expires: Math.min(signed + expiresIn * 1_000, await lifeOf(client)) };
}

/** An address signed with passing credentials ends with them, where they say when that is. */
async function lifeOf({ config }: Bucket['client']): Promise<number> {
  const { expiration } = await config.credentials();
  return expiration?.getTime() ?? Number.POSITIVE_INFINITY;
}
