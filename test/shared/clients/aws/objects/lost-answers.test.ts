import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openS3Objects } from '../../../../../shared/clients/aws/objects/index.ts';
import type { Objects } from '../../../../../shared/ports/objects.ts';
import { checksum, noise, read, text } from '../../../../contracts/objects/make.ts';
import { expectRefusal } from '../../../../contracts/objects/refusals.ts';
import { type Asked, openFront, type S3Front } from './s3-front.ts';
import { type S3, type S3World, startS3 } from './s3-world.ts';

/** The connection breaks after S3 has done what it was asked, and the SDK sends the same call again. */
describe('a call whose answer was lost', () => {
  let s3: S3;
  let world: S3World;
  let front: S3Front;
  let objects: Objects;
  /** Whether the answer to this request is lost; asked until it says so. */
  let loses: (asked: Asked) => boolean | Promise<boolean>;

  beforeAll(async () => {
    s3 = await startS3();
  });
  afterAll(() => s3.stop());
  beforeEach(async () => {
    world = await s3.openWorld();
    let lost = false;
    front = await openFront(async (asked) => {
      if (lost || !(await loses(asked))) return 'hand on';
      lost = true;
      return 'lose';
    }, s3.emulator.url);
    objects = openS3Objects({ client: front.client, bucket: world.bucket });
  });
  afterEach(() => front.close());

  const isPut = ({ method }: Asked): boolean => method === 'PUT';
  const isCompletion = ({ method, query }: Asked): boolean => method === 'POST' && query.has('uploadId');
  const sent = (is: (asked: Asked) => boolean): number => front.asked.filter(is).length;

  test('to write once is still that which wrote', async () => {
    loses = isPut;
    const put = await objects.put('a', text('first'), { ifNoneMatch: '*' });
    expect(sent(isPut)).toBe(2);
    expect(await world.objects.head('a')).toEqual(put);
  });

  test('to compare and set is still that which set', async () => {
    const { etag } = await world.objects.put('a', text('1'));
    loses = isPut;
    const put = await objects.put('a', text('2'), { ifMatch: etag });
    expect(sent(isPut)).toBe(2);
    expect(await world.objects.head('a')).toEqual(put);
  });

  test('is not taken for the winner where another wrote the very same bytes first', async () => {
    await world.objects.put('a', text('mine'));
    loses = isPut;
    await expectRefusal(objects.put('a', text('mine'), { ifNoneMatch: '*' }), 'PreconditionFailed');
    expect(sent(isPut)).toBe(2);
  });

  test('to complete an upload gives what it became', async () => {
    const { key, uploadId } = await objects.createUpload('a', { partSize: 5 * 1024 ** 2 });
    const body = noise(1_000);
    const announced = { part: 1, size: body.length, crc32: checksum(body), expiresIn: 60 };
    const address = await world.objects.signPart(key, uploadId, announced);
    await world.fetchAddress(address, { body });
    loses = isCompletion;
    const joined = { parts: await objects.parts(key, uploadId), crc32: checksum(body) };
    const completed = await objects.completeUpload(key, uploadId, joined);
    expect(sent(isCompletion)).toBe(2);
    expect(await world.objects.head('a')).toEqual(completed);
  });

  test('to remove what was read is no refusal', async () => {
    const { etag } = await world.objects.put('a', text('1'));
    loses = ({ method }) => method === 'DELETE';
    await objects.remove('a', { ifMatch: etag });
    expect(sent(({ method }) => method === 'DELETE')).toBe(2);
    expect(await world.objects.head('a')).toBeUndefined();
  });

  test('to read is read again', async () => {
    await world.objects.put('a', text('1'));
    loses = ({ method }) => method === 'GET';
    expect(await read(objects, 'a')).toEqual(text('1'));
  });
});
