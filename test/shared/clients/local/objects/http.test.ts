import { readdir } from 'node:fs/promises';
import { type ClientRequest, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SignedAddress } from '../../../../../shared/ports/objects.ts';
import { checksum, noise, read, text } from '../../../../contracts/objects/make.ts';
import { type LocalWorld, openLocalWorld } from './local-world.ts';

const PART = 5 * 1024 ** 2;

let world: LocalWorld;
beforeEach(async () => {
  world = await openLocalWorld('archive');
});
afterEach(() => world.close());

const signPut = (key: string, body: Uint8Array): Promise<SignedAddress> =>
  world.objects.signPut(key, { size: body.length, crc32: checksum(body), expiresIn: 60 });

const staged = (): Promise<string[]> => readdir(join(world.home, 'stores', 'archive', 'staged'));

/** Resolves as soon as it holds; a test's own time limit ends the waiting. */
async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}

/** A request of which only the beginning is sent. */
function begin({ url, method, headers }: SignedAddress, body: Uint8Array): ClientRequest {
  const sending = request(url, { method, headers });
  sending.on('error', () => undefined).write(body);
  return sending;
}

const answerOf = (sending: ClientRequest): Promise<{ status: number | undefined; body: string }> =>
  new Promise((resolve, reject) => {
    sending.on('response', (response) =>
      buffer(response).then(
        (body) => resolve({ status: response.statusCode, body: body.toString() }),
        reject,
      ),
    );
  });

describe('what is refused', () => {
  test.each<[string, number, () => Promise<SignedAddress>, Uint8Array | undefined]>([
    ['NotFound', 404, () => world.objects.signGet('nothing', { expiresIn: 60 }), undefined],
    ['PreconditionFailed', 412, () => signPut('there', text('x')), text('x')],
    ['ChecksumMismatch', 400, () => signPut('new', text('x')), text('y')],
    [
      'NoSuchUpload',
      404,
      () =>
        world.objects.signPart('a', 'none', { part: 1, size: 1, crc32: checksum(text('x')), expiresIn: 60 }),
      text('x'),
    ],
    ['Archived', 403, () => world.objects.signGet('deep', { expiresIn: 60 }), undefined],
  ])('has a code and a reason: %s', async (code, status, sign, body) => {
    await world.objects.put('there', text('there'));
    await world.objects.put('deep', text('deep'), { storageClass: 'deep-archive' });
    const fetched = await world.fetchAddress(await sign(), body ? { body } : {});
    expect(fetched.status).toBe(status);
    expect(fetched.headers).toMatchObject({ 'content-type': 'application/json' });
    expect(JSON.parse(fetched.body.toString())).toEqual({ code, message: expect.stringMatching(/\w+ .+\./) });
  });

  test('tells an address that has expired from one that was never valid', async () => {
    const address = await signPut('a', text('x'));
    const codeOf = async () =>
      JSON.parse((await world.fetchAddress(address, { body: text('x') })).body.toString()).code;
    await world.clock.advance(60_000);
    expect(await codeOf()).toBe('AddressExpired');
    const forged = { ...address, url: `${address.url}A` };
    expect(JSON.parse((await world.fetchAddress(forged, { body: text('x') })).body.toString()).code).toBe(
      'AddressInvalid',
    );
  });

  test('a part larger than the parts of its upload', async () => {
    const { uploadId } = await world.objects.createUpload('a', { partSize: PART });
    const announced = { part: 1, size: PART + 1, crc32: checksum(noise(PART + 1)), expiresIn: 60 };
    const address = await world.objects.signPart('a', uploadId, announced);
    const { status, body } = await world.fetchAddress(address, { body: noise(PART + 1) });
    expect(status).toBe(400);
    expect(JSON.parse(body.toString()).code).toBe('InvalidPart');
  });

  test('a body whose size is not announced', async () => {
    const address = await signPut('a', text('x'));
    const headers = { 'content-length': undefined, 'transfer-encoding': 'chunked' };
    const { status } = await world.fetchAddress(address, { body: text('x'), headers });
    expect(status).toBe(403);
    expect(await world.objects.head('a')).toBeUndefined();
  });

  test('an address of another store, or of none', async () => {
    await world.stores.results.put('a', text('a result'));
    const address = await world.stores.results.signGet('a', { expiresIn: 60 });
    expect((await world.fetchAddress(address)).body.toString()).toBe('a result');
    for (const other of ['archive', 'nothing', '..%2Fresults']) {
      const url = address.url.replace('/store/results/', `/store/${other}/`);
      expect((await world.fetchAddress(address, { url })).status).toBe(403);
    }
  });

  test.each(['', '/', '/store', '/stores/archive/a'])(
    'is nothing outside /store/: %s is somebody else’s',
    async (path) => {
      const address = await world.objects.signGet('a', { expiresIn: 60 });
      const fetched = await world.fetchAddress(address, { url: world.url + path });
      expect(fetched).toMatchObject({ status: 404, body: Buffer.from('not the store') });
    },
  );

  test('is answered before a large body is sent, on a connection that then ends', async () => {
    await world.objects.put('a', text('a'));
    const size = 100 * 1024 ** 2;
    const address = await world.objects.signPut('a', { size, crc32: '00000000', expiresIn: 60 });
    const sending = begin(address, noise(1_000));
    expect(await answerOf(sending)).toMatchObject({ status: 412 });
    sending.destroy();
  });

  test.each([
    ['size', { size: -1, crc32: '00000000', expiresIn: 60 }],
    ['checksum', { size: 1, crc32: 'ABCDEF12', expiresIn: 60 }],
    ['life', { size: 1, crc32: '00000000', expiresIn: 7 * 24 * 3_600 + 1 }],
    ['life', { size: 1, crc32: '00000000', expiresIn: 0 }],
  ])('is not even signed with an impossible %s', async (_, announced) => {
    await expect(world.objects.signPut('a', announced)).rejects.toThrow(RangeError);
  });

  test('more than one request may carry is told to go in parts', async () => {
    const announced = { size: 5 * 1024 ** 3 + 1, crc32: '00000000', expiresIn: 60 };
    await expect(world.objects.signPut('a', announced)).rejects.toMatchObject({ code: 'SizeMismatch' });
  });
});

describe('a sender that goes away', () => {
  test.each([1_000, 300_000])('in the middle of %d bytes leaves nothing behind', async (size) => {
    const sending = begin(await signPut('a', noise(size)), noise(size).subarray(0, size / 2));
    if (size > 200_000) await until(async () => (await staged()).length === 1);
    sending.destroy();
    await until(async () => (await staged()).length === 0);
    expect(await world.objects.head('a')).toBeUndefined();
    expect(world.faults).toEqual([]);
    expect(await world.fetchAddress(await signPut('a', noise(size)), { body: noise(size) })).toMatchObject({
      status: 200,
    });
  });

  test('while it reads does no harm', async () => {
    const body = noise(20_000_000);
    await world.objects.put('a', body);
    const { url } = await world.objects.signGet('a', { expiresIn: 60 });
    const { hostname, port, pathname, search } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    socket.destroy();
    expect(
      checksum((await world.fetchAddress(await world.objects.signGet('a', { expiresIn: 60 }))).body),
    ).toBe(checksum(body));
    expect(world.faults).toEqual([]);
  });
});

describe('a part that is still coming in', () => {
  const first = noise(PART, 1);
  const crc32 = checksum(first);

  async function beginPart() {
    const upload = await world.objects.createUpload('a', { partSize: PART });
    const sign = () =>
      world.objects.signPart('a', upload.uploadId, { part: 1, size: PART, crc32, expiresIn: 60 });
    const stalled = begin(await sign(), first.subarray(0, 100_000));
    await until(async () => (await staged()).length === 1);
    return { ...upload, sign, stalled };
  }

  test('does not keep its sender from beginning again at once', async () => {
    const { uploadId, sign, stalled } = await beginPart();
    expect(await world.fetchAddress(await sign(), { body: first })).toMatchObject({ status: 200 });
    const answer = answerOf(stalled);
    const parts = await world.objects.parts('a', uploadId);
    await world.objects.completeUpload('a', uploadId, { parts, crc32 });
    expect(await answer).toMatchObject({ status: 409, body: expect.stringContaining('Conflict') });
    stalled.end(first.subarray(100_000));
    expect(Buffer.compare(await read(world.objects, 'a'), first)).toBe(0);
    expect(await staged()).toEqual([]);
  });

  test('is not disturbed by a completion that is refused', async () => {
    const { uploadId, stalled } = await beginPart();
    await expect(world.objects.completeUpload('a', uploadId, { parts: [], crc32 })).rejects.toMatchObject({
      code: 'InvalidPart',
    });
    const answer = answerOf(stalled);
    stalled.end(first.subarray(100_000));
    expect(await answer).toMatchObject({ status: 200 });
    expect(await world.objects.parts('a', uploadId)).toMatchObject([{ part: 1, crc32 }]);
  });

  test('ends when its upload is aborted, and leaves nothing behind', async () => {
    const { uploadId, stalled } = await beginPart();
    const answer = answerOf(stalled);
    await world.objects.abortUpload('a', uploadId);
    expect(await answer).toMatchObject({ status: 409 });
    expect(await staged()).toEqual([]);
  });

  test('does not keep the stores from closing', async () => {
    const { stalled } = await beginPart();
    await world.local.close();
    stalled.destroy();
  });
});

describe('usage', () => {
  test('counts current objects and their bytes', async () => {
    await world.objects.put('a', noise(100));
    await world.objects.put('a', noise(50));
    await world.objects.put('b', noise(7));
    await world.objects.put('c', noise(1_000));
    await world.objects.remove('c');
    await world.stores.ledger.put('a', noise(3));
    expect(await world.local.usage()).toEqual({
      landing: { objects: 0, bytes: 0 },
      archive: { objects: 2, bytes: 57 },
      results: { objects: 0, bytes: 0 },
      ledger: { objects: 1, bytes: 3 },
    });
  });
});
