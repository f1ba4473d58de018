import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Api } from '../../services/api-client.ts';
import { pushSession } from '../../services/uploader/push.ts';
import { systemClock } from '../../shared/clients/clock.ts';
import type { Proposal } from '../../shared/session/manifest.ts';
import { proposalId } from '../../shared/session/upload.ts';
import { crcOf, file, proposal, shaOf } from '../make.ts';
import { eventually, idsFound, openTestPlatform, type TestPlatform } from './world.ts';

let platform: TestPlatform;
let api: Api;

beforeAll(async () => {
  platform = await openTestPlatform();
  api = await platform.apiFor({
    scopes: ['sessions:read', 'sessions:write', 'failures:read'],
    sources: ['rig-1'],
  });
}, 60_000);
afterAll(() => platform.close());

/** The problem that a call answers with. */
const problemOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no problem',
    (error: unknown) => error,
  );

async function put(session: string, path: string, content: string): Promise<void> {
  const { parts } = await api.addresses(session, {
    parts: [{ path, fileSize: content.length, part: 1, crc32: crcOf(content) }],
  });
  for (const address of parts) await api.put(address, Buffer.from(content));
}

async function propose(session: string, text: string): Promise<string> {
  const about = { size: Buffer.byteLength(text), crc32: crcOf(text) };
  const { manifest } = await api.addresses(session, { parts: [], manifest: about });
  if (manifest) await api.put(manifest, Buffer.from(text));
  await api.complete(session, { manifest: about });
  return proposalId(about.crc32, about.size);
}

/** Proposes a manifest for an upload that has the file a.dat, and waits for the answer. */
async function outcomeOf(
  session: string,
  text: string,
): Promise<{ state: string; code: string | undefined }> {
  await api.begin(session, { files: [{ path: 'a.dat', size: 5 }] });
  await put(session, 'a.dat', 'a.dat');
  const id = await propose(session, text);
  const { state, problems } = await eventually(async () => {
    const completion = await api.completion(session, id);
    return completion.state === 'completing' ? undefined : completion;
  }, `an outcome of ${session}`);
  return { state, code: problems[0]?.code };
}

const manifestOf = (session: string, more: Partial<Proposal> = {}): string =>
  JSON.stringify(proposal({ session, ...more }));

describe('a path that leads elsewhere, or that no disk takes, is refused at the door', () => {
  test.each([
    ['the folder above', '../x'],
    ['the root', '/etc/passwd'],
    ['a way out and in', 'a/../../b'],
    ['an empty name', 'a//b'],
    ['the folder itself', './a'],
    ['a backslash', 'a\\b'],
    ['a zero', 'a\u0000b'],
    ['too many bytes', 'x'.repeat(1500)],
  ])('%s', async (_, path) => {
    const problem = await problemOf(api.begin('paths', { files: [{ path, size: 1 }] }));
    expect(problem).toMatchObject({ status: 400, code: 'path-invalid', field: '/files/0/path' });
  });
});

describe('an upload that cannot be is refused before anything is stored', () => {
  test('a file larger than any store takes', async () => {
    const problem = await problemOf(api.begin('sizes', { files: [{ path: 'a', size: 6 * 1024 ** 4 }] }));
    expect(problem).toMatchObject({ status: 400, code: 'size-invalid', field: '/files/0/size' });
  });

  test('a size that is no number of bytes', async () => {
    const problem = await problemOf(api.begin('sizes', { files: [{ path: 'a', size: -1 }] }));
    expect(problem).toMatchObject({ status: 400, code: 'request-invalid', field: '/files/0/size' });
  });

  test('names that some disks take for one', async () => {
    const files = ['A.dat', 'a.DAT'].map((path) => ({ path, size: 1 }));
    expect(await problemOf(api.begin('twins', { files }))).toMatchObject({ status: 400, code: 'path-twice' });
  });

  test('an id that is none', async () => {
    expect(await problemOf(api.begin('a b', { files: [] }))).toMatchObject({
      status: 400,
      code: 'session-id-invalid',
    });
  });

  test('a source that the key does not have', async () => {
    const problem = await problemOf(api.begin('s', { source: 'rig-2', files: [] }));
    expect(problem).toMatchObject({ status: 403, code: 'source-forbidden' });
  });

  test('a part behind the end of the file', async () => {
    await api.begin('parts', { files: [{ path: 'a', size: 5 }] });
    const call = api.addresses('parts', { parts: [{ path: 'a', fileSize: 5, part: 2, crc32: '00000000' }] });
    expect(await problemOf(call)).toMatchObject({ status: 400, code: 'part-invalid' });
  });

  test('addresses for an upload that nobody began', async () => {
    expect(await problemOf(api.addresses('never', { parts: [] }))).toMatchObject({
      status: 404,
      code: 'upload-unknown',
    });
  });
});

describe('a proposed manifest is refused as a whole', () => {
  test.each([
    ['is no JSON', 'not json', 'manifest-invalid'],
    ['has an unknown field', JSON.stringify({ ...proposal({ session: 'm1' }), more: 1 }), 'manifest-invalid'],
    ['belongs to another session', manifestOf('other'), 'manifest-invalid'],
    ['names another source', manifestOf('m1', { source: 'rig-2' }), 'manifest-invalid'],
    [
      'names a file that is not there',
      manifestOf('m1', { files: [file('a.dat'), file('b.dat')] }),
      'file-missing',
    ],
    [
      'names another size',
      manifestOf('m1', { files: [file('a.dat', 'longer', { crc32: crcOf('a.dat') })] }),
      'checksum-mismatch',
    ],
    ['names another checksum', manifestOf('m1', { files: [file('a.dat', 'a.dau')] }), 'checksum-mismatch'],
    [
      'names metadata that are no file of it',
      manifestOf('m1', { metadata: 'metadata.json' }),
      'manifest-invalid',
    ],
    [
      'has a path that leads elsewhere',
      manifestOf('m1', { files: [file('../a.dat', 'a.dat')] }),
      'path-invalid',
    ],
  ])('that %s', async (_, text, code) => {
    expect(await outcomeOf('m1', text)).toEqual({ state: 'refused', code });
    expect(await problemOf(api.session('m1'))).toMatchObject({ status: 404, code: 'session-unknown' });
    const { failures } = await api.failures({ session: 'm1', cause: code });
    expect(failures.length).toBeGreaterThan(0);
  });

  test('and accepted once it is right', async () => {
    expect(await outcomeOf('m1', manifestOf('m1'))).toEqual({ state: 'committed', code: undefined });
    expect((await api.session('m1')).record.manifest).toMatchObject({ files: 1, bytes: 5 });
  });
});

test('a wrong checksum is refused by the store, and nothing of it is kept', async () => {
  await api.begin('crc', { files: [{ path: 'a', size: 5 }] });
  const { parts } = await api.addresses('crc', {
    parts: [{ path: 'a', fileSize: 5, part: 1, crc32: crcOf('other') }],
  });
  const [address] = parts;
  const answer = await fetch(address?.url ?? '', {
    method: 'PUT',
    headers: address?.headers ?? {},
    body: 'wrong',
  });
  expect(answer.status).toBe(400);
  expect((await api.begin('crc', { files: [{ path: 'a', size: 5 }] })).files).toMatchObject([
    { state: 'missing' },
  ]);
});

describe('a session that exists', () => {
  const folder = (name: string): string => join(platform.scratch, name);

  beforeAll(async () => {
    await mkdir(folder('first'));
    await writeFile(folder('first/a.dat'), 'first');
    await pushSession({ folder: folder('first'), id: 'kept', api, clock: systemClock });
  });

  test('takes the same content again and gives the same receipt', async () => {
    const before = (await api.session('kept')).record;
    const again = await pushSession({ folder: folder('first'), id: 'kept', api, clock: systemClock });
    expect(again).toMatchObject({ state: 'committed', sent: 0, skipped: 5 });
    expect((await api.session('kept')).record.manifest).toEqual(before.manifest);
  });

  test.each([
    ['other bytes', { 'a.dat': 'other' }],
    ['bytes of another length', { 'a.dat': 'longer than before' }],
    ['a further file', { 'a.dat': 'first', 'b.dat': 'more' }],
  ])('is not changed by %s', async (name, files) => {
    const other = folder(name.replaceAll(' ', '-'));
    await mkdir(other);
    for (const [path, content] of Object.entries(files)) await writeFile(join(other, path), content);
    const problem = await problemOf(pushSession({ folder: other, id: 'kept', api, clock: systemClock }));
    expect(problem).toMatchObject({ code: 'session-exists' });
    const { files: kept } = await api.files('kept');
    expect(kept.map(({ path, sha256 }) => [path, sha256])).toEqual([['a.dat', shaOf('first')]]);
    expect(await readFile(new URL(kept[0]?.address ?? ''), 'utf8')).toBe('first');
  });

  test('is neither seen, nor found, nor taken over by the key of another source', async () => {
    const stranger = await platform.apiFor({
      scopes: ['sessions:read', 'sessions:write', 'failures:read'],
      sources: ['rig-2'],
    });
    await eventually(async () => (await api.find({ q: 'id: kept' })).total === 1, 'it is indexed');
    expect(await idsFound(stranger, '*')).toEqual([]);
    expect(await idsFound(stranger, 'id: kept or source: "rig-1"')).toEqual([]);
    expect(await problemOf(stranger.session('kept'))).toMatchObject({ code: 'session-unknown' });
    expect(await problemOf(stranger.files('kept'))).toMatchObject({ code: 'session-unknown' });
    expect(await problemOf(stranger.begin('kept', { files: [] }))).toMatchObject({
      status: 409,
      code: 'session-exists',
    });
    expect((await stranger.failures({})).failures).toEqual([]);
    expect((await stranger.objects({ session: 'kept' }).catch(() => ({ objects: [] }))).objects).toEqual([]);
  });
});

describe('a request without the right key is refused', () => {
  const call = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${platform.url}${path}`, init);

  test.each([
    ['without a token', {}, 401, 'token-missing'],
    ['with a token that is not ours', { headers: { authorization: 'Bearer abc' } }, 401, 'token-invalid'],
  ])('%s', async (_, init, status, code) => {
    const answer = await call('/v1/sessions', init);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ code });
  });

  test('with a wrong API key', async () => {
    const body = JSON.stringify({ apiKey: `key-${'0'.repeat(24)}.${'A'.repeat(43)}` });
    expect((await call('/v1/auth/token', { method: 'POST', body })).status).toBe(401);
  });

  test('with a body that is no JSON, or not UTF-8', async () => {
    for (const body of ['{', new Uint8Array([0x22, 0xff, 0x22])]) {
      const answer = await call('/v1/auth/token', { method: 'POST', body });
      expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
        400,
        'body-not-json',
      ]);
    }
  });

  test('with a key that lacks the scope', async () => {
    const reader = await platform.apiFor({ scopes: ['sessions:read'], sources: ['rig-1'] });
    expect(await problemOf(reader.begin('s', { files: [] }))).toMatchObject({
      status: 403,
      code: 'scope-missing',
    });
  });
});
