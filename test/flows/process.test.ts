import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { main } from '../../services/cli/main.ts';
import { pushSession } from '../../services/uploader/push.ts';
import type { Results } from '../../shared/api/results.ts';
import { systemClock } from '../../shared/clients/clock.ts';
import { eventually, idsFound, openTestPlatform, type TestPlatform } from './world.ts';

const examples = fileURLToPath(new URL('../../infra/local/examples/sessions/', import.meta.url));
const SOUND = 'martha-2026-03-03-ecg-exercise';
const CUT = 'bruno-2026-02-25-ecg-cut-short';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openTestPlatform();
  for (const id of [SOUND, CUT])
    await pushSession({ folder: `${examples}${id}`, id, api: platform.api, clock: systemClock });
});
afterAll(() => platform.close());

const processed = (id: string): Promise<Results> =>
  eventually(async () => {
    const results = await platform.api.results(id);
    return results.pipeline !== undefined && results;
  }, `${id} is processed`);

/** What `sessions` prints, without colours. */
async function sessions(...argv: string[]): Promise<string> {
  const printed: string[] = [];
  const stream = { write: (text: string) => printed.push(text) };
  const env = { SESSIONS_HOME: platform.home, NO_COLOR: '1' };
  const { platform: os } = process;
  const { signal } = new AbortController();
  expect(await main({ argv, env, platform: os, stdout: stream, stderr: stream, signal })).toBe(0);
  return printed.join('');
}

describe('a session that was pushed', () => {
  test('is processed, and its tables are where the API says, for any reader of Parquet', async () => {
    const { results } = await processed(SOUND);
    const signal = results[0]?.tables.find(({ name }) => name === 'signal');
    expect(signal).toMatchObject({ files: 1, rows: 3600 });
    const file = fileURLToPath(signal?.parts[0]?.address ?? '');
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const answer = await connection.runAndReadAll(
      `SELECT recording, count(*)::INT AS n, count(MLII)::INT AS mlii, count(V5)::INT AS v5 FROM read_parquet('${file}') GROUP BY recording`,
    );
    expect(answer.getRowObjectsJson()).toEqual([{ recording: 1, n: 3600, mlii: 3600, v5: 3600 }]);
    connection.closeSync();
    instance.closeSync();
  });

  test('is found among the processed ones', async () => {
    await processed(SOUND);
    const found = await eventually(async () => {
      const { sessions: list } = await platform.api.find({ q: 'martha', processed: 'true' });
      return list[0];
    }, 'the index shows the stage');
    expect(found).toMatchObject({ id: SOUND, stages: { processed: expect.any(String) } });
    expect(await idsFound(platform.api, 'martha')).toEqual([SOUND]);
  });

  test('with a file that was cut off says which, and keeps the other one', async () => {
    const { results } = await processed(CUT);
    expect(results[0]).toMatchObject({
      refused: [{ path: 'bruno_control (2).mat', code: 'mat-truncated' }],
      tables: expect.arrayContaining([expect.objectContaining({ name: 'signal', rows: 3600 })]),
    });
    expect((await platform.api.failures({ session: CUT })).failures).toMatchObject([
      { cause: 'mat-truncated', service: 'preprocess', field: 'bruno_control (2).mat' },
    ]);
  });

  test('is shown by the command line', async () => {
    await Promise.all([processed(SOUND), processed(CUT)]);
    expect(await sessions('results', SOUND)).toMatch(/signal +3,600 .*part-00000\.parquet/);
    const cut = await sessions('results', CUT);
    expect(cut).toMatch(/refused bruno_control \(2\)\.mat: .* \(mat-truncated\)/);
    expect(JSON.parse(await sessions('results', CUT, '--json'))).toEqual(await platform.api.results(CUT));
  });

  test('is shown to those only who may see its source', async () => {
    const other = await platform.apiFor({ scopes: ['sessions:read'], sources: ['elsewhere'] });
    await expect(other.results(SOUND)).rejects.toMatchObject({ status: 404, code: 'session-unknown' });
  });
});
