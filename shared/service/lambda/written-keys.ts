import Type from 'typebox';
import { check } from '../../schema/validate.ts';
import type { WrittenObjects } from '../define.ts';
import { placeOf } from '../wire.ts';

/** S3's event notification (https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html). */
export const NotificationSchema = Type.Object({
  Records: Type.Array(Type.Object({ s3: Type.Object({ object: Type.Object({ key: Type.String() }) }) })),
});

/** What S3 sends once, when notifications are set up. */
export const TestNotificationSchema = Type.Object({ Event: Type.Literal('s3:TestEvent') });

/**
 * The keys that a notification of S3 tells of, relative to the area, without those that the service did not ask for.
 * Undefined where the message is none: it may be a notice that was put into the queue by hand.
 */
export function writtenKeys(body: string, written: WrittenObjects): readonly string[] | undefined {
  try {
    const message: unknown = JSON.parse(body);
    if (check(TestNotificationSchema, message).ok) return [];
    const checked = check(NotificationSchema, message);
    if (!checked.ok) return undefined;
    return checked.value.Records.map(({ s3 }) => decodeKey(s3.object.key)).flatMap((key) =>
      inArea(key, written),
    );
  } catch {
    return undefined;
  }
}

/** Keys come as in a form: a space is a plus, and a plus is %2B. */
const decodeKey = (key: string): string => decodeURIComponent(key.replaceAll('+', ' '));

function inArea(key: string, { area, suffix }: WrittenObjects): readonly string[] {
  const { prefix, only } = placeOf(area);
  const asked = key.startsWith(prefix) && key.endsWith(suffix) && only?.test(key) !== false;
  return asked ? [key.slice(prefix.length)] : [];
}
