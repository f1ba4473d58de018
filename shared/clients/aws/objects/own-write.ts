import type { ObjectAttributes } from '../../../ports/objects.ts';
import { attributesOf } from './attributes.ts';
import type { Bucket } from './bucket.ts';
import { isS3Error, wasRepeated } from './errors.ts';
import { headAnswer } from './reads.ts';

/** Metadata of an object: the one call that wrote it. */
const MARK = 'written-by-call';

export const markOf = (mark: string): Record<string, string> => ({ [MARK]: mark });

/**
 * Attributes of the current object where it was written by the very call that was refused just now.
 *
 * The SDK sends a call again when the answer was lost. If only the answer was, a conditional write then meets its own
 * object, and S3 refuses what in truth succeeded. Equal bytes would not tell whose write it was: two who claim the
 * same thing write the same document, and only one may win. So every write carries a mark of its own.
 * Where the object may not be looked at, or somebody has written over it since, S3's answer stands.
 */
export async function ownWrite(
  bucket: Bucket,
  key: string,
  mark: string,
  refusal: unknown,
): Promise<ObjectAttributes | undefined> {
  if (!wasRepeated(refusal)) return undefined;
  if (!isS3Error(refusal, 'PreconditionFailed', 'ConditionalRequestConflict', 'NoSuchUpload'))
    return undefined;
  const answer = await headAnswer(bucket, key, {}).catch(() => undefined);
  return answer?.Metadata?.[MARK] === mark ? attributesOf(key, answer) : undefined;
}
