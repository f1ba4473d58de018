import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { reconcile } from '../../../services/reconcile/service.ts';
import { parseEvent } from '../../../shared/events/parse.ts';
import { announcer } from '../../../shared/service/announce.ts';
import { areaOf, type World } from '../../../shared/service/wire.ts';
import { deaths, dyingWorld } from '../../services/dying.ts';
import { keysOf, openWorld, runOf, type TestWorld } from '../../services/world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

let number = 0;
let sessionId = '';
beforeEach(() => {
  number += 1;
  sessionId = `session-${number}`;
});

const announceIn = (of: World) =>
  announcer({
    outbox: areaOf(of, 'ledger/outbox'),
    bus: of.bus,
    clock: of.clock,
    service: 'test',
    newId: () => `event-${number}`,
  });

/** The change that is announced: a document. */
const changeIn = (of: World) => () =>
  of.stores.results.put(`${sessionId}/changed`, Buffer.from('changed'), { ifNoneMatch: '*' });

const told = (): unknown[] => world.published.filter(({ subject }) => subject === sessionId);
const changed = async (): Promise<boolean> =>
  (await world.stores.results.head(`${sessionId}/changed`)) !== undefined;

describe('a change that is announced', () => {
  test('is made, told once, and leaves nothing in the outbox', async () => {
    const result = await announceIn(world)('SessionMigrated', { sessionId }, async () => 'result');
    expect(result).toBe('result');
    expect(told()).toHaveLength(1);
    expect(await keysOf(world, 'ledger/outbox')).toEqual([]);
  });

  test('is told by an event that fits the catalogue', async () => {
    await announceIn(world)('SessionIndexed', { sessionId, revision: 3 }, async () => undefined);
    const [event] = told();
    expect(parseEvent(JSON.stringify(event))).toEqual({ ok: true, event });
    expect(event).toMatchObject({
      source: '/services/test',
      type: 'SessionIndexed',
      time: new Date(world.clock.now()).toISOString(),
      data: { sessionId, revision: 3 },
    });
  });

  test('is not told before it is made', async () => {
    await announceIn(world)('SessionMigrated', { sessionId }, async () => {
      expect(told()).toEqual([]);
      expect(await keysOf(world, 'ledger/outbox')).toEqual([`event-${number}.json`]);
    });
  });

  test('is told all the same when it threw, since it may have been made', async () => {
    const change = async (): Promise<void> => {
      await changeIn(world)();
      throw new Error('the answer was lost');
    };
    await expect(announceIn(world)('SessionMigrated', { sessionId }, change)).rejects.toThrow('lost');
    await world.clock.advance(15_000);
    await runOf(reconcile, world)();
    expect(told()).toHaveLength(1);
  });
});

/** Outbox, change, bus, outbox. */
test.each(deaths(4))(
  'a process that dies $moment effect $at never makes a change that nobody hears of',
  async ({ at, moment }) => {
    const dying = dyingWorld(world, at, moment);
    const call = announceIn(dying)('SessionMigrated', { sessionId }, changeIn(dying));
    await expect(call).rejects.toThrow('effect');
    await world.clock.advance(15_000);
    await runOf(reconcile, world)();
    expect(told().length).toBeGreaterThanOrEqual((await changed()) ? 1 : 0);
    expect(told().length).toBeLessThanOrEqual(2);
    expect(await keysOf(world, 'ledger/outbox')).toEqual([]);
  },
);

test('where the outbox cannot be written, the change is not made', async () => {
  const dying = dyingWorld(world, 1, 'before');
  let made = false;
  const change = async (): Promise<void> => {
    made = true;
  };
  await expect(announceIn(dying)('SessionMigrated', { sessionId }, change)).rejects.toThrow('effect 1');
  expect(made).toBe(false);
});
