import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SearchDocument, SearchEngine } from '../../shared/ports/search.ts';

export interface SearchWorld {
  readonly engine: SearchEngine;
  /** Beginning of the names of indices and aliases that belong to this test alone. */
  readonly prefix: string;
}

const DEFINITION = {
  settings: { index: { number_of_shards: 1, number_of_replicas: 0, refresh_interval: '-1' } },
  mappings: { dynamic: 'strict', properties: { n: { type: 'long' }, name: { type: 'keyword' } } },
};

/** What every search engine does, whatever it runs on. */
export function searchContract(open: () => Promise<SearchWorld>): void {
  let engine: SearchEngine;
  let alias: string;
  let index: string;

  beforeEach(async () => {
    const world = await open();
    engine = world.engine;
    alias = world.prefix;
    index = `${world.prefix}-1`;
    await engine.ensureIndex(alias, index, DEFINITION);
  });
  afterEach(async () => {
    await engine.deleteIndex(index);
    await engine.deleteIndex(`${alias}-2`);
  });

  const document = (id: string, version: number, body: SearchDocument['body'] = {}): SearchDocument => ({
    id,
    version,
    body,
  });

  async function all(): Promise<readonly object[]> {
    await engine.refresh(alias);
    const { hits } = await engine.search({ index: alias, body: { sort: [{ n: 'asc' }] } });
    return hits.map(({ id, source }) => ({ id, ...source }));
  }

  describe('the index', () => {
    test('is made once, however many ask for it at once', async () => {
      await engine.deleteIndex(index);
      await Promise.all(Array.from({ length: 8 }, () => engine.ensureIndex(alias, index, DEFINITION)));
      await engine.write(alias, [document('a', 1, { n: 1 })]);
      await engine.ensureIndex(alias, index, DEFINITION);
      expect(await all()).toEqual([{ id: 'a', n: 1 }]);
    });

    test('stays the one in use when a newer version asks for its own', async () => {
      await engine.write(alias, [document('a', 1)]);
      await engine.ensureIndex(alias, `${alias}-2`, DEFINITION);
      await engine.refresh(alias);
      expect(await engine.count(alias)).toBe(1);
    });

    test('is never made by a write: what has no alias is refused, to be tried again', async () => {
      await engine.deleteIndex(index);
      await expect(engine.write(alias, [document('a', 1)])).rejects.toMatchObject({
        name: 'Fault',
        code: 'search-unavailable',
      });
      await expect(engine.count(alias)).rejects.toMatchObject({ name: 'Fault', code: 'search-unavailable' });
    });

    test('may be deleted twice', async () => {
      await engine.deleteIndex(index);
      await engine.deleteIndex(index);
    });
  });

  describe('a write', () => {
    test('replaces the whole document', async () => {
      await engine.write(alias, [document('a', 1, { n: 1, name: 'old' })]);
      await engine.write(alias, [document('a', 2, { n: 2 })]);
      expect(await all()).toEqual([{ id: 'a', n: 2 }]);
    });

    test('of an older version changes nothing, in whatever order versions come', async () => {
      const results = [];
      for (const version of [2, 1, 3, 3, 2]) {
        const [result] = await engine.write(alias, [document('a', version, { n: version })]);
        results.push(result?.state);
      }
      expect(results).toEqual(['written', 'stale', 'written', 'written', 'stale']);
      expect(await all()).toEqual([{ id: 'a', n: 3 }]);
    });

    test('tells of each document what became of it, and one rejected stops no other', async () => {
      await engine.write(alias, [document('old', 5)]);
      const results = await engine.write(alias, [
        document('good', 1, { n: 1 }),
        document('bad', 1, { n: 'no number' }),
        document('strange', 1, { unknown: 1 }),
        document('old', 4),
        document('also good', 1, { n: 2 }),
      ]);
      expect(results).toEqual([
        { id: 'good', state: 'written' },
        { id: 'bad', state: 'rejected', reason: expect.stringContaining('[n]') },
        { id: 'strange', state: 'rejected', reason: expect.stringContaining('[unknown]') },
        { id: 'old', state: 'stale' },
        { id: 'also good', state: 'written' },
      ]);
    });

    test('of more than one request holds keeps the order of its results', async () => {
      const long = 'x'.repeat(8000);
      const documents = Array.from({ length: 1200 }, (_, n) => document(`d${n}`, 1, { n, name: long }));
      const results = await engine.write(alias, documents);
      expect(results).toEqual(documents.map(({ id }) => ({ id, state: 'written' })));
      await engine.refresh(alias);
      expect(await engine.count(alias)).toBe(1200);
    });

    test('of nothing is nothing', async () => {
      expect(await engine.write(alias, [])).toEqual([]);
    });
  });

  describe('a search', () => {
    test('gives what was written, how many there are, and where to go on', async () => {
      await engine.write(
        alias,
        [1, 2, 3].map((n) => document(`d${n}`, 1, { n })),
      );
      await engine.refresh(alias);
      const body = { sort: [{ n: 'desc' }], size: 2 };
      const first = await engine.search({ index: alias, body });
      expect(first).toMatchObject({
        total: 3,
        hits: [
          { id: 'd3', source: { n: 3 } },
          { id: 'd2', source: { n: 2 } },
        ],
      });
      const next = await engine.search({
        index: alias,
        body: { ...body, search_after: first.hits[1]?.sort ?? [] },
      });
      expect(next.hits.map(({ id }) => id)).toEqual(['d1']);
    });

    test('gives aggregations and highlights', async () => {
      await engine.write(alias, [document('a', 1, { n: 1, name: 'x' })]);
      await engine.refresh(alias);
      const body = {
        query: { term: { name: 'x' } },
        highlight: { fields: { name: {} } },
        aggs: { top: { max: { field: 'n' } } },
      };
      const answer = await engine.search({ index: alias, body });
      expect(answer.aggregations).toMatchObject({ top: { value: 1 } });
      expect(answer.hits[0]?.highlight).toEqual({ name: ['<em>x</em>'] });
    });

    test('that the engine cannot read is rejected with its reason', async () => {
      const search = engine.search({ index: alias, body: { query: { nonsense: {} } } });
      await expect(search).rejects.toMatchObject({
        name: 'Refusal',
        code: 'search-rejected',
        message: expect.stringContaining('nonsense'),
      });
    });
  });

  describe('a point in time', () => {
    test('does not see what is written later', async () => {
      await engine.write(alias, [document('a', 1, { n: 1 })]);
      await engine.refresh(alias);
      const pointInTime = await engine.openPointInTime(alias, 60);
      await engine.write(alias, [document('b', 1, { n: 2 })]);
      await engine.refresh(alias);
      const answer = await engine.search({ body: { pit: { id: pointInTime, keep_alive: '60s' } } });
      expect(answer.hits.map(({ id }) => id)).toEqual(['a']);
      expect(answer.pointInTime).toEqual(expect.any(String));
      await engine.closePointInTime(pointInTime);
    });

    test('that is closed has expired, and can be closed again', async () => {
      const pointInTime = await engine.openPointInTime(alias, 60);
      await engine.closePointInTime(pointInTime);
      await engine.closePointInTime(pointInTime);
      await expect(engine.search({ body: { pit: { id: pointInTime } } })).rejects.toMatchObject({
        name: 'Refusal',
        code: 'page-expired',
      });
    });
  });
}
