import type { Readable } from 'node:stream';
import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
} from '@aws-sdk/client-s3';
import { checkKey } from '../../../ports/object-limits.ts';
import {
  type ByteRange,
  isObjectError,
  type ObjectAttributes,
  type ObjectBody,
  ObjectError,
} from '../../../ports/objects.ts';
import { attributesOf } from './attributes.ts';
import { type Bucket, placeOf } from './bucket.ts';
import { asking, isMethodRefused } from './errors.ts';

interface Which {
  readonly version?: string | undefined;
}

/** Attributes of an object; undefined only where S3 says that there is none, never where it refuses to say. */
export async function headObject(
  bucket: Bucket,
  key: string,
  which: Which,
): Promise<ObjectAttributes | undefined> {
  checkKey(key);
  const answer = await headAnswer(bucket, key, which);
  return answer && attributesOf(key, answer);
}

/** The same as S3 answers it. */
export async function headAnswer(
  bucket: Bucket,
  key: string,
  { version }: Which,
): Promise<HeadObjectCommandOutput | undefined> {
  try {
    return await asking(
      placeOf(bucket, key, version),
      bucket.client.send(
        new HeadObjectCommand({ Bucket: bucket.name, Key: key, VersionId: version, ChecksumMode: 'ENABLED' }),
      ),
    );
  } catch (error) {
    if (isObjectError(error, 'NotFound')) return undefined;
    // A version id may also name a delete marker, which has no bytes.
    if (version !== undefined && isMethodRefused(error)) return undefined;
    throw error;
  }
}

export async function requireObject(bucket: Bucket, key: string, which: Which): Promise<ObjectAttributes> {
  const found = await headObject(bucket, key, which);
  if (found) return found;
  throw new ObjectError('NotFound', `There is no ${placeOf(bucket, key, which.version)}.`);
}

/** Opens an object for reading. A whole one is checked against its CRC-32 by the SDK while it is read. */
export async function getObject(
  bucket: Bucket,
  key: string,
  { version, range }: Which & { readonly range?: ByteRange | undefined },
): Promise<ObjectBody> {
  checkKey(key);
  if (range) return getRange(bucket, key, version, range);
  const answer = await getAnswer(bucket, key, { version });
  const body = bodyOf(answer);
  try {
    return { attributes: attributesOf(key, answer), ...body };
  } catch (error) {
    body.cancel();
    throw error;
  }
}

/** An answer with a part of the bytes tells neither size nor checksum of the whole: those are asked for first. */
async function getRange(
  bucket: Bucket,
  key: string,
  version: string | undefined,
  range: ByteRange,
): Promise<ObjectBody> {
  const attributes = await requireObject(bucket, key, { version });
  const header = rangeHeader(range, attributes.size);
  const answer = await getAnswer(bucket, key, { version: attributes.version, range: header });
  return { attributes, ...bodyOf(answer) };
}

/** S3 ignores a range that makes no sense and sends the whole object: it is refused here. */
function rangeHeader({ start, end }: ByteRange, size: number): string {
  if (!(Number.isInteger(start) && start >= 0 && start < size && (end === undefined || end >= start))) {
    throw new ObjectError('BadRange', `Bytes ${start} to ${end ?? 'the end'} are not in ${size} bytes.`);
  }
  return `bytes=${start}-${end ?? ''}`;
}

async function getAnswer(
  bucket: Bucket,
  key: string,
  { version, range }: Which & { readonly range?: string },
): Promise<GetObjectCommandOutput> {
  const command = new GetObjectCommand({
    Bucket: bucket.name,
    Key: key,
    VersionId: version,
    Range: range,
    ...(range === undefined && { ChecksumMode: 'ENABLED' }),
  });
  const place = placeOf(bucket, key, version);
  return asking(place, bucket.client.send(command)).catch((error: unknown) => {
    if (version === undefined || !isMethodRefused(error)) throw error;
    throw new ObjectError('NotFound', `${place} is a delete marker.`, { cause: error });
  });
}

function bodyOf({ Body }: GetObjectCommandOutput): Pick<ObjectBody, 'chunks' | 'cancel'> {
  // On Node the SDK gives a stream of Node; its type covers browsers too.
  const stream = Body as Readable | undefined;
  if (!stream) throw new Error('S3 answered GET without a body.');
  return { chunks: stream, cancel: () => void stream.destroy() };
}
