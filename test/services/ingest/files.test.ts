import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ingest } from '../../../services/ingest/service.ts';
import { type Files, FilesSchema } from '../../../shared/api/sessions.ts';
import { check } from '../../../shared/schema/validate.ts';
import type { HttpAnswer } from '../../../shared/service/http.ts';
import { compareUtf8 } from '../../../shared/session/manifest.ts';
import { functionOf } from '../../shared/service/lambda/make.ts';
import { askFunction, openNamingWorld, placeOfFile, putFilesOf } from '../pages-world.ts';
import { apiOf, type TestWorld } from '../world.ts';
import { rig1 } from './ingest-world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await openNamingWorld();
});
afterAll(() => world.close());

type Query = Readonly<Record<string, string>>;

const ask = (session: string, query: Query = {}): Promise<HttpAnswer> =>
  apiOf(ingest, world)({ method: 'GET', path: `/v1/sessions/${session}/files`, query, as: rig1 });

async function page(session: string, query: Query = {}): Promise<Files> {
  const { status, body } = await ask(session, query);
  expect(status).toBe(200);
  return body as Files;
}

/** The paths of all pages, with another limit for each page. */
async function walk(session: string, limits: readonly number[]): Promise<string[]> {
  const paths: string[] = [];
  let after: string | undefined;
  for (let number = 0; ; number += 1) {
    const limit = limits[number % limits.length] ?? 1;
    const query = { limit: String(limit), ...(after !== undefined && { after }) };
    const { files, next } = await page(session, query);
    expect(files.length).toBeLessThanOrEqual(limit);
    paths.push(...files.map(({ path }) => path));
    if (next === undefined) return paths;
    expect(next).not.toBe(after);
    after = next;
  }
}

const segment = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
/** Of few letters too, so that one path is often the beginning of another. */
const path = fc.oneof(
  segment,
  fc.string({ unit: fc.constantFrom('a', '/', '!', '\uffee', '😀'), minLength: 1 }),
);

test('pages, cut anywhere, show every file once, in the order of UTF-8', async () => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(path, { minLength: 1, maxLength: 40 }),
      fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1, maxLength: 5 }),
      async (paths, limits) => {
        const session = `cut-${runs++}`;
        await putFilesOf(world, session, paths);
        expect(await walk(session, limits)).toEqual(paths.toSorted(compareUtf8));
      },
    ),
    { numRuns: 50 },
  );
});

describe('a session of 2,500 files', () => {
  const paths = Array.from({ length: 2500 }, (_, index) => `part-${String(index).padStart(4, '0')}.dat`);
  beforeAll(() => putFilesOf(world, 'many', paths));

  test('shows 1,000 of them to who asks for nothing more, and where to go on', async () => {
    const body = await page('many');
    expect(check(FilesSchema, body)).toMatchObject({ ok: true });
    expect(body).toMatchObject({ session: 'many', manifest: { source: 'rig-1' }, next: 'part-0999.dat' });
    expect(body.files.map((file) => file.path)).toEqual(paths.slice(0, 1000));
    expect(body.files[7]?.address).toBe(placeOfFile('many', 'part-0007.dat'));
  });

  test('shows all of them at once to who asks for 5,000', async () => {
    const { files, next } = await page('many', { limit: '5000' });
    expect(files).toHaveLength(2500);
    expect(next).toBeUndefined();
  });

  test('ends with a page that is full, and with no empty one behind it', async () => {
    expect(await page('many', { limit: '500', after: 'part-1999.dat' })).not.toHaveProperty('next');
  });

  test('can be entered behind any path, also one that no file has', async () => {
    const { files } = await page('many', { limit: '1', after: 'part-0999.dat.bak' });
    expect(files).toMatchObject([{ path: 'part-1000.dat' }]);
    expect(await page('many', { after: 'z' })).toMatchObject({ session: 'many', files: [] });
  });

  test.each(['0', '5001', '-1', '1e3', ''])('refuses the limit %p', async (limit) => {
    expect(await ask('many', { limit })).toMatchObject({
      status: 400,
      body: { code: 'request-invalid', field: expect.stringContaining('limit') },
    });
  });
});

test('a page is as long as one answer of a function can be, whatever the paths', async () => {
  // The longest path there may be, of characters that take four bytes each in JSON within JSON.
  const longest = (index: number): string =>
    `${String(index).padStart(4, '0')}${`${'"'.repeat(200)}/`.repeat(4)}${'"'.repeat(83)}`;
  const paths = Array.from({ length: 3000 }, (_, index) => longest(index));
  await putFilesOf(world, 'long', paths);
  const lambda = functionOf(ingest, world);
  const seen: string[] = [];
  let next: string | undefined;
  do {
    const query = { limit: '5000', ...(next !== undefined && { after: next }) };
    const { status, body } = await askFunction(lambda, '/v1/sessions/long/files', query, rig1);
    expect(status).toBe(200);
    const { files, next: following } = body as Files;
    seen.push(...files.map((file) => file.path));
    next = following;
  } while (next !== undefined);
  expect(seen).toEqual(paths);
});
