import { afterAll, beforeAll } from '@jest/globals';
import { describeObjects } from '../../../../contracts/objects.ts';
import { type S3, startS3 } from './s3-world.ts';

let s3: S3;
beforeAll(async () => {
  s3 = await startS3();
});
afterAll(() => s3.stop());

describeObjects('a bucket of S3', () => s3.openWorld());
