import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { index } from '../../../services/index/service.ts';
import { ingest } from '../../../services/ingest/service.ts';
import { type Files, FilesSchema, type Session, SessionSchema } from '../../../shared/api/sessions.ts';
import { check } from '../../../shared/schema/validate.ts';
import type { HttpAnswer } from '../../../shared/service/http.ts';
import { recordKey } from '../../../shared/session/record.ts';
import { file, record } from '../../make.ts';
import { commitSession } from '../propose.ts';
import { apiOf, handlerOf, openWorld, type TestWorld } from '../world.ts';
import { rig1, rig2 } from './ingest-world.ts';

const AT = '2026-03-02T09:15:00.000Z';
const FILES = { 'a.dat': 'samples', 'metadata.json': '{"subject": "marta", "recorded_at": "2021-02-29"}' };

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
  await commitSession(world, 's1', FILES, { metadata: 'metadata.json' });
});
afterAll(() => world.close());

const get = (path: string, as = rig1): Promise<HttpAnswer> =>
  apiOf(ingest, world)({ method: 'GET', path, as });

describe('a session', () => {
  test('is shown from the ledger, before the index has it', async () => {
    const { status, body } = await get('/v1/sessions/s1');
    expect(status).toBe(200);
    expect(check(SessionSchema, body)).toMatchObject({ ok: true });
    expect(body).toMatchObject({
      record: { id: 's1', revision: 1 },
      metadata: { format: 'json', value: { subject: 'marta' } },
      receipt: { receipt: { session: 's1' } },
    });
    expect(body).not.toHaveProperty('indexed');
    expect((body as Session).quarantined).toContainEqual(expect.objectContaining({ field: 'recorded_at' }));
  });

  test('says what the index shows of it by now', async () => {
    await handlerOf(index, world)(await commitSession(world, 'indexed'));
    expect((await get('/v1/sessions/indexed')).body).toMatchObject({ indexed: { revision: 1 } });
  });

  test('lists its files, each with the address of its very bytes', async () => {
    const { body } = await get('/v1/sessions/s1/files');
    expect(check(FilesSchema, body)).toMatchObject({ ok: true });
    const { session, manifest, files } = body as Files;
    expect({ session, manifest }).toMatchObject({ session: 's1', manifest: { metadata: 'metadata.json' } });
    expect(files).toMatchObject(Object.entries(FILES).map(([path, content]) => file(path, content)));
    expect(await readFile(new URL(files[0]?.address ?? ''), 'utf8')).toBe('samples');
  });

  test.each([
    [100, 100, undefined],
    [5000, 100, 4900],
  ])('with %i tables names %i of them, and how many it leaves out', async (made, named, left) => {
    const tables = Array.from({ length: made }, (_, n) => ({ name: `t${n}`, files: 1, rows: 2, bytes: 3 }));
    const result = { processor: 'table', version: '1', digest: '0'.repeat(16), tables, refused: 0, at: AT };
    const id = `tables-${made}`;
    await commitSession(world, id);
    const processed = Buffer.from(JSON.stringify(record({ id, results: [result] })));
    await world.area('ledger/sessions').put(recordKey(id), processed);
    const { body } = await get(`/v1/sessions/${id}`);
    expect(check(SessionSchema, body)).toMatchObject({ ok: true });
    const [shown] = (body as Session).record.results ?? [];
    expect(shown?.tables).toEqual(tables.slice(0, named));
    expect(shown?.tablesLeftOut).toBe(left);
    expect(shown).toMatchObject({ processor: 'table', refused: 0, at: AT });
  });

  test('is no session for the key of another source, nor is one that is not committed', async () => {
    for (const path of ['/v1/sessions/s1', '/v1/sessions/s1/files'])
      expect(await get(path, rig2)).toMatchObject({ status: 404, body: { code: 'session-unknown' } });
    const answers = await Promise.all([get('/v1/sessions/s1', rig2), get('/v1/sessions/s2', rig1)]);
    expect(answers[0]).toEqual(answers[1]);
  });

  test('whose record is damaged is a fault and not unknown', async () => {
    await commitSession(world, 'damaged');
    await world.area('ledger/sessions').put(recordKey('damaged'), Buffer.from('{}'));
    expect(await get('/v1/sessions/damaged')).toMatchObject({
      status: 500,
      body: { code: 'internal-error' },
    });
  });
});
