import { CreateBucketCommand, PutBucketVersioningCommand, type S3Client } from '@aws-sdk/client-s3';
import { makeS3Client, openS3Objects } from '../../../../../shared/clients/aws/objects/index.ts';
import { systemClock } from '../../../../../shared/clients/clock.ts';
import { fetchAddress } from '../../../../contracts/fetch-address.ts';
import type { ObjectsWorld } from '../../../../contracts/objects/world.ts';
import { type Emulator, startEmulator } from '../../../../setup/emulator/start.ts';

/** An emulator with as many empty buckets as a test file needs. */
export interface S3 {
  readonly emulator: Emulator;
  readonly client: S3Client;
  /** A new bucket, with versions and object lock. */
  makeBucket(): Promise<string>;
  openWorld(): Promise<S3World>;
  stop(): Promise<void>;
}

export interface S3World extends ObjectsWorld {
  readonly bucket: string;
}

export async function startS3(): Promise<S3> {
  // Requests without a signature are refused only so.
  const emulator = await startEmulator({ enforceIam: true });
  const client = makeS3Client(emulator.root);
  const other = makeS3Client(emulator.root);
  let buckets = 0;

  async function makeBucket(): Promise<string> {
    buckets += 1;
    const Bucket = `objects-${buckets}`;
    await client.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
    await client.send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
    );
    return Bucket;
  }

  return {
    emulator,
    client,
    makeBucket,
    async openWorld() {
      const bucket = await makeBucket();
      return {
        bucket,
        objects: openS3Objects({ client, bucket }),
        another: openS3Objects({ client: other, bucket }),
        fetchAddress,
        clock: { now: systemClock.now },
        guessesModified: true,
        close: async () => undefined,
      };
    },
    async stop() {
      client.destroy();
      other.destroy();
      await emulator.stop();
    },
  };
}
