import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { reconcile } from '../../../services/reconcile/service.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { MAX_EVENT_BYTES } from '../../../shared/ports/bus.ts';
import type { Failure } from '../../../shared/service/inbox.ts';
import type { World } from '../../../shared/service/wire.ts';
import { eventOf, eventOfBytes } from '../../make.ts';
import { deaths, dyingWorld } from '../dying.ts';
import { documentAt, keysOf, openWorld, runOf, type TestWorld } from '../world.ts';

let world: TestWorld;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const left = (id: string): Envelope => eventOf('SessionMigrated', { sessionId: 's1' }, { id });
const leave = async (event: Envelope): Promise<unknown> =>
  await world.area('ledger/outbox').put(`${event.id}.json`, Buffer.from(JSON.stringify(event)));
const leaveText = async (key: string, text: string | Uint8Array): Promise<unknown> =>
  await world.area('ledger/outbox').put(key, Buffer.from(text as string));
const sweep = (of: World = world): Promise<void> => runOf(reconcile, of)();
const outbox = (): Promise<string[]> => keysOf(world, 'ledger/outbox');

describe('an event that was left in the outbox', () => {
  test('for 15 seconds is published as it was written, and taken out', async () => {
    await leave(left('e1'));
    await world.clock.advance(15_000);
    await sweep();
    expect(world.published).toEqual([left('e1')]);
    expect(await outbox()).toEqual([]);
  });

  test('for a shorter time is its writer’s: it is left alone', async () => {
    await leave(left('e1'));
    await world.clock.advance(14_999);
    await sweep();
    expect(world.published).toEqual([]);
    expect(await outbox()).toEqual(['e1.json']);
  });

  test('is not taken out before it is published', async () => {
    await leave(left('e1'));
    await world.clock.advance(15_000);
    const refusing = { ...world, bus: { publish: () => Promise.reject(new Error('The bus is down.')) } };
    await sweep(refusing).catch(() => undefined);
    expect(await outbox()).toEqual(['e1.json']);
    await sweep();
    expect(world.published).toEqual([left('e1')]);
  });

  test('and is taken out by its writer meanwhile is no trouble', async () => {
    await leave(left('e1'));
    await world.clock.advance(15_000);
    const { ledger } = world.stores;
    const gone: World = {
      ...world,
      stores: {
        ...world.stores,
        ledger: {
          ...ledger,
          get: async (key, options) => {
            await ledger.remove(key);
            return await ledger.get(key, options);
          },
        },
      },
    };
    await sweep(gone);
    expect(world.published).toEqual([]);
    expect(world.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('is found among more than one page of them', async () => {
    const ids = ['e1', 'e2', 'e3', 'e4', 'e5'];
    for (const id of ids) await leave(left(id));
    await world.clock.advance(15_000);
    const { ledger } = world.stores;
    const list: typeof ledger.list = (options) => ledger.list({ ...options, limit: 2 });
    await sweep({ ...world, stores: { ...world.stores, ledger: { ...ledger, list } } });
    expect(world.published.map(({ id }) => id)).toEqual(ids);
    expect(await outbox()).toEqual([]);
  });

  test.each(deaths(2))('is published although the sweep dies $moment effect $at', async ({ at, moment }) => {
    await leave(left('e1'));
    await world.clock.advance(15_000);
    await sweep(dyingWorld(world, at, moment)).catch(() => undefined);
    await sweep();
    expect(world.published.length).toBeGreaterThanOrEqual(1);
    expect(await outbox()).toEqual([]);
  });
});

describe('a damaged entry of the outbox', () => {
  test.each([
    ['is no JSON', '{"specversion":', '{"specversion":'],
    ['is empty', '', ''],
    ['fits no schema', '{"type":"Nothing"}', '{"type":"Nothing"}'],
  ])('that %s goes to the inbox as it is', async (_, text, input) => {
    await leaveText('e1.json', text);
    await world.clock.advance(15_000);
    await sweep();
    expect(await documentAt<Failure>(world, 'ledger/failures', 'event-invalid/outbox-e1.json')).toMatchObject(
      {
        cause: 'event-invalid',
        service: 'reconcile',
        input,
      },
    );
    expect(world.published).toEqual([]);
    expect(await outbox()).toEqual([]);
  });

  test('does not hold up those behind it', async () => {
    await leaveText('a.json', 'damaged');
    await leave(left('b'));
    await world.clock.advance(15_000);
    await sweep();
    expect(world.published).toEqual([left('b')]);
  });
});

describe('an entry that cannot be published', () => {
  const tooLarge = (): Envelope => ({
    ...eventOfBytes(MAX_EVENT_BYTES + 1),
    ...left('a'),
    data: {
      sessionId: 's1',
      filling: 'x'.repeat(MAX_EVENT_BYTES),
    },
  });

  test('does not hold up those behind it, stays, and is told of in the log', async () => {
    await leave(tooLarge());
    await leave(left('b'));
    await world.clock.advance(15_000);
    await sweep().catch(() => undefined);
    expect(world.published).toEqual([left('b')]);
    expect(await outbox()).toEqual(['a.json']);
    expect(world.lines).toContainEqual(expect.objectContaining({ level: 'error', code: 'EventTooLarge' }));
  });

  test('does not hold up the dead letters', async () => {
    await leave(tooLarge());
    await world.clock.advance(15_000);
    let asked = false;
    const deadLetters = {
      ...world.deadLetters,
      receive: async () => {
        asked = true;
        return [];
      },
    };
    await sweep({ ...world, deadLetters }).catch(() => undefined);
    expect(asked).toBe(true);
  });

  test('makes the run fail, so that an alarm is raised', async () => {
    await leave(tooLarge());
    await world.clock.advance(15_000);
    await expect(sweep()).rejects.toThrow();
  });
});
