import {
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { toBase64 } from '../../../../../shared/clients/aws/objects/checksum.ts';
import { checksum, noise } from '../../../../contracts/objects/make.ts';
import { type S3, startS3 } from './s3-world.ts';

const PART = 5 * 1024 ** 2;

/** The rules of S3 that the emulator was taught: the client checks them first, so they are asked for without it. */
describe('the emulator', () => {
  let s3: S3;
  let Bucket: string;
  beforeAll(async () => {
    s3 = await startS3();
  });
  afterAll(() => s3.stop());
  beforeEach(async () => {
    Bucket = await s3.makeBucket();
  });

  async function send(type: 'FULL_OBJECT' | 'COMPOSITE', bodies: readonly Uint8Array[]) {
    const { UploadId } = await s3.client.send(
      new CreateMultipartUploadCommand({ Bucket, Key: 'a', ChecksumAlgorithm: 'CRC32', ChecksumType: type }),
    );
    const Parts: { PartNumber: number; ETag: string | undefined; ChecksumCRC32: string }[] = [];
    for (const [i, Body] of bodies.entries()) {
      const PartNumber = i + 1;
      const ChecksumCRC32 = toBase64(checksum(Body));
      const place = { Bucket, Key: 'a', UploadId, PartNumber };
      const { ETag } = await s3.client.send(new UploadPartCommand({ ...place, Body, ChecksumCRC32 }));
      Parts.push({ PartNumber, ETag, ChecksumCRC32 });
    }
    return (more: Partial<CompleteMultipartUploadCommandInput>) =>
      s3.client.send(
        new CompleteMultipartUploadCommand({
          Bucket,
          Key: 'a',
          UploadId,
          MultipartUpload: { Parts },
          ...more,
        }),
      );
  }

  const bodies = [noise(PART, 1), noise(99, 2)];
  const whole = toBase64(checksum(Buffer.concat(bodies)));
  const head = () => s3.client.send(new HeadObjectCommand({ Bucket, Key: 'a', ChecksumMode: 'ENABLED' }));

  test('joins parts only to the whole whose checksum was given, and keeps that', async () => {
    const complete = await send('FULL_OBJECT', bodies);
    const wrong = complete({ ChecksumType: 'FULL_OBJECT', ChecksumCRC32: toBase64('01234567') });
    await expect(wrong).rejects.toMatchObject({ name: 'BadDigest' });
    const right = { ChecksumType: 'FULL_OBJECT', ChecksumCRC32: whole } as const;
    const joined = { ChecksumCRC32: whole, ChecksumType: 'FULL_OBJECT' };
    expect(await complete(right)).toMatchObject(joined);
    expect(await complete(right)).toMatchObject(joined);
    expect(await head()).toMatchObject(joined);
  });

  test('keeps a checksum of checksums where nothing else was asked for', async () => {
    await (await send('COMPOSITE', bodies))({});
    expect(await head()).toMatchObject({
      ChecksumCRC32: expect.stringMatching(/-2$/),
      ChecksumType: 'COMPOSITE',
    });
  });

  test('joins no short parts but the last', async () => {
    const complete = await send('FULL_OBJECT', [noise(PART - 1), noise(99)]);
    await expect(complete({})).rejects.toMatchObject({ name: 'EntityTooSmall' });
  });
});
