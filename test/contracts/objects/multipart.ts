import { describe, expect, test } from '@jest/globals';
import type { OpenUpload, UploadedPart } from '../../../shared/ports/objects.ts';
import type { Fetched } from '../fetch-address.ts';
import { checksum, noise, read, text } from './make.ts';
import { expectRefusal } from './refusals.ts';
import type { ObjectsWorld } from './world.ts';

const PART = 5 * 1024 ** 2;
/** Two full parts and a last one that ends in the middle of a disk's block. */
const FILE = noise(2 * PART + 12_345);
const WHOLE = checksum(FILE);
const PARTS = [FILE.subarray(0, PART), FILE.subarray(PART, 2 * PART), FILE.subarray(2 * PART)];
const KEY = 's1/raw/signal.dat';

export function describeMultipart(world: () => ObjectsWorld): void {
  const begin = (key = KEY): Promise<OpenUpload> => world().objects.createUpload(key, { partSize: PART });

  async function send({ key, uploadId }: OpenUpload, part: number, body: Uint8Array): Promise<Fetched> {
    const announced = { part, size: body.length, crc32: checksum(body), expiresIn: 60 };
    return world().fetchAddress(await world().objects.signPart(key, uploadId, announced), { body });
  }

  async function sendAll(upload: OpenUpload, bodies: readonly Uint8Array[] = PARTS): Promise<void> {
    const answers = await Promise.all(bodies.map((body, i) => send(upload, i + 1, body)));
    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 200));
  }

  const sent = ({ key, uploadId }: OpenUpload): Promise<readonly UploadedPart[]> =>
    world().objects.parts(key, uploadId);

  const complete = async (upload: OpenUpload, crc32 = WHOLE, parts?: readonly UploadedPart[]) =>
    world().objects.completeUpload(upload.key, upload.uploadId, {
      parts: parts ?? (await sent(upload)),
      crc32,
    });

  describe('an upload in parts', () => {
    test('becomes one object with the checksum of the whole', async () => {
      const { objects } = world();
      const upload = await begin();
      await sendAll(upload);
      expect(await objects.head(KEY)).toBeUndefined();
      const attributes = await complete(upload);
      expect(attributes).toMatchObject({ key: KEY, size: FILE.length, crc32: WHOLE });
      expect(await objects.head(KEY)).toEqual(attributes);
      expect(Buffer.compare(await read(objects, KEY), FILE)).toBe(0);
    });

    test('tells which parts are there, in order, so that a sender can go on', async () => {
      const upload = await begin();
      for (const part of [3, 1]) await send(upload, part, PARTS[part - 1] ?? text(''));
      expect(await sent(upload)).toMatchObject(
        [1, 3].map((part) => ({
          part,
          size: PARTS[part - 1]?.length,
          crc32: checksum(PARTS[part - 1] ?? text('')),
        })),
      );
    });

    test('is found by the beginning of its key until it is completed or aborted', async () => {
      const { objects } = world();
      const [first, second] = [await begin('s1/a'), await begin('s1/b')];
      await begin('s2/a');
      const open = await objects.openUploads('s1/');
      expect(open.map(({ key, uploadId }) => [key, uploadId])).toEqual(
        [first, second].map(({ key, uploadId }) => [key, uploadId]),
      );
      for (const { partSize } of open) expect([PART, undefined]).toContain(partSize);
      await sendAll(first);
      await complete(first);
      await objects.abortUpload(second.key, second.uploadId);
      expect(await objects.openUploads('s1/')).toEqual([]);
    });

    test('gives the same answer when it is completed again, also at the same time', async () => {
      const { objects } = world();
      const upload = await begin();
      await sendAll(upload);
      const parts = await sent(upload);
      const [one, two] = await Promise.all([complete(upload, WHOLE, parts), complete(upload, WHOLE, parts)]);
      expect(two).toEqual(one);
      expect(await complete(upload, WHOLE, parts)).toEqual(one);
      expect(await objects.head(KEY)).toEqual(one);
    });

    test('is not completed while a part is missing', async () => {
      const upload = await begin();
      await send(upload, 1, PARTS[0] ?? text(''));
      await send(upload, 3, PARTS[2] ?? text(''));
      await expectRefusal(complete(upload), 'InvalidPart');
      await expectRefusal(complete(upload, WHOLE, []), 'InvalidPart');
      await send(upload, 2, PARTS[1] ?? text(''));
      expect(await complete(upload)).toMatchObject({ crc32: WHOLE });
    });

    test('is not completed with a part that is too short, unless it is the last', async () => {
      const upload = await begin();
      await sendAll(upload, [text('short'), text('last')]);
      await expectRefusal(complete(upload, checksum(text('shortlast'))), 'InvalidPart');
    });

    test('is not completed from other parts than were sent', async () => {
      const upload = await begin();
      await sendAll(upload);
      const parts = await sent(upload);
      const changed = parts.map((part) => (part.part === 2 ? { ...part, etag: '"other"' } : part));
      await expectRefusal(complete(upload, WHOLE, changed), 'InvalidPart');
      await expectRefusal(complete(upload, WHOLE, parts.toReversed()), 'InvalidPart');
      expect(await world().objects.head(KEY)).toBeUndefined();
    });

    test('is not completed with another checksum of the whole, and stays open', async () => {
      const upload = await begin();
      await sendAll(upload);
      await expectRefusal(complete(upload, checksum(text('other'))), 'ChecksumMismatch');
      expect(await world().objects.head(KEY)).toBeUndefined();
      expect(await complete(upload)).toMatchObject({ crc32: WHOLE });
    });

    test('does not replace an object that came before it', async () => {
      const { objects } = world();
      const upload = await begin();
      await sendAll(upload);
      await objects.put(KEY, text('first'));
      await expectRefusal(complete(upload), 'PreconditionFailed');
      expect(await read(objects, KEY)).toEqual(text('first'));
      await objects.remove(KEY);
      expect(await complete(upload)).toMatchObject({ crc32: WHOLE });
      expect(Buffer.compare(await read(objects, KEY), FILE)).toBe(0);
    });

    test('is gone once it is aborted', async () => {
      const { objects } = world();
      const upload = await begin();
      await send(upload, 1, PARTS[0] ?? text(''));
      const parts = await sent(upload);
      await objects.abortUpload(KEY, upload.uploadId);
      await objects.abortUpload(KEY, upload.uploadId);
      await expectRefusal(sent(upload), 'NoSuchUpload');
      await expectRefusal(complete(upload, WHOLE, parts), 'NoSuchUpload');
      expect((await send(upload, 2, text('late'))).status).toBe(404);
      expect(await objects.head(KEY)).toBeUndefined();
    });

    test('is known under its own key only', async () => {
      const { objects } = world();
      const { uploadId } = await begin();
      await expectRefusal(objects.parts('other', uploadId), 'NoSuchUpload');
      await objects.abortUpload('other', uploadId);
      expect(await objects.parts(KEY, uploadId)).toEqual([]);
    });

    test.each([0, -1, 10_001, 1.5])('has no part %d', async (part) => {
      const { objects } = world();
      const { uploadId } = await begin();
      const announced = { part, size: 1, crc32: '00000000', expiresIn: 60 };
      await expectRefusal(objects.signPart(KEY, uploadId, announced), 'InvalidPart');
    });

    test.each([0, 1024, PART - 1, 5 * 1024 ** 3 + 1])('has no parts of %d bytes', async (partSize) => {
      await expectRefusal(world().objects.createUpload(KEY, { partSize }), 'InvalidPart');
    });
  });

  describe('a part', () => {
    test('with another checksum than announced is not kept', async () => {
      const { objects, fetchAddress } = world();
      const upload = await begin();
      const body = noise(200_000);
      const announced = { part: 1, size: body.length, crc32: checksum(text('other')), expiresIn: 60 };
      const address = await objects.signPart(KEY, upload.uploadId, announced);
      expect((await fetchAddress(address, { body })).status).toBe(400);
      expect(await sent(upload)).toEqual([]);
    });

    test('may be sent again, the same or another: the last one counts', async () => {
      const upload = await begin();
      await send(upload, 2, noise(PART, 9));
      await sendAll(upload);
      await send(upload, 3, noise(77, 9));
      await send(upload, 1, PARTS[0] ?? text(''));
      await send(upload, 3, PARTS[2] ?? text(''));
      expect(await complete(upload)).toMatchObject({ crc32: WHOLE, size: FILE.length });
      expect(Buffer.compare(await read(world().objects, KEY), FILE)).toBe(0);
    });

    test('sent again without success leaves the one that was there', async () => {
      const { objects, fetchAddress } = world();
      const upload = await begin();
      await sendAll(upload);
      const wrong = { part: 2, size: PART, crc32: checksum(text('other')), expiresIn: 60 };
      const address = await objects.signPart(KEY, upload.uploadId, wrong);
      expect((await fetchAddress(address, { body: noise(PART, 9) })).status).toBe(400);
      expect(await complete(upload)).toMatchObject({ crc32: WHOLE });
      expect(Buffer.compare(await read(objects, KEY), FILE)).toBe(0);
    });

    test('that was refused leaves nothing in the object, also where it was longer', async () => {
      const { objects, fetchAddress } = world();
      const upload = await begin();
      const wrong = { part: 3, size: PART, crc32: checksum(text('other')), expiresIn: 60 };
      const address = await objects.signPart(KEY, upload.uploadId, wrong);
      expect((await fetchAddress(address, { body: noise(PART, 9) })).status).toBe(400);
      await sendAll(upload);
      expect(await complete(upload)).toMatchObject({ crc32: WHOLE, size: FILE.length });
      expect(Buffer.compare(await read(objects, KEY), FILE)).toBe(0);
    });

    test('sent by two at the same time is one of them, whole', async () => {
      const upload = await begin();
      const bodies = [noise(PART, 5), noise(PART, 6)];
      await Promise.all(bodies.map((body) => send(upload, 1, body)));
      const [part] = await sent(upload);
      const crc32 = part?.crc32 ?? '';
      expect(bodies.map(checksum)).toContain(crc32);
      await complete(upload, crc32);
      expect(checksum(await read(world().objects, KEY))).toBe(crc32);
    });

    test('has an address for itself alone', async () => {
      const { objects, fetchAddress } = world();
      const upload = await begin();
      const body = text('part');
      const announced = { part: 1, size: body.length, crc32: checksum(body), expiresIn: 60 };
      const address = await objects.signPart(KEY, upload.uploadId, announced);
      const url = address.url.replace(/(part(Number)?)=1\b/, '$1=2');
      expect(url).not.toBe(address.url);
      expect((await fetchAddress(address, { body, url })).status).toBe(403);
      expect(await sent(upload)).toEqual([]);
    });
  });
}
