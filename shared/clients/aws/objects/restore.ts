import { RestoreObjectCommand } from '@aws-sdk/client-s3';
import { checkKey, checkRestoreDays } from '../../../ports/object-limits.ts';
import { type Bucket, placeOf } from './bucket.ts';
import { asking, isS3Error } from './errors.ts';

const TIERS = { standard: 'Standard', bulk: 'Bulk' } as const;

/** S3's refusals that are none here: it is on its way already, or can be read as it is. */
const READABLE_OR_COMING = [
  'RestoreAlreadyInProgress',
  'ObjectAlreadyInActiveTierError',
  'InvalidObjectState',
];

/** Asks for a readable copy of an archived object; 202 begins that, 200 extends one that is there. */
export async function restoreObject(
  bucket: Bucket,
  key: string,
  { version, days, tier }: { version?: string; days: number; tier: 'standard' | 'bulk' },
): Promise<void> {
  checkKey(key);
  checkRestoreDays(days);
  const command = new RestoreObjectCommand({
    Bucket: bucket.name,
    Key: key,
    VersionId: version,
    RestoreRequest: { Days: days, GlacierJobParameters: { Tier: TIERS[tier] } },
  });
  try {
    await bucket.client.send(command);
  } catch (error) {
    if (isS3Error(error, ...READABLE_OR_COMING)) return;
    await asking(placeOf(bucket, key, version), Promise.reject(error));
  }
}
