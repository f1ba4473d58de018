import { ObjectError } from '../../../ports/objects.ts';

/** First and last byte, both included. */
export interface ClosedRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The range that a `Range` header asks for in an object of `size` bytes; undefined for the whole, also where the
 * header is none that is understood (RFC 9110, 14.2: it is then ignored; several ranges too, as in S3).
 * Throws BadRange where no byte of the object is in the range.
 */
export function parseRange(header: string | undefined, size: number): ClosedRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(size - Number(last), 0) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < start) return undefined;
  if (start > end) {
    throw new ObjectError('BadRange', `The range ${header} is not in an object of ${size} bytes.`);
  }
  return { start, end };
}
