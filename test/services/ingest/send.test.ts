import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Addressed, AddressedSchema, type Closed, ClosedSchema } from '../../../shared/api/uploads.ts';
import { check } from '../../../shared/schema/validate.ts';
import { rawKey } from '../../../shared/session/manifest.ts';
import { partSizeFor } from '../../../shared/session/parts.ts';
import { proposalKey } from '../../../shared/session/upload.ts';
import { crcOf } from '../../make.ts';
import { type IngestWorld, openIngest, rig2, sendTo } from './ingest-world.ts';

const PART = Buffer.alloc(partSizeFor(1), 1);
const LARGE = Buffer.concat([PART, Buffer.from('x')]);

let world: IngestWorld;
beforeAll(async () => {
  world = await openIngest();
});
afterAll(() => world.close());

let number = 0;
let id = '';
beforeEach(async () => {
  number += 1;
  id = `session-${number}`;
  await world.post(id, '/uploads', { files: [] });
});

const addresses = async (body: object) => await world.post(id, '/uploads/addresses', { parts: [], ...body });

/** Begins a file of two parts and sends those that are named. */
async function sendParts(path: string, ...parts: readonly (1 | 2)[]): Promise<string> {
  const { uploadId = '' } = await world.stateOf(id, path, LARGE.byteLength);
  for (const part of parts) {
    const bytes = part === 1 ? PART : 'x';
    expect(await world.send(id, path, bytes, { fileSize: LARGE.byteLength, part, uploadId })).toBe(200);
  }
  return uploadId;
}

async function close(
  ...files: { path: string; uploadId: string; crc32?: string }[]
): Promise<Closed['files']> {
  const answer = await world.post(id, '/uploads/closed', {
    files: files.map((file) => ({ size: LARGE.byteLength, crc32: crcOf(LARGE), ...file })),
  });
  expect(check(ClosedSchema, answer.body)).toMatchObject({ ok: true });
  return (answer.body as Closed).files;
}

describe('an address', () => {
  test('takes the very bytes that it was asked for, once', async () => {
    const part = { path: 'a.dat', fileSize: 7, part: 1, crc32: crcOf('samples') };
    const answer = await addresses({ parts: [part] });
    expect(check(AddressedSchema, answer.body)).toMatchObject({ ok: true });
    const [address] = (answer.body as Addressed).parts;
    expect(await sendTo(address, 'another')).toBe(400);
    expect(await sendTo(address, 'samples')).toBe(200);
    expect(await sendTo(address, 'samples')).toBe(412);
    expect(await world.stateOf(id, 'a.dat', 7)).toMatchObject({ state: 'stored' });
  });

  test('is good for a quarter of an hour', async () => {
    const part = { path: 'late.dat', fileSize: 7, part: 1, crc32: crcOf('samples') };
    const [address] = ((await addresses({ parts: [part] })).body as Addressed).parts;
    expect(address?.expires).toBe(world.clock.now() + 15 * 60_000);
    await world.clock.advance(15 * 60_000 + 1000);
    expect(await sendTo(address, 'samples')).toBe(403);
  });

  test('of the manifest leads to a place named by its bytes', async () => {
    const crc32 = crcOf('{}');
    const { manifest } = (await addresses({ manifest: { size: 2, crc32 } })).body as Addressed;
    expect(await sendTo(manifest, '{}')).toBe(200);
    expect(await world.area('ledger/uploads').head(proposalKey(id, `${crc32}-2`))).toBeDefined();
  });

  test('is not given to the key of another source, as if there were no upload', async () => {
    const answer = await world.post(id, '/uploads/addresses', { parts: [] }, rig2);
    expect(answer).toMatchObject({ status: 404, body: { code: 'upload-unknown' } });
  });

  test.each([
    ['to a path that leads out', { path: '../a' }, 'path-invalid', '/parts/0/path'],
    ['to a file too large', { fileSize: 6 * 1024 ** 4 }, 'size-invalid', '/parts/0/fileSize'],
    ['to a part behind the end', { part: 2 }, 'part-invalid', '/parts/0'],
    ['to a part of no upload', { fileSize: LARGE.byteLength, part: 2 }, 'part-invalid', '/parts/0'],
  ])('is not given %s', async (_, more, code, field) => {
    const part = { path: 'a', fileSize: 1, part: 1, crc32: '00000000', ...more };
    expect((await addresses({ parts: [part] })).body).toMatchObject({ code, field });
  });

  test('is not given to a manifest that no session needs', async () => {
    const manifest = { size: 257 * 1024 * 1024, crc32: '00000000' };
    expect((await addresses({ manifest })).body).toMatchObject({
      code: 'manifest-invalid',
      field: '/manifest/size',
    });
  });
});

describe('a file of several parts', () => {
  test('is one object once it is closed, and closing again says the same', async () => {
    const uploadId = await sendParts('b.dat', 2, 1);
    expect(await close({ path: 'b.dat', uploadId })).toEqual([{ path: 'b.dat', state: 'stored' }]);
    expect(await world.stores.archive.head(rawKey(id, 'b.dat'))).toMatchObject({
      size: LARGE.byteLength,
      crc32: crcOf(LARGE),
    });
    expect(await close({ path: 'b.dat', uploadId })).toEqual([{ path: 'b.dat', state: 'stored' }]);
  });

  test('is refused as long as a part is missing, and the others are closed all the same', async () => {
    const [half, whole] = [await sendParts('half.dat', 1), await sendParts('whole.dat', 1, 2)];
    expect(await close({ path: 'half.dat', uploadId: half }, { path: 'whole.dat', uploadId: whole })).toEqual(
      [
        {
          path: 'half.dat',
          state: 'refused',
          code: 'part-invalid',
          detail: '1 of 2 parts of half.dat are there.',
        },
        { path: 'whole.dat', state: 'stored' },
      ],
    );
    await sendParts('half.dat', 2);
    expect(await close({ path: 'half.dat', uploadId: half })).toMatchObject([{ state: 'stored' }]);
  });

  test('is refused where its parts are not the bytes announced, and nothing is stored', async () => {
    const uploadId = await sendParts('b.dat', 1, 2);
    expect(await close({ path: 'b.dat', uploadId, crc32: '00000000' })).toMatchObject([
      { state: 'refused', code: 'file-changed' },
    ]);
    expect(await world.stores.archive.head(rawKey(id, 'b.dat'))).toBeUndefined();
  });

  test('is refused where other bytes came first', async () => {
    const uploadId = await sendParts('b.dat', 1, 2);
    await world.stores.archive.put(rawKey(id, 'b.dat'), Buffer.from('other'), { ifNoneMatch: '*' });
    expect(await close({ path: 'b.dat', uploadId })).toMatchObject([
      { state: 'refused', code: 'file-changed' },
    ]);
  });

  test('is refused where no upload of it is open, or the path is none', async () => {
    const uploadId = await sendParts('b.dat');
    const refused = await close(
      { path: 'c.dat', uploadId },
      { path: 'b.dat', uploadId: 'never' },
      { path: '../b.dat', uploadId },
    );
    expect(refused.map(({ code }) => code)).toEqual(['part-invalid', 'part-invalid', 'path-invalid']);
  });
});
