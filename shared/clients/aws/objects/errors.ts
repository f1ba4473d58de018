import { S3ServiceException } from '@aws-sdk/client-s3';
import { ObjectError, type ObjectErrorCode } from '../../../ports/objects.ts';

/** S3's error codes, as the port has them. NoSuchBucket is not among them: that is a fault, not a missing object. */
const CODES: Readonly<Record<string, ObjectErrorCode>> = {
  NoSuchKey: 'NotFound',
  NoSuchVersion: 'NotFound',
  NotFound: 'NotFound',
  PreconditionFailed: 'PreconditionFailed',
  ConditionalRequestConflict: 'Conflict',
  OperationAborted: 'Conflict',
  BadDigest: 'ChecksumMismatch',
  InvalidDigest: 'ChecksumMismatch',
  XAmzContentChecksumMismatch: 'ChecksumMismatch',
  EntityTooLarge: 'SizeMismatch',
  InvalidRange: 'BadRange',
  InvalidObjectState: 'Archived',
  NoSuchUpload: 'NoSuchUpload',
  InvalidPart: 'InvalidPart',
  InvalidPartOrder: 'InvalidPart',
  EntityTooSmall: 'InvalidPart',
  KeyTooLongError: 'InvalidKey',
};

/** Answers to HEAD have no body, and so no code. */
const STATUSES: Readonly<Record<number, ObjectErrorCode>> = { 412: 'PreconditionFailed', 416: 'BadRange' };

/** Waits for a call about `place`; what S3 refuses is thrown as the port has it. */
export async function asking<T>(place: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw translate(error, place);
  }
}

/** The port's error where it has one; otherwise the error itself, and a 403 with the place that was refused. */
export function translate(error: unknown, place: string): unknown {
  if (!(error instanceof S3ServiceException)) return error;
  const status = statusOf(error);
  const code = CODES[error.name] ?? STATUSES[status];
  if (code) return new ObjectError(code, `${place}: ${error.message}`, { cause: error });
  if (status !== 403) return error;
  return new Error(
    `${place}: S3 refuses it (${status} ${error.name}). The right is missing, or a policy forbids it.`,
    {
      cause: error,
    },
  );
}

export const isS3Error = (error: unknown, ...names: readonly string[]): boolean =>
  error instanceof S3ServiceException && names.includes(error.name);

/** Reading by a version id that names a delete marker is answered so. */
export const isMethodRefused = (error: unknown): boolean =>
  error instanceof S3ServiceException && statusOf(error) === 405;

const statusOf = (error: S3ServiceException): number => error.$metadata.httpStatusCode ?? 0;

/** Whether the call was sent more than once, so that its answer may be about an earlier sending of itself. */
export const wasRepeated = (error: unknown): boolean =>
  error instanceof S3ServiceException && (error.$metadata.attempts ?? 1) > 1;
