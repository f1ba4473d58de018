import { describe, expect, test } from '@jest/globals';
import { makeS3Client, openS3Objects } from '../../../../../shared/clients/aws/objects/index.ts';
import { manualClock } from '../../../../setup/manual-clock.ts';

const SECOND = 1_000;

describe('an address that S3 judges', () => {
  const clock = manualClock();
  const open = (expiration?: Date) => {
    const credentials = { accessKeyId: 'id', secretAccessKey: 'secret', ...(expiration && { expiration }) };
    const client = makeS3Client({ region: 'us-east-1', credentials });
    return openS3Objects({ client, bucket: 'bucket', clock });
  };

  test('has everything that was announced signed as headers, and nothing of it in its query', async () => {
    const announced = { size: 7, crc32: 'cbf43926', expiresIn: 60 };
    const put = await open().signPut('a', announced);
    expect(put.headers).toEqual({
      'content-length': '7',
      'x-amz-checksum-crc32': 'y/Q5Jg==',
      'if-none-match': '*',
    });
    const query = new URL(put.url).searchParams;
    expect(query.get('X-Amz-SignedHeaders')).toBe('content-length;host;if-none-match;x-amz-checksum-crc32');
    expect([...query.keys()].filter((name) => /checksum/i.test(name))).toEqual([]);

    const part = await open().signPart('a', 'upload', { part: 3, ...announced });
    const partQuery = new URL(part.url).searchParams;
    expect(partQuery.get('X-Amz-SignedHeaders')).toBe('content-length;host;x-amz-checksum-crc32');
    expect([partQuery.get('partNumber'), partQuery.get('uploadId')]).toEqual(['3', 'upload']);
  });

  test('says when it ends: as asked, or with the credentials that signed it', async () => {
    const signed = Math.floor(clock.now() / SECOND) * SECOND;
    const lasting = await open().signGet('a', { expiresIn: 600 });
    expect(lasting.expires).toBe(signed + 600 * SECOND);
    const passing = await open(new Date(signed + 30 * SECOND)).signGet('a', { expiresIn: 600 });
    expect(passing.expires).toBe(signed + 30 * SECOND);
  });

  test.each([0, -1, 7 * 24 * 3_600 + 1])('has no life of %d seconds', async (expiresIn) => {
    await expect(open().signGet('a', { expiresIn })).rejects.toThrow(RangeError);
  });

  test('is for a size and a checksum that can be', async () => {
    const announced = { size: 1, crc32: '00000000', expiresIn: 60 };
    await expect(open().signPut('a', { ...announced, size: -1 })).rejects.toThrow(RangeError);
    await expect(open().signPut('a', { ...announced, crc32: 'AAAA' })).rejects.toThrow(RangeError);
    await expect(open().signPut('a', { ...announced, size: 5 * 1024 ** 3 + 1 })).rejects.toMatchObject({
      code: 'SizeMismatch',
    });
  });
});
