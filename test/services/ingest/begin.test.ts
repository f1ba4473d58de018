import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Begun, BegunSchema } from '../../../shared/api/uploads.ts';
import { check } from '../../../shared/schema/validate.ts';
import { rawKey } from '../../../shared/session/manifest.ts';
import { partSizeFor } from '../../../shared/session/parts.ts';
import { caller, crcOf } from '../../make.ts';
import { commitSession } from '../propose.ts';
import { keysOf } from '../world.ts';
import { type IngestWorld, openIngest, rig1, rig2 } from './ingest-world.ts';

/** Two parts: one whole, and one byte. */
const LARGE = partSizeFor(1) + 1;

let world: IngestWorld;
beforeAll(async () => {
  world = await openIngest();
});
afterAll(() => world.close());

let number = 0;
let id = '';
beforeEach(() => {
  number += 1;
  id = `session-${number}`;
});

const archive = () => world.stores.archive;

describe('what is there of an upload', () => {
  test('is nothing at first, and a small file needs no upload of its own', async () => {
    const answer = await world.post(id, '/uploads', { files: [{ path: 'a.dat', size: 5 }] });
    expect(check(BegunSchema, answer.body)).toMatchObject({ ok: true });
    expect(answer.body).toEqual({
      session: id,
      source: 'rig-1',
      committed: false,
      files: [{ path: 'a.dat', partSize: partSizeFor(5), state: 'missing' }],
    });
    expect(await archive().openUploads(id)).toEqual([]);
  });

  test('is each file that is stored, with its checksum, and each that has another size', async () => {
    await world.post(id, '/uploads', { files: [] });
    expect(await world.send(id, 'a.dat', 'samples')).toBe(200);
    expect(await world.stateOf(id, 'a.dat', 7)).toMatchObject({ state: 'stored', crc32: crcOf('samples') });
    expect(await world.stateOf(id, 'a.dat', 8)).toMatchObject({ state: 'differs', crc32: crcOf('samples') });
  });

  test('is each part of a large file, and the same upload goes on', async () => {
    const { state, uploadId, parts } = await world.stateOf(id, 'b.dat', LARGE);
    expect({ state, parts }).toEqual({ state: 'missing', parts: [] });
    expect(await world.send(id, 'b.dat', 'x', { fileSize: LARGE, part: 2, uploadId })).toBe(200);
    expect(await world.stateOf(id, 'b.dat', LARGE)).toMatchObject({
      state: 'partial',
      uploadId,
      parts: [{ part: 2, size: 1, crc32: crcOf('x') }],
    });
    expect(await archive().openUploads(id)).toHaveLength(1);
  });

  test('does not count an upload that was cut otherwise, and gives it up', async () => {
    const key = rawKey(id, 'b.dat');
    const other = await archive().createUpload(key, { partSize: 5 * 1024 * 1024 });
    const beside = await archive().createUpload(`${key}.bak`, { partSize: 5 * 1024 * 1024 });
    const { uploadId } = await world.stateOf(id, 'b.dat', LARGE);
    const open = (await archive().openUploads(id)).map((upload) => upload.uploadId);
    expect(open.toSorted()).toEqual([uploadId, beside.uploadId].toSorted());
    expect(uploadId).not.toBe(other.uploadId);
  });
});

describe('a file that differs', () => {
  test('does not count parts behind the end of a file that shrank, and gives that upload up', async () => {
    const larger = 2 * partSizeFor(1) + 1;
    const { uploadId } = await world.stateOf(id, 'b.dat', larger);
    expect(await world.send(id, 'b.dat', 'x', { fileSize: larger, part: 3, uploadId })).toBe(200);
    const now = await world.stateOf(id, 'b.dat', LARGE);
    expect(now).toMatchObject({ state: 'missing', parts: [] });
    expect(now.uploadId).not.toBe(uploadId);
    expect(await archive().openUploads(id)).toHaveLength(1);
  });

  test('is begun anew on request; its bytes are hidden, not deleted', async () => {
    await world.post(id, '/uploads', { files: [] });
    await world.send(id, 'a.dat', 'old');
    const old = await archive().head(rawKey(id, 'a.dat'));
    expect(await world.stateOf(id, 'a.dat', 3, { replace: true })).toMatchObject({ state: 'missing' });
    expect(await world.send(id, 'a.dat', 'new')).toBe(200);
    expect(await world.stateOf(id, 'a.dat', 3)).toMatchObject({ crc32: crcOf('new') });
    expect(await archive().head(rawKey(id, 'a.dat'), { version: old?.version ?? '' })).toEqual(old);
  });

  test('is closed for good once the session is committed: neither addresses nor joining', async () => {
    await commitSession(world, id, { 'a.dat': 'samples' });
    const part = { path: 'late.dat', fileSize: 4, part: 1, crc32: crcOf('late') };
    const asked = await world.post(id, '/uploads/addresses', { parts: [part] });
    expect(asked).toMatchObject({ status: 409, body: { code: 'session-exists' } });
    const closed = await world.post(id, '/uploads/closed', { files: [] });
    expect(closed).toMatchObject({ status: 409, body: { code: 'session-exists' } });
  });

  test('stays where it is once the session is committed', async () => {
    await commitSession(world, id, { 'a.dat': 'old' });
    const before = await archive().head(rawKey(id, 'a.dat'));
    const answer = await world.post(id, '/uploads', {
      files: [
        { path: 'a.dat', size: 3, replace: true },
        { path: 'b.dat', size: LARGE },
      ],
    });
    expect(answer.body).toMatchObject({
      committed: true,
      files: [{ state: 'stored' }, { state: 'missing' }],
    });
    expect(await archive().head(rawKey(id, 'a.dat'))).toEqual(before);
    expect(await archive().openUploads(id)).toEqual([]);
  });
});

describe('an id', () => {
  test('belongs to the source that came first, and the other is not told whose it is', async () => {
    await world.post(id, '/uploads', { files: [] }, rig1);
    const answer = await world.post(id, '/uploads', { files: [] }, rig2);
    expect(answer).toMatchObject({ status: 409, body: { code: 'session-exists' } });
    expect(JSON.stringify(answer)).not.toContain('rig-1');
    expect(await world.stateOf(id, 'a.dat', 1)).toMatchObject({ state: 'missing' });
  });

  test('is one source’s when two ask for it at the same time', async () => {
    const answers = await Promise.all(
      [rig1, rig2, rig1, rig2].map((as) => world.post(id, '/uploads', { files: [] }, as)),
    );
    const granted = answers.filter(({ status }) => status === 200).map(({ body }) => (body as Begun).source);
    expect(granted).toHaveLength(2);
    expect(new Set(granted).size).toBe(1);
  });

  test('can be gone on with by another key of the same source', async () => {
    await world.post(id, '/uploads', { files: [] }, rig1);
    const other = caller({ key: 'key-new', sources: ['rig-1', 'rig-2'] });
    expect(await world.post(id, '/uploads', { source: 'rig-1', files: [] }, other)).toMatchObject({
      status: 200,
    });
  });
});

describe('an upload is not begun', () => {
  const several = caller({ sources: ['rig-1', 'rig-2'] });

  test.each([
    [
      'under a source that the key does not have',
      { source: 'rig-2', files: [] },
      rig1,
      'source-forbidden',
      '/source',
    ],
    ['under no source where the key has several', { files: [] }, several, 'source-needed', '/source'],
    [
      'under a source that cannot be one',
      { source: '../rig', files: [] },
      caller({ sources: '*' }),
      'request-invalid',
      '/source',
    ],
    [
      'with a path that leads out',
      { files: [{ path: '../a', size: 1 }] },
      rig1,
      'path-invalid',
      '/files/0/path',
    ],
    [
      'with a path twice',
      { files: ['a', 'A'].map((path) => ({ path, size: 1 })) },
      rig1,
      'path-twice',
      '/files',
    ],
    [
      'with a file too large for any store',
      { files: [{ path: 'a', size: 6 * 1024 ** 4 }] },
      rig1,
      'size-invalid',
      '/files/0/size',
    ],
    [
      'with more files than a page',
      { files: Array.from({ length: 501 }, (_, index) => ({ path: `${index}`, size: 1 })) },
      rig1,
      'request-invalid',
      '/files',
    ],
  ])('%s', async (_, body, as, code, field) => {
    const answer = await world.post(id, '/uploads', body, as);
    expect(answer.body).toMatchObject({ code, field });
    expect(await keysOf(world, 'ledger/uploads', `${id}/`)).toEqual([]);
  });

  test('with an id that is none', async () => {
    expect(await world.post('..%2Fx', '/uploads', { files: [] })).toMatchObject({
      status: 400,
      body: { code: 'session-id-invalid' },
    });
  });
});
