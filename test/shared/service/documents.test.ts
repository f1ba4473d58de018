import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Type from 'typebox';
import { readJson, writeOnce } from '../../../shared/service/documents.ts';
import { openWorld, type TestWorld } from '../../services/world.ts';

const Schema = Type.Object({ name: Type.String() });

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const read = (key: string) => readJson(world.area('ledger/sessions'), key, Schema);
const put = (key: string, bytes: Uint8Array | string) =>
  world.area('ledger/sessions').put(key, Buffer.from(bytes as string));

describe('a document', () => {
  test('that is written once stays as it is, and the second writer learns it', async () => {
    const sessions = world.area('ledger/sessions');
    expect(await writeOnce(sessions, 'once.json', { name: 'first' })).toBe(true);
    expect(await writeOnce(sessions, 'once.json', { name: 'second' })).toBe(false);
    expect((await read('once.json'))?.value).toEqual({ name: 'first' });
  });

  test('of many writers has exactly one', async () => {
    const sessions = world.area('ledger/sessions');
    const written = await Promise.all(
      Array.from({ length: 10 }, (_, index) => writeOnce(sessions, 'race.json', { name: `${index}` })),
    );
    expect(written.filter(Boolean)).toHaveLength(1);
    expect((await read('race.json'))?.value).toEqual({ name: `${written.indexOf(true)}` });
  });

  test('comes with its ETag and its bytes', async () => {
    const { etag } = await put('a.json', '{"name": "a"}');
    expect(await read('a.json')).toEqual({
      value: { name: 'a' },
      etag,
      bytes: Buffer.from('{"name": "a"}'),
    });
  });

  test('that is not there is undefined', async () => {
    expect(await read('nothing.json')).toBeUndefined();
  });

  test.each([
    ['is no JSON', '{'],
    ['is no UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
    ['does not fit its schema', '{"name": 1}'],
  ])('that %s is a fault that names it', async (_, bytes) => {
    await put('damaged.json', bytes);
    await expect(read('damaged.json')).rejects.toMatchObject({
      name: 'Fault',
      message: expect.stringContaining('damaged.json'),
    });
  });
});
