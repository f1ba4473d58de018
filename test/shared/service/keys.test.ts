import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { callerOfKey, type Key, makeKey } from '../../../shared/service/keys.ts';
import { documentAt, openWorld, type TestWorld } from '../../services/world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const options = { label: 'rig 1', scopes: ['sessions:write'], sources: ['rig-1'] } as const;
const make = (more: Partial<Parameters<typeof makeKey>[2]> = {}) =>
  makeKey(world.area('ledger/keys'), world.clock, { ...options, ...more });
const callerOf = (text: string) => callerOfKey(world.area('ledger/keys'), text, world.clock);

async function change(id: string, more: Partial<Key>): Promise<void> {
  const key = await documentAt<Key>(world, 'ledger/keys', `${id}.json`);
  await world.area('ledger/keys').put(`${id}.json`, Buffer.from(JSON.stringify({ ...key, ...more })));
}

describe('a key', () => {
  test('stands for its caller', async () => {
    const { id, text } = await make();
    expect(await callerOf(text)).toEqual({
      key: id,
      scopes: ['sessions:write'],
      sources: ['rig-1'],
      source: 'rig-1',
    });
  });

  test('has a source to write to only where that is clear', async () => {
    expect(await callerOf((await make({ sources: ['a', 'b'] })).text)).not.toHaveProperty('source');
    expect(await callerOf((await make({ sources: '*' })).text)).not.toHaveProperty('source');
    expect(await callerOf((await make({ sources: '*', source: 'a' })).text)).toMatchObject({ source: 'a' });
  });

  test('is kept without its secret', async () => {
    const { id, text } = await make();
    const kept = JSON.stringify(await documentAt(world, 'ledger/keys', `${id}.json`));
    expect(kept).not.toContain(text.split('.')[1]);
  });

  test('is never the same twice', async () => {
    const [one, other] = [await make(), await make()];
    expect(one.id).not.toBe(other.id);
    expect(one.text.split('.')[1]).not.toBe(other.text.split('.')[1]);
  });
});

describe('nobody is let in', () => {
  test('with a wrong secret, or with the secret of another key', async () => {
    const [one, other] = [await make(), await make()];
    expect(await callerOf(`${one.id}.${'A'.repeat(43)}`)).toBeUndefined();
    expect(await callerOf(`${one.id}.${other.text.split('.')[1]}`)).toBeUndefined();
  });

  test('with a key that there is not', async () => {
    expect(await callerOf(`key-${'0'.repeat(24)}.${'A'.repeat(43)}`)).toBeUndefined();
  });

  test.each([
    '',
    'key',
    '../outbox/x.y',
    `key-${'0'.repeat(24)}.`,
    `key-../../${'0'.repeat(18)}.${'A'.repeat(43)}`,
  ])('with %p', async (text) => {
    expect(await callerOf(text)).toBeUndefined();
  });

  test('once the key is revoked', async () => {
    const { id, text } = await make();
    await change(id, { revoked: '2026-01-01T00:00:00.000Z' });
    expect(await callerOf(text)).toBeUndefined();
  });

  test('from the moment on at which the key expires', async () => {
    const { id, text } = await make();
    await change(id, { expires: new Date(world.clock.now() + 1000).toISOString() });
    expect(await callerOf(text)).toMatchObject({ key: id });
    await world.clock.advance(1000);
    expect(await callerOf(text)).toBeUndefined();
  });

  test('with a key whose expiry nobody can read', async () => {
    const { id, text } = await make();
    await change(id, { expires: 'the end of the month' });
    expect(await callerOf(text)).toBeUndefined();
  });
});
