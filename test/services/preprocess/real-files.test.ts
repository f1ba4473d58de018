import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PROCESSING_ERRORS } from '../../../services/preprocess/errors.ts';
import { preprocess } from '../../../services/preprocess/service.ts';
import type { Provenance } from '../../../shared/session/results.ts';
import { eventOf } from '../../make.ts';
import { documentAt, handlerOf, keysOf, openWorld, type TestWorld } from '../world.ts';
import { commitFiles } from './session.ts';
import { openSql } from './sql.ts';

const data = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const there = existsSync(data);
const suite = there ? describe : describe.skip;

interface Expected {
  readonly file: string;
  readonly bytes: number;
  readonly level: string;
  readonly variables: readonly (readonly [string, string, readonly number[]])[];
  readonly error: string | null;
}

/** `parts` are the rows of all tables: those of the signal with the file that each belongs to. */
const SIGNALS =
  'FROM (FROM parts WHERE MLII IS NOT NULL) s JOIN (FROM parts WHERE variable IS NOT NULL) l USING (recording) WHERE true';

async function filesIn(folder: string): Promise<Record<string, Uint8Array>> {
  const names = (await readdir(join(data, folder), { recursive: true })).filter((name) =>
    name.endsWith('.mat'),
  );
  const read = names.map(async (name) => [name, await readFile(join(data, folder, name))] as const);
  return Object.fromEntries(await Promise.all(read));
}

const expectedOf = async (folder: string): Promise<Expected[]> =>
  JSON.parse(await readFile(join(data, folder, 'expected.json'), 'utf8')) as Expected[];

suite(`real MAT-files${there ? '' : ' (skipped: ../shared/data is not there)'}`, () => {
  let world: TestWorld;
  let sql: Awaited<ReturnType<typeof openSql>>;
  beforeAll(async () => {
    world = await openWorld();
    sql = await openSql(world);
  });
  afterAll(async () => {
    sql.close();
    await world.close();
  });

  async function process(
    session: string,
    files: Record<string, Uint8Array>,
  ): Promise<Provenance | undefined> {
    await commitFiles(world, session, files);
    await handlerOf(preprocess, world)(eventOf('SessionMigrated', { sessionId: session }));
    const key = (await keysOf(world, 'results', session)).find((each) => each.endsWith('provenance.json'));
    return await documentAt<Provenance>(world, 'results', key ?? '');
  }

  test('every fragment of Plawiak 2017 is a signal with its samples, and none is rejected', async () => {
    const files = await filesIn('ecg/plawiak-2017');
    const made = await process('plawiak', files);
    expect(made).toMatchObject({ refused: [], quality: { counts: { reject: 0, warn: 0 }, rejected: [] } });
    const rows = await sql.query(
      'plawiak/processed/',
      `SELECT l.file, count(*)::INT n, sum(s.MLII)::BIGINT s, max(s.sample) AS highest ${SIGNALS} GROUP BY l.file ORDER BY l.file`,
    );
    const sums = Object.entries(files).map(([file, bytes]) => {
      const samples = Array.from({ length: 3600 }, (_, i) => Buffer.from(bytes).readInt16LE(24 + 2 * i));
      return { file, n: 3600, s: String(samples.reduce((sum, value) => sum + value, 0)), highest: 3599 };
    });
    expect(rows).toEqual(sums.toSorted((a, b) => (a.file < b.file ? -1 : 1)));
  });

  test('the same fragment gives the same samples at every level that is read', async () => {
    const { refused } = (await process('levels', await filesIn('ecg/other-levels'))) ?? { refused: [] };
    expect(refused.map(({ path, code }) => `${path.split('/')[0]} ${code}`)).toEqual([
      'v73_hdf5storage mat-level-7.3',
      'v73_hdf5storage mat-level-7.3',
      'v73_hdf5storage mat-level-7.3',
    ]);
    const sums = async (session: string, name: string): Promise<unknown[]> =>
      (
        await sql.query(
          `${session}/processed/`,
          `SELECT DISTINCT sum(s.MLII)::BIGINT s ${SIGNALS} AND l.file LIKE '%${name}' GROUP BY l.file`,
        )
      ).map(({ s }) => s);
    for (const name of ['103m (4).mat', '106m (9).mat'])
      expect(await sums('levels', `1_NSR__${name}`)).toEqual(await sums('plawiak', `1 NSR/${name}`));
  });

  test('every other file is a signal, or is refused with a code that says why', async () => {
    const files = await filesIn('mat');
    const made = await process('others', files);
    const refused = new Map(made?.refused.map(({ path, code }) => [path, code]));
    expect([...new Set(refused.values())].filter((code) => !(code in PROCESSING_ERRORS))).toEqual([]);
    const expected = await expectedOf('mat');
    // Names repeat from folder to folder; with its size a file is known.
    const wrong = Object.entries(files).filter(([path, { length }]) => {
      const about = expected.find(({ file, bytes }) => basename(file) === basename(path) && bytes === length);
      const code = refused.get(path);
      if (about?.level.startsWith('v7.3')) return code !== 'mat-level-7.3';
      return code === undefined && !about?.variables.some(isSignal);
    });
    expect(wrong.map(([path]) => path)).toEqual([]);
    expect(refused.size).toBeLessThan(Object.keys(files).length);
    expect((await keysOf(world, 'ledger/failures')).filter((key) => key.includes('-others-'))).toHaveLength(
      refused.size,
    );
  });

  const isSignal = ([, type, dims]: Expected['variables'][number]): boolean =>
    /^(u?int(8|16|32)|float(32|64))$/.test(type) && dims.reduce((a, b) => a * b, 1) >= 2;

  test('the data are all there', async () => {
    expect((await expectedOf('ecg')).map(({ file }) => basename(file)).length).toBeGreaterThan(80);
  });
});
