import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { writeMat4 } from '../../../infra/local/examples/formats/mat4.ts';
import { index } from '../../../services/index/service.ts';
import { copyOf } from '../../../services/preprocess/copy.ts';
import { ecgMat } from '../../../services/preprocess/ecg/processor.ts';
import { pipeline } from '../../../services/preprocess/pipeline.ts';
import { processBy } from '../../../services/preprocess/preprocess.ts';
import { type Processor, pipelineOf } from '../../../services/preprocess/processor.ts';
import type { Deps } from '../../../services/preprocess/rights.ts';
import { preprocess } from '../../../services/preprocess/service.ts';
import { table } from '../../../services/preprocess/table/processor.ts';
import { reconcile } from '../../../services/reconcile/service.ts';
import { type World, wireDeps } from '../../../shared/service/wire.ts';
import type { SessionRecord } from '../../../shared/session/record.ts';
import type { Provenance } from '../../../shared/session/results.ts';
import { eventOf, shaOf } from '../../make.ts';
import { deaths, dyingWorld } from '../dying.ts';
import { documentAt, handlerOf, keysOf, openWorld, runOf, type TestWorld } from '../world.ts';
import { commitFiles } from './session.ts';

const ecg = (seed: number): Uint8Array =>
  writeMat4([
    {
      name: 'val',
      rows: 1,
      columns: 3600,
      values: Int16Array.from({ length: 3600 }, (_, i) => 1024 + ((i * seed) % 97) + (i % 300 < 9 ? 200 : 0)),
    },
  ]);
const FILES = {
  'a.mat': ecg(3),
  'b.mat': ecg(5),
  'cut.mat': ecg(7).subarray(0, 4000),
  'events.csv': 'onset,what\n0.5,left\n1,right\n',
};

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

let number = 0;
let id = '';
beforeEach(() => {
  number += 1;
  id = `session-${number}`;
});

const migrated = () => eventOf('SessionMigrated', { sessionId: id }, { id: `migrated-${id}` });
const handle = (of: World = world): Promise<void> => handlerOf(preprocess, of)(migrated());
const handleBy = (processors: readonly Processor[]): Promise<void> =>
  processBy(pipelineOf(processors))(migrated(), wireDeps(preprocess.manifest, world) as Deps);
const record = () => documentAt<SessionRecord>(world, 'ledger/sessions', `${id}/record.json`);
const told = (type: string): number =>
  world.published.filter((event) => event.subject === id && event.type === type).length;
const keys = (prefix = ''): Promise<string[]> => keysOf(world, 'results', `${id}/processed/${prefix}`);
const failures = async (): Promise<string[]> =>
  (await keysOf(world, 'ledger/failures')).filter((key) => key.includes(`-${id}-`));
async function provenance(processor = 'ecg-mat'): Promise<Provenance | undefined> {
  const key = (await keys(`${processor}@`)).find((each) => each.endsWith('/provenance.json'));
  return key === undefined ? undefined : await documentAt<Provenance>(world, 'results', key);
}
async function hashes(): Promise<Record<string, string>> {
  const stored = await Promise.all(
    (await keys()).map(async (key) => {
      const { chunks } = await world.stores.results.get(key);
      return [key, shaOf(Buffer.concat(await Array.fromAsync(chunks)))] as const;
    }),
  );
  return Object.fromEntries(stored.filter(([key]) => key.endsWith('.parquet')));
}

describe('a processed session', () => {
  test('has a folder for each processor, a folder in it for each table, and the provenance beside them', async () => {
    await commitFiles(world, id, FILES);
    await handle();
    const folders = (await keys()).map((key) => key.replace(/@[0-9a-f]{16}\//, '@…/').slice(id.length));
    expect(folders).toEqual([
      '/processed/ecg-mat@…/leads/part-00000.parquet',
      '/processed/ecg-mat@…/provenance.json',
      '/processed/ecg-mat@…/quality/part-00000.parquet',
      '/processed/ecg-mat@…/signal/part-00000.parquet',
      '/processed/table@…/events.csv/part-00000.parquet',
      '/processed/table@…/provenance.json',
    ]);
  });

  test('says in its record what was made, and reaches the stage once', async () => {
    await commitFiles(world, id, FILES);
    await handle();
    const after = await record();
    expect(after).toMatchObject({
      revision: 2,
      pipeline: pipeline.digest,
      stages: { processed: expect.any(String) },
      results: [
        {
          processor: 'ecg-mat',
          version: '1',
          refused: 1,
          quality: { reject: 0 },
          tables: [
            { name: 'leads', files: 1, rows: 2 },
            { name: 'quality', files: 1 },
            { name: 'signal', files: 1, rows: 7200 },
          ],
        },
        { processor: 'table', refused: 0, tables: [{ name: 'events.csv', files: 1, rows: 2 }] },
      ],
    });
    expect(told('SessionProcessed')).toBe(1);
    expect(world.published.findLast(({ type }) => type === 'SessionProcessed')?.data).toEqual({
      sessionId: id,
      digest: pipeline.digest,
    });
  });

  test('has a provenance that names every byte that came in and went out', async () => {
    await commitFiles(world, id, FILES);
    await handle();
    const made = await provenance();
    expect(made).toMatchObject({
      session: id,
      processor: 'ecg-mat',
      version: '1',
      config: {
        checks: expect.arrayContaining([expect.objectContaining({ name: 'flat', threshold: '< 1' })]),
      },
      manifestSha256: (await record())?.manifest.sha256,
      inputs: [
        { path: 'a.mat', sha256: shaOf(FILES['a.mat']), version: expect.any(String) },
        { path: 'b.mat', sha256: shaOf(FILES['b.mat']) },
        { path: 'cut.mat' },
      ],
      refused: [{ path: 'cut.mat', code: 'mat-truncated' }],
    });
    const stored = await hashes();
    for (const { key, sha256 } of made?.outputs ?? []) expect(stored[key]).toBe(sha256);
    expect(made?.outputs).toHaveLength(3);
  });

  test('is projected by the index, with its new stage', async () => {
    await commitFiles(world, id, FILES);
    await handle();
    expect(index.manifest.on).toEqual({ events: expect.arrayContaining(['SessionProcessed']) });
    await handlerOf(index, world)(eventOf('SessionProcessed', { sessionId: id, digest: pipeline.digest }));
    expect(world.search.documents.get(id)?.body).toMatchObject({ stages: { processed: expect.any(String) } });
  });

  test('gives its metadata file to no processor', async () => {
    await commitFiles(world, id, { 'metadata.json': '[{"a": 1}]', 'list.json': '[{"a": 1}]' });
    await handle();
    expect((await provenance('table'))?.inputs).toMatchObject([{ path: 'list.json' }]);
  });
});

describe('once for each digest', () => {
  test('ten deliveries make what one makes', async () => {
    await commitFiles(world, id, FILES);
    await handle();
    const before = [await record(), await provenance(), await hashes(), await failures()];
    await world.clock.advance(60_000);
    for (let delivery = 2; delivery <= 10; delivery += 1) await handle();
    expect([await record(), await provenance(), await hashes(), await failures()]).toEqual(before);
    expect(told('SessionProcessed')).toBe(1);
    expect(told('SessionProcessingFailed')).toBe(1);
  });

  test('two at once make what one makes', async () => {
    await commitFiles(world, id, FILES);
    await Promise.all([handle(), handle()]);
    expect(await record()).toMatchObject({ revision: 2, pipeline: pipeline.digest });
    expect((await record())?.results).toHaveLength(2);
    expect(await failures()).toHaveLength(1);
    const stored = await hashes();
    for (const { key, sha256 } of (await provenance())?.outputs ?? []) expect(stored[key]).toBe(sha256);
  });

  test('the same files give the same bytes, whenever they are processed', async () => {
    await commitFiles(world, id, FILES);
    await handle();
    const first = Object.values(await hashes());
    const provenanceKeys = (await keys()).filter((key) => key.endsWith('/provenance.json'));
    for (const key of await keys()) await world.stores.results.remove(key);
    const { pipeline: _, results: __, ...unprocessed } = (await record()) as SessionRecord;
    await world.area('ledger/sessions').put(`${id}/record.json`, Buffer.from(JSON.stringify(unprocessed)));
    await world.clock.advance(3_600_000);
    await handle();
    expect(Object.values(await hashes())).toEqual(first);
    expect((await keys()).filter((key) => key.endsWith('/provenance.json'))).toEqual(provenanceKeys);
  });

  test('another version of a processor has a folder of its own, and the results of the first stay', async () => {
    await commitFiles(world, id, { 'a.mat': ecg(3) });
    await handleBy([ecgMat]);
    const first = await keys();
    await handleBy([{ ...ecgMat, version: '2' }]);
    expect(await keys()).toEqual(expect.arrayContaining(first));
    expect(await keys()).toHaveLength(2 * first.length);
    expect((await record())?.results).toMatchObject([{ processor: 'ecg-mat', version: '2' }]);
  });

  test('a digest changes with version and configuration, and not with the order in which that is written', () => {
    const digest = (more: Partial<Processor>): string => pipelineOf([{ ...ecgMat, ...more }]).digest;
    expect(digest({ config: { a: 1, b: { c: 2, d: 3 } } })).toBe(
      digest({ config: { b: { d: 3, c: 2 }, a: 1 } }),
    );
    expect(
      new Set([digest({}), digest({ version: '2' }), digest({ config: {} }), pipelineOf([]).digest]).size,
    ).toBe(4);
  });
});

describe('a processor', () => {
  test('gets the files that no earlier one wants', async () => {
    await commitFiles(world, id, { 'a.mat': ecg(3), 'notes/b.csv': 'x\n1\n', 'notes/c.txt': 'a note' });
    await handleBy([copyOf(['notes/*']), ecgMat, table]);
    expect(await keys('copy@')).toEqual([
      expect.stringMatching(/\/files\/notes\/b\.csv$/),
      expect.stringMatching(/\/files\/notes\/c\.txt$/),
      expect.stringMatching(/provenance\.json$/),
    ]);
    expect(await keys('table@')).toEqual([]);
    const stored = await world.stores.results.get((await keys('copy@'))[1] ?? '');
    expect(Buffer.concat(await Array.fromAsync(stored.chunks)).toString()).toBe('a note');
  });

  test('is given other bytes than the manifest names: the file is refused', async () => {
    await commitFiles(world, id, { 'a.mat': ecg(3) });
    await world.stores.archive.put(`${id}/raw/a.mat`, ecg(4));
    const { archive } = world.stores;
    const confused = { ...archive, get: (key: string) => archive.get(key) };
    await handle({ ...world, stores: { ...world.stores, archive: { ...archive, ...confused } } });
    expect((await provenance())?.refused).toMatchObject([{ path: 'a.mat', code: 'file-differs' }]);
  });

  test('that fails for a reason that is not the file is called again, and nothing is told before', async () => {
    await commitFiles(world, id, { 'a.mat': ecg(3) });
    const { archive } = world.stores;
    const broken = { ...archive, get: () => Promise.reject(new Error('the disk does not answer')) };
    await expect(handle({ ...world, stores: { ...world.stores, archive: broken } })).rejects.toThrow('disk');
    expect([await keys(), await failures(), told('SessionProcessed')]).toEqual([[], [], 0]);
    await handle();
    expect(told('SessionProcessed')).toBe(1);
  });
});

test('a session that there is not is done', async () => {
  await handle();
  expect(told('SessionProcessed')).toBe(0);
});

/** Three parts, provenance; a part, provenance; outbox, inbox, bus, outbox; outbox, record, bus, outbox. */
const EFFECTS = 14;

test('a session with two processors and one refused file takes so many effects', async () => {
  await commitFiles(world, id, FILES);
  const counting = dyingWorld(world, Number.POSITIVE_INFINITY, 'before');
  await handle(counting);
  expect(counting.effects()).toBe(EFFECTS);
});

test.each(deaths(EFFECTS))(
  'dying $moment effect $at leaves nothing undone, and nothing twice',
  async ({ at, moment }) => {
    await commitFiles(world, id, FILES);
    await expect(handle(dyingWorld(world, at, moment))).rejects.toThrow('effect');
    await handle();
    await world.clock.advance(15_000);
    await runOf(reconcile, world)();
    expect(await record()).toMatchObject({ revision: 2, pipeline: pipeline.digest });
    expect((await record())?.results).toMatchObject([{ refused: 1 }, { refused: 0 }]);
    expect(await failures()).toHaveLength(1);
    expect(await keys()).toHaveLength(6);
    const stored = await hashes();
    for (const { key, sha256 } of (await provenance())?.outputs ?? []) expect(stored[key]).toBe(sha256);
    expect(told('SessionProcessed')).toBeGreaterThanOrEqual(1);
    expect(told('SessionProcessingFailed')).toBeGreaterThanOrEqual(1);
    expect(await keysOf(world, 'ledger/outbox')).toEqual([]);
  },
);
