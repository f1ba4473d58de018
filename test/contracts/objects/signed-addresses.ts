import { describe, expect, test } from '@jest/globals';
import type { SignedAddress } from '../../../shared/ports/objects.ts';
import type { FetchOptions } from '../fetch-address.ts';
import { checksum, noise, read, text } from './make.ts';
import type { ObjectsWorld } from './world.ts';

const MINUTE = 60;

/** The name under which a client sends the checksum is the client's own. */
const checksumHeader = ({ headers }: SignedAddress): string => {
  const name = Object.keys(headers).find((name) => name.includes('crc32'));
  if (name === undefined) throw new Error('No checksum was signed.');
  return name;
};

export function describeSignedAddresses(world: () => ObjectsWorld): void {
  const signPut = (key: string, body: Uint8Array): Promise<SignedAddress> =>
    world().objects.signPut(key, { size: body.length, crc32: checksum(body), expiresIn: MINUTE });

  describe('a signed address to put', () => {
    test.each([0, 1, 7_000, 131_072, 131_073, 3_000_001])('takes a file of %d bytes', async (size) => {
      const { objects, fetchAddress } = world();
      const body = noise(size);
      const { status, headers } = await fetchAddress(await signPut('s1/raw/a', body), { body });
      expect(status).toBe(200);
      expect(await objects.head('s1/raw/a')).toMatchObject({
        size,
        crc32: checksum(body),
        etag: headers.etag,
      });
      expect(Buffer.compare(await read(objects, 's1/raw/a'), body)).toBe(0);
    });

    test('writes once: what is there already stays', async () => {
      const { objects, fetchAddress } = world();
      const address = await signPut('a', text('first'));
      expect(await fetchAddress(address, { body: text('first') })).toMatchObject({ status: 200 });
      expect(await fetchAddress(address, { body: text('first') })).toMatchObject({ status: 412 });
      const other = await signPut('a', text('other'));
      expect(await fetchAddress(other, { body: text('other') })).toMatchObject({ status: 412 });
      expect(await read(objects, 'a')).toEqual(text('first'));
    });

    test('lets one of several senders at the same time through', async () => {
      const { objects, fetchAddress } = world();
      const bodies = [1, 2, 3, 4].map((seed) => noise(200_000, seed));
      const answers = await Promise.all(
        bodies.map(async (body) => fetchAddress(await signPut('a', body), { body })),
      );
      const winners = answers.flatMap(({ status }, i) => (status === 200 ? [i] : []));
      expect(winners).toHaveLength(1);
      for (const { status } of answers) expect([200, 409, 412]).toContain(status);
      expect(checksum(await read(objects, 'a'))).toBe(checksum(bodies[winners[0] ?? -1] ?? text('')));
    });

    test.each([100, 200_000])('keeps nothing of %d bytes with another checksum', async (size) => {
      const { objects, fetchAddress } = world();
      const address = await signPut('a', noise(size, 1));
      expect(await fetchAddress(address, { body: noise(size, 2) })).toMatchObject({ status: 400 });
      expect(await objects.head('a')).toBeUndefined();
      expect(await fetchAddress(address, { body: noise(size, 1) })).toMatchObject({ status: 200 });
    });

    const body = text('body');
    const other = text('another body');
    test.each<[string, (address: SignedAddress) => FetchOptions]>([
      ['another size', () => ({ body: other, headers: { 'content-length': String(other.length) } })],
      ['another checksum', (address) => ({ body, headers: { [checksumHeader(address)]: checksum(other) } })],
      ['no checksum', (address) => ({ body, headers: { [checksumHeader(address)]: undefined } })],
      ['no condition', () => ({ body, headers: { 'if-none-match': undefined } })],
      ['another condition', () => ({ body, headers: { 'if-none-match': '"x"' } })],
      ['another key', ({ url }) => ({ body, url: url.replace('/a%20key', '/b%20key') })],
      ['a longer life', ({ url }) => ({ body, url: url.replace(/(expires=)(\d+)/i, '$19$2') })],
      ['no signature', ({ url }) => ({ body, url: url.replace(/&[^&]*signature=[^&]*/i, '') })],
      ['something added to its query', ({ url }) => ({ body, url: url.replace('?', '?version=1&') })],
    ])('is refused with %s', async (name, change) => {
      const { objects, fetchAddress } = world();
      const address = await signPut('a key', body);
      const { status } = await fetchAddress(address, change(address));
      // S3 calls an address without a signature malformed.
      expect(name === 'no signature' ? [400, 403] : [403]).toContain(status);
      expect((await objects.list({ prefix: '' })).objects).toEqual([]);
    });

    test('does not let its bearer read', async () => {
      const { objects, fetchAddress } = world();
      await objects.put('a', text('secret'));
      const asked = { method: 'GET', body: text('x') };
      const { status, body } = await fetchAddress(await signPut('a', text('x')), asked);
      expect(status).toBe(403);
      expect(body.toString()).not.toContain('secret');
    });

    test('is refused once it has expired', async () => {
      const { objects, fetchAddress, clock } = world();
      if (!clock.advance) return;
      const address = await signPut('a', text('late'));
      expect(address.expires).toBe(clock.now() + MINUTE * 1_000);
      await clock.advance(MINUTE * 1_000 + 1_000);
      expect((await fetchAddress(address, { body: text('late') })).status).toBe(403);
      expect(await objects.head('a')).toBeUndefined();
    });
  });

  describe('a signed address to get', () => {
    const body = noise(300_000);

    test('gives the bytes, as often as it is asked', async () => {
      const { objects, fetchAddress } = world();
      const { etag } = await objects.put('a', body);
      const address = await objects.signGet('a', { expiresIn: MINUTE });
      for (const _ of [1, 2]) {
        const fetched = await fetchAddress(address);
        expect(fetched.status).toBe(200);
        expect(fetched.headers).toMatchObject({ etag, 'content-length': '300000' });
        expect(Buffer.compare(fetched.body, body)).toBe(0);
      }
    });

    test('names a version, when it was signed for one', async () => {
      const { objects, fetchAddress } = world();
      const { version } = await objects.put('a', text('first'));
      const pinned = await objects.signGet('a', { version, expiresIn: MINUTE });
      const current = await objects.signGet('a', { expiresIn: MINUTE });
      await objects.put('a', text('second'));
      expect((await fetchAddress(pinned)).body.toString()).toBe('first');
      expect((await fetchAddress(current)).body.toString()).toBe('second');
    });

    test.each([
      ['bytes=0-9', 'bytes 0-9/300000', body.subarray(0, 10)],
      ['bytes=299990-', 'bytes 299990-299999/300000', body.subarray(299_990)],
      ['bytes=299990-999999', 'bytes 299990-299999/300000', body.subarray(299_990)],
      ['bytes=-10', 'bytes 299990-299999/300000', body.subarray(299_990)],
    ])('gives a range: %s', async (range, contentRange, expected) => {
      const { objects, fetchAddress } = world();
      await objects.put('a', body);
      const fetched = await fetchAddress(await objects.signGet('a', { expiresIn: MINUTE }), {
        headers: { range },
      });
      expect(fetched.status).toBe(206);
      expect(fetched.headers).toMatchObject({ 'content-range': contentRange });
      expect(Buffer.compare(fetched.body, expected)).toBe(0);
    });

    test('refuses a range behind the end', async () => {
      const { objects, fetchAddress } = world();
      await objects.put('a', body);
      const address = await objects.signGet('a', { expiresIn: MINUTE });
      expect(await fetchAddress(address, { headers: { range: 'bytes=300000-' } })).toMatchObject({
        status: 416,
      });
    });

    test('of an empty object gives nothing', async () => {
      const { objects, fetchAddress } = world();
      await objects.put('a', new Uint8Array());
      const fetched = await fetchAddress(await objects.signGet('a', { expiresIn: MINUTE }));
      expect(fetched).toMatchObject({ status: 200, body: Buffer.alloc(0) });
    });

    test('of nothing says so', async () => {
      const { objects, fetchAddress } = world();
      expect((await fetchAddress(await objects.signGet('a', { expiresIn: MINUTE }))).status).toBe(404);
    });

    test('does not let its bearer write, or read something else', async () => {
      const { objects, fetchAddress } = world();
      await objects.put('a key', text('a'));
      await objects.put('b key', text('secret'));
      const address = await objects.signGet('a key', { expiresIn: MINUTE });
      expect((await fetchAddress(address, { method: 'PUT', body: text('x') })).status).toBe(403);
      expect((await fetchAddress(address, { url: address.url.replace('/a%20', '/b%20') })).status).toBe(403);
      expect(await read(objects, 'a key')).toEqual(text('a'));
    });

    test('is refused once it has expired', async () => {
      const { objects, fetchAddress, clock } = world();
      if (!clock.advance) return;
      await objects.put('a', body);
      const address = await objects.signGet('a', { expiresIn: MINUTE });
      await clock.advance(MINUTE * 1_000 + 1_000);
      expect((await fetchAddress(address)).status).toBe(403);
    });
  });
}
