import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ingest } from '../../../services/ingest/service.ts';
import { preprocess } from '../../../services/preprocess/service.ts';
import type { Results } from '../../../shared/api/results.ts';
import type { Failure } from '../../../shared/service/inbox.ts';
import { caller } from '../../make.ts';
import { apiOf, documentAt, handlerOf, keysOf, openWorld, type TestWorld } from '../world.ts';
import { commitFiles } from './session.ts';
import { openSql } from './sql.ts';

const examples = fileURLToPath(new URL('../../../infra/local/examples/sessions/', import.meta.url));

let world: TestWorld;
let sql: Awaited<ReturnType<typeof openSql>>;
beforeAll(async () => {
  world = await openWorld();
  sql = await openSql(world);
  for (const id of await readdir(examples))
    await handlerOf(preprocess, world)(await commitFiles(world, id, await filesOf(join(examples, id))));
});
afterAll(async () => {
  sql.close();
  await world.close();
});

async function filesOf(folder: string): Promise<Record<string, Uint8Array>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(
      paths.map(async (path) => [path.slice(folder.length + 1), await readFile(path)] as const),
    ),
  );
}

async function results(id: string): Promise<Results['results']> {
  const answer = await apiOf(
    ingest,
    world,
  )({ method: 'GET', path: `/v1/sessions/${id}/results`, as: caller() });
  expect(answer.status).toBe(200);
  return (answer.body as Results).results;
}

/** Checks of a session that did not pass, as `check lead verdict`. */
const troubles = async (id: string): Promise<unknown[]> =>
  (await sql.query(`${id}/processed/ecg-mat`, notPassed)).map(
    (row) => `${row.check} ${row.lead ?? '-'} ${row.verdict}`,
  );
const notPassed = `SELECT "check", lead, verdict FROM parts WHERE "check" IS NOT NULL AND verdict <> 'pass' ORDER BY ALL`;

describe('the faults of the example sessions are found by name', () => {
  test('a lead that lies flat for three seconds', async () => {
    const [result] = await results('ines-2026-02-20-ecg-flat-lead');
    expect(result?.rejected).toEqual([
      { file: 'ines_night_01.mat', lead: 'V5', check: 'flat', detail: expect.stringMatching(/^3\.?\d* s/) },
    ]);
    expect(result?.quality).toMatchObject({ reject: 1 });
    expect(await troubles('ines-2026-02-20-ecg-flat-lead')).toEqual(
      expect.arrayContaining(['flat V5 reject', 'calibration - warn']),
    );
  });

  test('a packet of samples that was lost', async () => {
    const [result] = await results('tomas-2026-02-21-ecg-wireless');
    expect(result?.rejected).toEqual([
      { file: 'tomas_walking.mat', lead: 'MLII', check: 'not-finite', detail: '8 samples (0)' },
    ]);
  });

  test('a file that was cut short: it is refused, the other one is processed', async () => {
    const id = 'bruno-2026-02-25-ecg-cut-short';
    const [result] = await results(id);
    expect(result?.refused).toEqual([
      { path: 'bruno_control (2).mat', code: 'mat-truncated', detail: expect.stringContaining('byte') },
    ]);
    expect(result?.tables.find(({ name }) => name === 'signal')).toMatchObject({ files: 1, rows: 3600 });
    const [key] = await keysOf(world, 'ledger/failures', `mat-truncated/preprocess-${id}`);
    expect(await documentAt<Failure>(world, 'ledger/failures', key ?? '')).toMatchObject({
      session: id,
      field: 'bruno_control (2).mat',
      service: 'preprocess',
    });
    expect(world.published.filter(({ type }) => type === 'SessionProcessingFailed')).toMatchObject([
      { data: { sessionId: id, processor: 'ecg-mat', file: 'bruno_control (2).mat', code: 'mat-truncated' } },
    ]);
  });

  test('and nothing else is refused or rejected', async () => {
    const found = await Promise.all(
      (await readdir(examples)).map(async (id) => [id, await results(id)] as const),
    );
    const faulty = found.filter(([, list]) =>
      list.some(({ refused, rejected }) => refused.length + rejected.length > 0),
    );
    expect(faulty.map(([id]) => id).toSorted()).toEqual([
      'bruno-2026-02-25-ecg-cut-short',
      'ines-2026-02-20-ecg-flat-lead',
      'tomas-2026-02-21-ecg-wireless',
    ]);
  });
});

describe('what is known of a signal', () => {
  const leads = (id: string) =>
    sql.query(`${id}/processed/`, 'SELECT * FROM parts WHERE variable IS NOT NULL ORDER BY lead');

  test('comes from metadata of any spelling, from the file, and from what the layout is known for', async () => {
    expect(await leads('martha-2026-03-03-ecg-exercise')).toMatchObject([
      {
        lead: 'MLII',
        variable: 'ecg',
        class: 'int16',
        sampling_rate: 360,
        gain: 200,
        baseline: 1024,
        samples: '3600',
      },
      { lead: 'V5', gain: 200 },
    ]);
    expect(await leads('tomas-2026-02-21-ecg-wireless')).toMatchObject([
      { lead: 'MLII', class: 'double', sampling_rate: 350, gain: 1, baseline: 0 },
    ]);
    expect(await leads('bruno-2026-02-18-ecg-bigeminy')).toMatchObject(
      [1, 2, 3].map(() => ({ lead: 'MLII', sampling_rate: 360, gain: 200, baseline: 1024 })),
    );
    expect(await leads('ines-2026-02-20-ecg-flat-lead')).toMatchObject([
      { lead: 'MLII', gain: 200, baseline: null },
      { lead: 'V5', gain: 200, baseline: null },
    ]);
  });

  test('the values are those of the file, sample by sample', async () => {
    const id = 'marta-2026-03-02-ecg-rest';
    const bytes = await readFile(join(examples, id, 'marta_rest.mat'));
    const rows = await sql.query(
      `${id}/processed/`,
      'SELECT sample, MLII FROM parts WHERE MLII IS NOT NULL ORDER BY sample',
    );
    expect(rows).toEqual(
      Array.from({ length: 3600 }, (_, sample) => ({ sample, MLII: bytes.readInt16LE(24 + 2 * sample) })),
    );
  });
});

describe('tables that are text', () => {
  test('keep their columns with types, quoted cells and missing values', async () => {
    expect(
      await sql.query('mouse-m112-2026-02-05-v1-gratings/processed/', 'SELECT * FROM parts LIMIT 2'),
    ).toEqual([
      {
        session: 'mouse-m112-2026-02-05-v1-gratings',
        file: 'm112_stimuli.csv',
        onset_s: 0.05,
        duration_s: 0.2,
        orientation_deg: '0',
        contrast: 1,
        comment: null,
      },
      expect.objectContaining({ orientation_deg: '45', comment: 'blinked, twice' }),
    ]);
    expect(
      await sql.query(
        'rat-l07-2026-01-22-ca1-linear-track/processed/',
        'SELECT duration, value FROM parts ORDER BY onset',
      ),
    ).toEqual([
      { duration: 0, value: '1' },
      { duration: 0.048, value: 'left' },
      { duration: null, value: 'n/a' },
      { duration: 0.051, value: 'right' },
      { duration: 0, value: '1' },
    ]);
  });
});

test('a session without anything to process is processed all the same', async () => {
  expect(await results('20260214_093015')).toEqual([]);
  expect(await documentAt(world, 'ledger/sessions', '20260214_093015/record.json')).toMatchObject({
    results: [],
    stages: { processed: expect.any(String) },
  });
});
