import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findSessions } from '../../services/search/find.ts';
import type { FindRequest } from '../../services/search/search-page.ts';
import type { Found } from '../../shared/api/sessions.ts';
import { openTestEngine, sessionDocument, type TestEngine } from './engine.ts';

const COUNT = 540;
const idOf = (n: number): string => `run-${String(n).padStart(4, '0')}`;

/** A recording a day; every tenth says not when. */
const recording = (n: number, prefix = '') =>
  sessionDocument(
    `${prefix}${idOf(n)}`,
    {
      ...(n % 10 > 0 && { recorded_at: new Date(Date.UTC(2020, 0, 1) + n * 86_400_000).toISOString() }),
      subject: { name: n % 2 ? 'Marta' : 'Bruno', age: 20 + (n % 60) },
      sampling_rate: `${n} Hz`,
      notes: { 'electrode position': ['left', 'right'], comment: `electrode ${n}` },
    },
    { record: { source: n % 3 ? 'rig-1' : 'rig-2' } },
  );

let world: TestEngine;

beforeAll(async () => {
  world = await openTestEngine();
  await world.index(...Array.from({ length: COUNT }, (_, n) => recording(n)));
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const find = (text: string, more: Partial<FindRequest> = {}): Promise<Found> =>
  findSessions(world.engine, { text, sources: '*', now: new Date(), size: 100, index: world.alias, ...more });

async function findAll(
  text: string,
  size: number,
  betweenPages: (page: number) => Promise<void>,
): Promise<string[]> {
  const ids: string[] = [];
  let page = await find(text, { size });
  for (let count = 1; ; count++) {
    ids.push(...page.sessions.map(({ id }) => id));
    if (page.next === undefined) return ids;
    await betweenPages(count);
    page = await find(text, { size, after: page.next });
  }
}

const openPointsInTime = async (): Promise<number> => {
  const stats = await fetch(`${process.env.SESSIONS_TEST_OPENSEARCH}/${world.alias}/_stats/search`);
  const { _all } = (await stats.json()) as {
    _all: { primaries: { search: { point_in_time_current: number } } };
  };
  return _all.primaries.search.point_in_time_current;
};

describe('pages', () => {
  test('show every session once, newest first, those without a time last', async () => {
    const ids = await findAll('', 37, async () => undefined);
    const all = Array.from({ length: COUNT }, (_, n) => n);
    const dated = all.filter((n) => n % 10 > 0).toReversed();
    const undated = all.filter((n) => n % 10 === 0);
    expect(ids).toEqual([...dated, ...undated].map(idOf));
  });

  test('neither repeat nor lose a session while others are added and rewritten', async () => {
    const ids = await findAll('subject.name: marta', 50, async (page) => {
      const added = Array.from({ length: 20 }, (_, n) => recording(n * 25 + 1, `added-${page}-`));
      const rewritten = { ...recording(page * 50 + 1), version: 2 };
      await world.index(...added, rewritten);
    });
    const before = ids.filter((id) => !id.startsWith('added-'));
    expect(new Set(ids).size).toBe(ids.length);
    expect(before.toSorted()).toEqual(Array.from({ length: COUNT / 2 }, (_, n) => idOf(2 * n + 1)));
  });

  test('hold nothing open once the last one is read, nor for a search that ends with the first', async () => {
    await findAll('', 200, async () => undefined);
    await find('', { size: 10 });
    expect(await openPointsInTime()).toBe(0);
  });

  test('say how many there are in all', async () => {
    expect(await find('run-0007')).toMatchObject({ total: 1, sessions: [{ id: 'run-0007' }] });
    const page = await find('source: "rig-2" and not id: added*', { size: 5 });
    expect(page.total).toBe(COUNT / 3);
    expect(page.sessions).toHaveLength(5);
  });

  test('that are no longer held say so', async () => {
    const first = await find('', { size: 5 });
    const second = await find('', { size: 5, after: first.next ?? '' });
    const { pointInTime } = JSON.parse(Buffer.from(second.next ?? '', 'base64url').toString()) as {
      pointInTime: string;
    };
    await world.engine.closePointInTime(pointInTime);
    await expect(find('', { size: 5, after: second.next ?? '' })).rejects.toMatchObject({
      name: 'Refusal',
      code: 'page-expired',
    });
  });
});

describe('who may see some sources', () => {
  test('finds nothing of others, whatever the query', async () => {
    for (const text of ['', 'not source: "rig-1"', 'source: "rig-2" or *', 'id: run-0000']) {
      const { sessions } = await find(text, { sources: ['rig-1'], size: 1000 });
      expect(sessions.filter(({ source }) => source !== 'rig-1')).toEqual([]);
    }
    expect((await find('', { sources: [] })).total).toBe(0);
  });

  test('finds nothing of others with a page of theirs', async () => {
    const { next } = await find('', { sources: '*', size: 5 });
    const { sessions } = await find('', { sources: ['rig-1'], size: 1000, after: next ?? '' });
    expect(new Set(sessions.map(({ source }) => source))).toEqual(new Set(['rig-1']));
  });

  test('is given no hints of keys that only others have', async () => {
    await world.index(sessionDocument('secret', { clearance: 'high' }, { record: { source: 'rig-9' } }));
    expect((await find('clearence: high')).hints).toEqual([
      'No session has the key "clearence". Did you mean clearance?',
    ]);
    expect((await find('clearence: high', { sources: ['rig-1'] })).hints).toEqual([]);
  });
});

describe('what was found', () => {
  test('shows the attributes that matched', async () => {
    const { sessions } = await find('age: 23 and electrode left and not rig: x');
    expect(sessions[0]?.matched).toEqual([
      'subject.age: 23',
      'notes.electrode position: left, right',
      expect.stringMatching(/^notes\.comment: electrode \d+$/),
    ]);
  });

  test('can be limited to what was processed', async () => {
    const archived = '2026-03-01T10:00:00.000Z';
    const record = { stages: { archived, processed: '2026-03-01T11:00:00.000Z' } };
    await world.index(sessionDocument('processed-1', { kind: 'processed one' }, { record }));
    expect(await find('processed', { processed: true })).toMatchObject({
      sessions: [{ id: 'processed-1', archivedAt: archived, stages: record.stages }],
    });
    expect((await find('processed', { processed: false })).sessions).toEqual([]);
  });

  test('or the keys that were probably meant', async () => {
    const { hints } = await find('(subjct.name: marta or smpling_rate > 5 or colour: red) and age: 999');
    expect(hints).toEqual([
      'No session has the key "subjct.name". Did you mean subject.name?',
      'No session has the key "smpling_rate". Did you mean sampling_rate?',
    ]);
    expect((await find('age: 999')).hints).toEqual([]);
  });
});

describe('a large query', () => {
  const names = (count: number, text: (n: number) => string): string =>
    Array.from({ length: count }, (_, n) => text(n)).join(' or ');

  test('of 450 ids is answered', async () => {
    expect((await find(`id: (${names(450, idOf)})`, { size: 1000 })).total).toBe(450);
    expect((await find(`id: (${names(450, (n) => `"${idOf(n)}"`)})`)).total).toBe(450);
  });

  test('of many misspelt words and patterns is answered', async () => {
    // Each of these numbers has some thirty neighbours that the index knows.
    expect((await find(names(100, (n) => `${String(n + 100).padStart(4, '0')}~`))).total).toBeGreaterThan(
      100,
    );
    expect((await find(names(100, (n) => `e*de${n}*`))).total).toBe(0);
    expect((await find(names(150, (n) => `sampling_rate: ${n}..${n}.5Hz`))).total).toBeGreaterThan(140);
  });

  test('that is too large for the engine is told so, and the engine is not asked', async () => {
    expect((await find(names(490, (n) => `name: a-${n}`))).total).toBe(0);
    await expect(find(`name: (${names(400, (n) => `a-b-${n}`)})`)).rejects.toMatchObject({
      name: 'Refusal',
      code: 'query-invalid',
      place: { hint: 'fewer conditions' },
    });
  });
});
