import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { changeRecord, createRecord, readRecord } from '../../../shared/service/records.ts';
import { reachStage, recordKey, type SessionRecord } from '../../../shared/session/record.ts';
import { record } from '../../make.ts';
import { openWorld, type TestWorld } from '../../services/world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

let number = 0;
let id = '';
beforeEach(async () => {
  number += 1;
  id = `session-${number}`;
  await createRecord(world.area('ledger/sessions'), record({ id }));
});

const read = (): Promise<SessionRecord | undefined> => readRecord(world.area('ledger/sessions'), id);
const change = (how: (record: SessionRecord) => SessionRecord) =>
  changeRecord(world.area('ledger/sessions'), id, how);

/** A change that can be told from every other: one more entry. */
const note = (field: string) => (current: SessionRecord) => ({
  ...current,
  revision: current.revision + 1,
  quarantined: [...current.quarantined, { field, value: '', code: 'test', reason: '' }],
});

describe('a record', () => {
  test('is created once', async () => {
    await createRecord(world.area('ledger/sessions'), record({ id, source: 'rig-2' }));
    expect(await read()).toEqual(record({ id }));
  });

  test('takes twenty changes at the same time, each of them once', async () => {
    const fields = Array.from({ length: 20 }, (_, index) => `field-${index}`);
    await Promise.all(fields.map((field) => change(note(field))));
    const changed = await read();
    expect(changed?.revision).toBe(21);
    expect(changed?.quarantined.map(({ field }) => field).toSorted()).toEqual(fields.toSorted());
  });

  test('is not written where there is nothing to change', async () => {
    await change((current) => reachStage(current, 'verified', '2026-01-02T00:00:00.000Z'));
    const before = await world.area('ledger/sessions').head(recordKey(id));
    const again = await change((current) => reachStage(current, 'verified', '2026-01-03T00:00:00.000Z'));
    expect(again).toMatchObject({ revision: 2, stages: { verified: '2026-01-02T00:00:00.000Z' } });
    expect(await world.area('ledger/sessions').head(recordKey(id))).toEqual(before);
  });

  test('that is not there is not made by a change', async () => {
    id = 'nobody';
    expect(await change(note('a'))).toBeUndefined();
    expect(await read()).toBeUndefined();
  });

  test('that would be wrong is not written', async () => {
    await expect(change((current) => ({ ...current, revision: 0 }))).rejects.toMatchObject({
      code: 'internal-error',
    });
    expect(await read()).toEqual(record({ id }));
  });

  test('is given up, and said so, when others change it all the time', async () => {
    const sessions = world.area('ledger/sessions');
    const call = changeRecord(
      {
        ...sessions,
        put: async (...[key, body, options]) => {
          await sessions.put(key, Buffer.concat([await bytesOf(key), Buffer.from(' ')]));
          return await sessions.put(key, body, options);
        },
      },
      id,
      note('a'),
    );
    await expect(call).rejects.toMatchObject({ code: 'internal-error' });
    expect(await read()).toEqual(record({ id }));
  });

  test('that is damaged is a fault, not a session that there is not', async () => {
    await world.area('ledger/sessions').put(recordKey(id), Buffer.from('{"format": 1'));
    await expect(read()).rejects.toMatchObject({ name: 'Fault' });
    await world.area('ledger/sessions').put(recordKey(id), Buffer.from('{"format": 2}'));
    await expect(read()).rejects.toMatchObject({ name: 'Fault' });
  });
});

async function bytesOf(key: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await world.area('ledger/sessions').get(key)).chunks) chunks.push(chunk);
  return Buffer.concat(chunks);
}
