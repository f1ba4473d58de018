import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pushSession } from '../../services/uploader/push.ts';
import { systemClock } from '../../shared/clients/clock.ts';
import { shaOf } from '../make.ts';
import { eventually, openTestPlatform, type TestPlatform } from './world.ts';

let platform: TestPlatform;

beforeAll(async () => {
  platform = await openTestPlatform();
  for (const [id, region] of [
    ['first', 'CA1'],
    ['second', 'CA1'],
    ['third', 'V1'],
  ] as const) {
    const folder = join(platform.scratch, id);
    await mkdir(folder);
    await writeFile(join(folder, 'metadata.json'), JSON.stringify({ region }));
    await writeFile(join(folder, `${id}.dat`), id);
    await pushSession({ folder, id, source: 'rig-1', api: platform.api, clock: systemClock });
  }
  await eventually(async () => (await platform.api.find({})).total === 3, 'all are findable');
}, 60_000);
afterAll(() => platform.close());

test('objects of the sessions that a query finds are listed with addresses that lead to their bytes', async () => {
  const { objects } = await platform.api.objects({ q: 'region: ca1', suffix: '.dat' });
  expect(objects.map(({ session, path, sha256 }) => [session, path, sha256]).toSorted()).toEqual([
    ['first', 'first.dat', shaOf('first')],
    ['second', 'second.dat', shaOf('second')],
  ]);
  for (const { address, session } of objects) expect(await readFile(new URL(address), 'utf8')).toBe(session);
});

test('pages of objects have as many as are asked for, and together are all of them', async () => {
  const pages = await Array.fromAsync(platform.api.objectsAll({ q: '*', limit: '1' }));
  const shown = pages.map(({ objects }) => objects.map(({ session, path }) => `${session}/${path}`));
  expect(shown.map(({ length }) => length)).toEqual([1, 1, 1, 1, 1, 1]);
  expect(shown.flat()).toEqual(
    ['first', 'second', 'third'].flatMap((id) => [`${id}/${id}.dat`, `${id}/metadata.json`].toSorted()),
  );
});

test('the objects of one session can be asked for by its id', async () => {
  const { objects } = await platform.api.objects({ session: 'third' });
  expect(objects.map(({ path }) => path).toSorted()).toEqual(['metadata.json', 'third.dat']);
});

test.each([
  ['a session that is not there', { session: 'fourth' }, { status: 404, code: 'session-unknown' }],
  ['a session and a query', { session: 'third', q: '*' }, { status: 400, code: 'request-invalid' }],
])('%s is refused', async (_, query, problem) => {
  await expect(platform.api.objects(query)).rejects.toMatchObject(problem);
});

test('a key sees no objects of other sources', async () => {
  const stranger = await platform.apiFor({ scopes: ['sessions:read'], sources: ['rig-2'] });
  expect((await stranger.objects({ q: '*' })).objects).toEqual([]);
  await expect(stranger.objects({ session: 'third' })).rejects.toMatchObject({ code: 'session-unknown' });
});
