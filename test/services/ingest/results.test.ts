import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ingest } from '../../../services/ingest/service.ts';
import { type Results, ResultsSchema } from '../../../shared/api/results.ts';
import { check } from '../../../shared/schema/validate.ts';
import type { HttpAnswer } from '../../../shared/service/http.ts';
import { type Provenance, resultPrefix } from '../../../shared/session/results.ts';
import { functionOf } from '../../shared/service/lambda/make.ts';
import { askFunction, openNamingWorld, placeOn, putResultsOf, VERSION } from '../pages-world.ts';
import { apiOf, type TestWorld } from '../world.ts';
import { rig1, rig2 } from './ingest-world.ts';

const PIPELINE = 'ab'.repeat(8);

let world: TestWorld;
beforeAll(async () => {
  world = await openNamingWorld();
});
afterAll(() => world.close());

type Query = Readonly<Record<string, string>>;

const ask = (session: string, query: Query = {}, as = rig1): Promise<HttpAnswer> =>
  apiOf(ingest, world)({ method: 'GET', path: `/v1/sessions/${session}/results`, query, as });

async function page(session: string, query: Query = {}): Promise<Results> {
  const { status, body } = await ask(session, query);
  expect(status).toBe(200);
  return body as Results;
}

interface Made {
  /** Parts of each table. */
  readonly tables: readonly number[];
  readonly refused: number;
  readonly skipped: number;
  readonly rejected: number;
}

/** What the n-th processor made; every name in it is its own. */
function provenance(session: string, made: Made, n = 0, name = (text: string) => text): Provenance {
  const processor = `processor-${n}`;
  const digest = String(n).repeat(16);
  const many = <T>(count: number, make: (index: number) => T): T[] =>
    Array.from({ length: count }, (_, index) => make(index));
  return {
    format: 1,
    session,
    processor,
    version: '1',
    digest,
    config: {},
    manifestSha256: 'ab'.repeat(32),
    metadataRevision: 1,
    inputs: [],
    skipped: many(made.skipped, (i) => ({ path: name(`skipped ${i}`), reason: 'It is nothing.' })),
    refused: many(made.refused, (i) => ({ path: name(`refused ${i}`), code: 'mat-truncated', detail: '…' })),
    outputs: made.tables.flatMap((parts, table) =>
      many(parts, (part) => ({
        table: name(`table ${table}`),
        key: `${resultPrefix(session, processor, digest)}${name(`table ${table}`)}/part-${part}.parquet`,
        version: VERSION,
        rows: 1,
        bytes: 1,
        sha256: 'cd'.repeat(32),
      })),
    ),
    quality: {
      counts: { reject: made.rejected, grade: 0, warn: 0, pass: 0 },
      rejected: many(made.rejected, (i) => ({
        file: `rejected ${i}`,
        lead: 'V5',
        check: 'flat',
        detail: '',
      })),
    },
    startedAt: '2026-01-01T00:00:00.000Z',
    finishedAt: '2026-01-01T00:00:00.000Z',
  };
}

/** Everything that pages list, each with its place, in the order of the pages. */
const listed = ({ results }: Results): string[] =>
  results.flatMap(({ processor, tables, refused, skipped, rejected }) =>
    [
      ...tables.flatMap(({ name, parts }) => parts.map(({ address }) => `${name}: ${address}`)),
      ...refused.map(({ path }) => path),
      ...skipped.map(({ path }) => path),
      ...rejected.map(({ file }) => file),
    ].map((entry) => `${processor}: ${entry}`),
  );

const expected = (provenances: readonly Provenance[]): string[] =>
  provenances.flatMap(({ processor, outputs, refused, skipped, quality }) =>
    [
      ...outputs.map(({ table, key, version }) => `${table}: ${placeOn('results', key, version)}`),
      ...refused.map(({ path }) => path),
      ...skipped.map(({ path }) => path),
      ...(quality?.rejected ?? []).map(({ file }) => file),
    ].map((entry) => `${processor}: ${entry}`),
  );

const few = fc.integer({ min: 0, max: 5 });
const made = fc.record({
  tables: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }),
  refused: few,
  skipped: few,
  rejected: few,
});

test('pages, cut anywhere, list everything once, in order, and each names every result', async () => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(made, { maxLength: 3 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
      async (all, limits) => {
        const session = `cut-${runs++}`;
        const provenances = all.map((each, n) => provenance(session, each, n));
        await putResultsOf(world, session, PIPELINE, provenances);
        const seen: string[] = [];
        let next: string | undefined;
        for (let number = 0; number === 0 || next !== undefined; number += 1) {
          const limit = limits[number % limits.length] ?? 1;
          const body = await page(session, {
            limit: String(limit),
            ...(next !== undefined && { after: next }),
          });
          expect(check(ResultsSchema, body)).toMatchObject({ ok: true });
          expect(body.results.map(({ processor }) => processor)).toEqual(
            provenances.map(({ processor }) => processor),
          );
          expect(listed(body).length).toBeLessThanOrEqual(limit);
          seen.push(...listed(body));
          next = body.next;
        }
        expect(seen).toEqual(expected(provenances));
      },
    ),
    { numRuns: 40 },
  );
});

describe('results', () => {
  const parts: Made = { tables: [1200], refused: 1, skipped: 0, rejected: 0 };
  const about = { name: 'table 0', files: 1200, rows: 1200, bytes: 1200 };

  test('are shown from the beginning to who asks for nothing more, with totals of whole tables', async () => {
    await putResultsOf(world, 'many', PIPELINE, [provenance('many', parts)]);
    const first = await page('many');
    expect(first).toMatchObject({ session: 'many', pipeline: PIPELINE, next: `${PIPELINE}.1000` });
    expect(first.results[0]?.tables).toMatchObject([about]);
    const last = await page('many', { after: first.next ?? '' });
    expect(last.results[0]).toMatchObject({ tables: [about], refused: [{ path: 'refused 0' }] });
    expect(last).not.toHaveProperty('next');
  });

  test('that are few come whole, as they did before there were pages', async () => {
    const few = { tables: [2, 1], refused: 1, skipped: 1, rejected: 1 };
    await putResultsOf(world, 'few', PIPELINE, [provenance('few', few)]);
    const body = await page('few');
    expect(body).not.toHaveProperty('next');
    expect(body.results).toMatchObject([
      {
        processor: 'processor-0',
        provenance: expect.stringContaining('/few/processed/'),
        tables: [{ parts: [{ rows: 1 }, { rows: 1 }] }, { name: 'table 1', parts: [{ bytes: 1 }] }],
        refused: [{ code: 'mat-truncated' }],
        skipped: [{ reason: 'It is nothing.' }],
        rejected: [{ lead: 'V5' }],
      },
    ]);
  });

  test('of another pipeline than the page before are not mixed with its own', async () => {
    const old = provenance('again', parts);
    await putResultsOf(world, 'again', PIPELINE, [old]);
    const { next = '' } = await page('again');
    await putResultsOf(world, 'again', 'cd'.repeat(8), [provenance('again', parts, 1)]);
    expect(await ask('again', { after: next })).toMatchObject({
      status: 410,
      body: { code: 'page-expired', field: '?after', hint: expect.stringContaining('first page') },
    });
  });

  test.each([{ limit: '0' }, { limit: '5001' }, { after: '1000' }, { after: 'part.1' }, { page: '2' }])(
    'refuse the query %j',
    async (query) => {
      await putResultsOf(world, 'refusing', PIPELINE, []);
      expect(await ask('refusing', query as unknown as Query)).toMatchObject({
        status: 400,
        body: { code: 'request-invalid' },
      });
    },
  );

  test('are none for the key of another source, on any page', async () => {
    await putResultsOf(world, 'theirs', PIPELINE, [provenance('theirs', parts)]);
    for (const query of [{}, { after: `${PIPELINE}.1000` }] as Query[])
      expect(await ask('theirs', query, rig2)).toMatchObject({ status: 404 });
  });
});

test('a page is as long as one answer of a function can be, whatever tables and files are called', async () => {
  const long = (text: string): string => `${text} ${'"'.repeat(800)}`;
  const made: Made = { tables: Array(1000).fill(1), refused: 1000, skipped: 1000, rejected: 1000 };
  const all = provenance('long', made, 0, long);
  await putResultsOf(world, 'long', PIPELINE, [all]);
  const lambda = functionOf(ingest, world);
  const seen: string[] = [];
  let next: string | undefined;
  do {
    const query = { limit: '5000', ...(next !== undefined && { after: next }) };
    const { status, body } = await askFunction(lambda, '/v1/sessions/long/results', query, rig1);
    expect(status).toBe(200);
    seen.push(...listed(body as Results));
    next = (body as Results).next;
  } while (next !== undefined);
  expect(seen).toEqual(expected([all]));
});
