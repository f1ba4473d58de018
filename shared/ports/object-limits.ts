import { ObjectError } from './objects.ts';

/** What every object store refuses before anything is sent: the bounds of S3, so that all clients refuse the same. */

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

const MAX_KEY_BYTES = 1_024;
/** S3's largest request; larger objects go in parts. */
const MAX_REQUEST_BYTES = 5 * GIB;
export const MIN_PART_BYTES = 5 * MIB;
export const MAX_PART_BYTES = 5 * GIB;
export const MAX_PARTS = 10_000;
export const MAX_PAGE = 1_000;
const MAX_ADDRESS_SECONDS = 7 * 24 * 60 * 60;

/** Throws InvalidKey unless `key` can be stored under in every client. */
export function checkKey(key: string): void {
  const trouble = troubleWith(key);
  if (trouble) throw new ObjectError('InvalidKey', `The key ${JSON.stringify(key)} ${trouble}.`);
}

function troubleWith(key: string): string | undefined {
  if (key === '') return 'is empty';
  if (!key.isWellFormed()) return 'is not valid Unicode';
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) return `has more than ${MAX_KEY_BYTES} bytes`;
  if (/\p{Cc}/u.test(key)) return 'has a control character';
  const segments = key.split('/');
  if (segments.includes('')) return 'begins or ends with a slash or has two in a row';
  if (segments.includes('.') || segments.includes('..')) return 'has a segment . or ..';
  return undefined;
}

/** Throws SizeMismatch where the body is too large for one request. */
export function checkPutSize(size: number): void {
  if (size <= MAX_REQUEST_BYTES) return;
  throw new ObjectError(
    'SizeMismatch',
    `${size} bytes are too many for one request (at most ${MAX_REQUEST_BYTES}); send parts.`,
  );
}

/** Throws InvalidPart. */
export function checkPartNumber(part: number): void {
  if (Number.isInteger(part) && part >= 1 && part <= MAX_PARTS) return;
  throw new ObjectError('InvalidPart', `Parts are numbered from 1 to ${MAX_PARTS}, not ${part}.`);
}

/** Throws InvalidPart unless the parts of an upload may have that size. */
export function checkUploadPartSize(partSize: number): void {
  if (Number.isInteger(partSize) && partSize >= MIN_PART_BYTES && partSize <= MAX_PART_BYTES) return;
  throw new ObjectError('InvalidPart', `Parts have 5 MiB to 5 GiB, not ${partSize} bytes.`);
}

/** Throws RangeError. */
export function checkPageLimit(limit: number): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_PAGE) return;
  throw new RangeError(`limit is ${limit}; it must be 1 to ${MAX_PAGE}.`);
}

/** Throws RangeError. */
export function checkSize(size: number): void {
  if (!Number.isInteger(size) || size < 0) throw new RangeError(`A size is no ${size}.`);
}

/** Throws RangeError. */
export function checkExpiresIn(seconds: number): void {
  if (seconds >= 1 && seconds <= MAX_ADDRESS_SECONDS) return;
  throw new RangeError(`expiresIn is ${seconds}; it must be 1 to ${MAX_ADDRESS_SECONDS} seconds.`);
}

/** Throws RangeError. */
export function checkRestoreDays(days: number): void {
  if (Number.isInteger(days) && days >= 1) return;
  throw new RangeError(`days is ${days}; it must be 1 or more.`);
}
