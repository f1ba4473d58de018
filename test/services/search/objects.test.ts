import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { search } from '../../../services/search/service.ts';
import { type FoundObjects, ObjectsSchema } from '../../../shared/api/sessions.ts';
import { check } from '../../../shared/schema/validate.ts';
import type { HttpAnswer } from '../../../shared/service/http.ts';
import { caller } from '../../make.ts';
import { functionOf } from '../../shared/service/lambda/make.ts';
import { askFunction, openNamingWorld, placeOfFile, putFilesOf } from '../pages-world.ts';
import { apiOf, type TestWorld } from '../world.ts';
import { type SortedSearch, sortedSearch } from './sorted-search.ts';

const rig1 = caller();
type Query = Readonly<Record<string, string>>;

/** More sessions than one page looks into, of one to nine files each. */
const POOL = Array.from({ length: 45 }, (_, index) => ({
  id: `s-${String(index).padStart(2, '0')}`,
  paths: Array.from({ length: 1 + (index % 9) }, (_each, n) => `${n}${n % 2 ? '.mat' : '.log'}`),
}));
type Pooled = (typeof POOL)[number];

let world: TestWorld;
let index: SortedSearch;
beforeAll(async () => {
  world = await openNamingWorld();
  for (const { id, paths } of POOL) await putFilesOf(world, id, paths);
});
afterAll(() => world.close());
beforeEach(() => {
  index = sortedSearch();
});

const withIndex = (): TestWorld => ({ ...world, search: { ...world.search, ...index.engine } });
const ask = (query: Query = {}, as = rig1): Promise<HttpAnswer> =>
  apiOf(search, withIndex())({ method: 'GET', path: '/v1/objects', query, as });

async function page(query: Query = {}): Promise<FoundObjects> {
  const { status, body } = await ask(query);
  expect(status).toBe(200);
  return body as FoundObjects;
}

/** All pages, with another limit for each of them. */
async function walk(
  query: Query,
  limits: readonly number[],
  between = async () => {},
): Promise<FoundObjects[]> {
  const pages: FoundObjects[] = [];
  for (let after: string | undefined; ; ) {
    const limit = String(limits[pages.length % limits.length]);
    const shown = await page({ ...query, limit, ...(after !== undefined && { after }) });
    expect(shown.objects.length).toBeLessThanOrEqual(Number(limit));
    pages.push(shown);
    if (shown.next === undefined) return pages;
    expect(shown.next).not.toBe(after);
    after = shown.next;
    await between();
  }
}

const namesIn = (pages: readonly FoundObjects[]): string[] =>
  pages.flatMap(({ objects }) => objects.map(({ session, path }) => `${session}/${path}`));
const namesOf = (sessions: readonly Pooled[], suffix = ''): string[] =>
  sessions.flatMap(({ id, paths }) =>
    paths.filter((path) => path.endsWith(suffix)).map((path) => `${id}/${path}`),
  );

const limitsTo = (max: number) => fc.array(fc.integer({ min: 1, max }), { minLength: 1, maxLength: 4 });
const suffix = fc.constantFrom('', '.mat', '7.mat', '.none');

test('pages, cut anywhere, give every object once, in the order of sessions and paths', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(POOL),
      fc.array(fc.integer({ min: 0, max: 3 }), { minLength: POOL.length, maxLength: POOL.length }),
      suffix,
      limitsTo(30),
      async (sessions, times, wanted, sizes) => {
        const dated = sessions.map((session, i) => ({ ...session, time: times[i] ?? 0 }));
        const sorted = dated.toSorted((a, b) => b.time - a.time || (a.id < b.id ? -1 : 1));
        index = sortedSearch(dated);
        let added = 0;
        // What is recorded meanwhile stands before everything, and moves nothing.
        const pages = await walk({ suffix: wanted }, sizes, async () =>
          index.add(`new-${added}`, 10 + added++),
        );
        expect(namesIn(pages)).toEqual(namesOf(sorted, wanted));
        expect([...index.open.keys()]).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});

test('pages of one session, cut anywhere, give each of its objects once', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...POOL), suffix, limitsTo(4), async (session, wanted, sizes) => {
      const pages = await walk({ session: session.id, suffix: wanted }, sizes);
      expect(namesIn(pages)).toEqual(namesOf([session], wanted));
    }),
    { numRuns: 30 },
  );
});

describe('a page', () => {
  beforeEach(() => {
    for (const [age, { id }] of POOL.entries()) index.add(id, -age);
  });

  test('has whole sessions, 20 of them, for who does not say how many objects', async () => {
    const first = await page();
    expect(check(ObjectsSchema, first)).toMatchObject({ ok: true });
    expect(namesIn([first])).toEqual(namesOf(POOL.slice(0, 20)));
    expect(first.objects[0]?.address).toBe(placeOfFile('s-00', '0.log'));
    expect(namesIn([await page({ after: first.next ?? '' })])).toEqual(namesOf(POOL.slice(20, 40)));
  });

  test('has all objects of one session at once, where they fit', async () => {
    const { objects, next } = await page({ session: 's-08' });
    expect(objects).toHaveLength(9);
    expect(next).toBeUndefined();
  });

  test('goes on in the session in which the page before ended, also when others came into the index', async () => {
    const first = await page({ limit: '2' });
    index.add('newest', 1);
    expect(namesIn([first, await page({ limit: '3', after: first.next ?? '' })])).toEqual(
      namesOf(POOL.slice(0, 3)).slice(0, 5),
    );
  });

  test('shows nothing of a session that the key may not see any more', async () => {
    const { next = '' } = await page({ limit: '2' });
    const { body } = await ask({ after: next }, caller({ sources: ['rig-2'] }));
    expect((body as FoundObjects).objects).toEqual([]);
  });

  test('belongs to its query or its session', async () => {
    const ofAll = (await page({ limit: '2' })).next ?? '';
    const ofOne = (await page({ session: 's-08', limit: '2' })).next ?? '';
    const refused: Query[] = [
      { q: 'age > 3', after: ofAll },
      { session: 's-08', after: ofAll },
      { session: 's-07', after: ofOne },
      { after: ofOne },
    ];
    for (const query of refused)
      expect(await ask(query)).toMatchObject({
        status: 400,
        body: { code: 'request-invalid', field: '?after' },
      });
  });

  test.each(['0', '5001', '1e3'])('has not %s objects', async (limit) => {
    expect(await ask({ limit })).toMatchObject({
      status: 400,
      body: { code: 'request-invalid', field: expect.stringContaining('limit') },
    });
  });
});

test('a page is as long as one answer of a function can be, also inside a session', async () => {
  // Characters that take four bytes each in JSON within JSON.
  const long = (n: number): string =>
    `${String(n).padStart(4, '0')}${`${'"'.repeat(200)}/`.repeat(4)}${'"'.repeat(80)}`;
  const sessions = ['long-1', 'long-2'].map((id) => ({
    id,
    paths: Array.from({ length: 900 }, (_, n) => long(n)),
  }));
  for (const { id, paths } of sessions) {
    await putFilesOf(world, id, paths);
    index.add(id, 0);
  }
  const lambda = functionOf(search, withIndex());
  const pages: FoundObjects[] = [];
  for (let after: string | undefined; pages.at(-1)?.next !== undefined || pages.length === 0; ) {
    const answer = await askFunction(lambda, '/v1/objects', after === undefined ? {} : { after }, rig1);
    expect(answer.status).toBe(200);
    const shown = answer.body as FoundObjects;
    pages.push(shown);
    after = shown.next;
  }
  expect(pages.length).toBeGreaterThan(1);
  expect(namesIn(pages)).toEqual(namesOf(sessions));
});
