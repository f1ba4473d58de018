import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { publish } from '../../../services/publish/service.ts';
import { storeBus } from '../../../shared/clients/aws/store-bus.ts';
import { consumeWritten, type Outcome, writtenNotice } from '../../../shared/service/consume.ts';
import type { Failure } from '../../../shared/service/inbox.ts';
import { areaOf, type World, wireDeps } from '../../../shared/service/wire.ts';
import { eventOf } from '../../make.ts';
import { documentAt, keysOf, openWorld, type TestWorld } from '../world.ts';

let world: TestWorld;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const processed = (id: string) => eventOf('SessionMigrated', { sessionId: 's1' }, { id });
const left = (): Promise<string[]> => keysOf(world, 'ledger/bus');
const leave = (id: string): Promise<void> => storeBus(world.area('ledger/bus')).publish(processed(id));

/** Tells the service that an object was written, as its queue does. */
async function told(key: string, of: World = world): Promise<Outcome> {
  const bound = publish.bind(wireDeps(publish.manifest, of));
  if (bound.kind !== 'written') throw new Error('It waits for no objects.');
  const message = { id: 'm-1', receipt: 'r-1', body: writtenNotice(key), deliveries: 1, sentAt: 0 };
  const { clock, log } = of;
  const inbox = areaOf(of, 'ledger/failures');
  return await consumeWritten(message, { service: 'publish', handle: bound.handle, inbox, clock, log });
}

describe('an event that was left in the ledger', () => {
  test('is published as it was left, and removed', async () => {
    await leave('e1');
    expect(await left()).toEqual(['e1.json']);
    expect(await told('e1.json')).toBe('done');
    expect(world.published).toEqual([processed('e1')]);
    expect(await left()).toEqual([]);
  });

  test('stays until it is published, however often that fails', async () => {
    await leave('e1');
    const down = { ...world, bus: { publish: () => Promise.reject(new Error('The bus is down.')) } };
    expect([await told('e1.json', down), await told('e1.json', down)]).toEqual(['again', 'again']);
    expect(await left()).toEqual(['e1.json']);
    expect(await told('e1.json')).toBe('done');
    expect(world.published).toEqual([processed('e1')]);
  });

  test('is published again rather than lost where whoever published it died before removing it', async () => {
    await leave('e1');
    const { ledger } = world.stores;
    const dying: World = {
      ...world,
      stores: {
        ...world.stores,
        ledger: { ...ledger, remove: () => Promise.reject(new Error('It died.')) },
      },
    };
    expect(await told('e1.json', dying)).toBe('again');
    expect(await told('e1.json')).toBe('done');
    expect(world.published).toEqual([processed('e1'), processed('e1')]);
    expect(await left()).toEqual([]);
  });

  test('and is told of once more after it was published is no trouble', async () => {
    await leave('e1');
    expect([await told('e1.json'), await told('e1.json')]).toEqual(['done', 'done']);
    expect(world.published).toHaveLength(1);
  });

  test('is the same event where it is left twice', async () => {
    await leave('e1');
    await leave('e1');
    expect(await left()).toEqual(['e1.json']);
  });
});

test('what is no event is kept in the inbox with its text, and published nowhere', async () => {
  const text = '{"specversion":"1.0"}';
  await world.area('ledger/bus').put('odd key.json', Buffer.from(text));
  expect(await told('odd key.json')).toBe('done');
  expect(world.published).toEqual([]);
  expect(await left()).toEqual([]);
  const failure = await documentAt<Failure>(world, 'ledger/failures', 'event-invalid/publish-odd_key.json');
  expect(failure).toMatchObject({ service: 'publish', input: text });
});
