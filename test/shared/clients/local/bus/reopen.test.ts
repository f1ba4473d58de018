import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openLocalBus, type Subscription } from '../../../../../shared/clients/local/bus/index.ts';
import { openDatabase } from '../../../../../shared/clients/local/sqlite.ts';
import { receiveSome } from '../../../../contracts/bus.ts';
import { event } from '../../../../make.ts';
import { manualClock } from '../../../../setup/manual-clock.ts';
import { openTestBus, type TestBus } from './test-bus.ts';

const subscription = (changes: Partial<Subscription> = {}): Subscription => ({
  queue: 'index',
  filter: {},
  settings: { visibilityTimeout: 60, attempts: 3 },
  ...changes,
});

let world: TestBus;
beforeEach(async () => {
  world = await openTestBus([subscription()]);
});
afterEach(() => world.close());

const bodies = async (queue: string) =>
  (await receiveSome(world, queue, 10)).map(({ body }) => JSON.parse(body).id);

describe('a local bus that is opened again', () => {
  test('still has every message, waiting or delayed, and every dead letter', async () => {
    await world.bus.publish(event({ id: 'waiting' }));
    const queue = world.queue('index');
    await queue.send('{"id":"delayed"}', { delaySeconds: 60 });
    world = await world.reopen();
    expect(await world.queue('index').depth()).toEqual({ waiting: 1, inFlight: 0, delayed: 1, dead: 0 });
    expect(await bodies('index')).toEqual(['waiting']);
    await world.advance(60_000);
    expect(await bodies('index')).toContain('delayed');
  });

  test('delivers at once what was in flight, for whoever held it is gone', async () => {
    await world.bus.publish(event());
    const [before] = await receiveSome(world, 'index', 1);
    world = await world.reopen();
    const [after] = await receiveSome(world, 'index', 1);
    expect(after).toMatchObject({ id: before?.id, deliveries: 2 });
  });

  test('takes no receipt from before', async () => {
    await world.bus.publish(event());
    const [before] = await receiveSome(world, 'index', 1);
    world = await world.reopen();
    await world.queue('index').acknowledge(before?.receipt ?? '');
    expect(await receiveSome(world, 'index', 1)).toHaveLength(1);
  });

  test('makes a dead letter of what took the process down in each of its attempts', async () => {
    await world.bus.publish(event());
    for (const deliveries of [1, 2, 3]) {
      expect(await receiveSome(world, 'index', 1)).toMatchObject([{ deliveries }]);
      world = await world.reopen();
    }
    expect(await receiveSome(world, 'index', 1)).toEqual([]);
    expect(await world.deadLetters.receive(10)).toMatchObject([{ queue: 'index', deliveries: 3 }]);
    world = await world.reopen();
    expect(await world.deadLetters.receive(10)).toMatchObject([{ queue: 'index', deliveries: 3 }]);
  });

  test('shows dead letters again to the next reader when this one does not acknowledge them', async () => {
    await world.bus.publish(event());
    world = await world.reopen({
      subscriptions: [subscription({ settings: { visibilityTimeout: 1, attempts: 1 } })],
    });
    await receiveSome(world, 'index', 1);
    await world.advance(1_000);
    const [first] = await world.deadLetters.receive(10);
    await world.advance(300_000);
    const [second] = await world.deadLetters.receive(10);
    expect(second).toMatchObject({ id: first?.id, deliveries: 1 });
    await world.deadLetters.acknowledge('index', first?.receipt ?? '');
    expect(await world.queue('index').depth()).toMatchObject({ dead: 1 });
  });

  test('delivers what was sent before the clock was set back', async () => {
    await world.bus.publish(event());
    world = await world.reopen({ clock: manualClock(Date.UTC(2020, 0, 1)) });
    expect(await receiveSome(world, 'index', 1)).toHaveLength(1);
  });

  test('goes by the new filter', async () => {
    world = await world.reopen({ subscriptions: [subscription({ filter: { type: ['SessionIndexed'] } })] });
    await world.bus.publish(event({ id: 'migrated' }));
    await world.bus.publish(event({ id: 'indexed', type: 'SessionIndexed' }));
    expect(await bodies('index')).toEqual(['indexed']);
  });

  test('goes by the new settings, for old messages too', async () => {
    await world.bus.publish(event());
    await receiveSome(world, 'index', 1);
    world = await world.reopen({
      subscriptions: [subscription({ settings: { visibilityTimeout: 5, attempts: 2 } })],
    });
    await receiveSome(world, 'index', 1);
    await world.advance(5_000);
    expect(await world.queue('index').depth()).toMatchObject({ waiting: 0, dead: 1 });
  });

  test('keeps the messages and settings of a queue that is subscribed no longer, and gives it no new ones', async () => {
    await world.bus.publish(event({ id: 'before' }));
    world = await world.reopen({ subscriptions: [subscription({ queue: 'other' })] });
    await world.bus.publish(event({ id: 'after' }));
    expect(await bodies('index')).toEqual(['before']);
    expect(await bodies('other')).toEqual(['after']);
    await world.advance(60_000);
    expect(await receiveSome(world, 'index', 1)).toMatchObject([{ deliveries: 2 }]);
    expect(Object.keys(await world.deadLetters.depths()).sort()).toEqual(['index', 'other']);
  });
});

describe('a local bus', () => {
  test('knows no queue that nobody ever subscribed', () => {
    expect(() => world.queue('nobody')).toThrow(expect.objectContaining({ code: 'NoSuchQueue' }));
  });

  test('takes no calls once it is closed', async () => {
    const closed = world;
    world = await world.reopen();
    await expect(closed.bus.publish(event())).rejects.toThrow('not open');
    await expect(closed.queue('index').receive({ max: 1, waitSeconds: 20 })).rejects.toThrow('not open');
  });

  test('does not open a file that is another database', async () => {
    const file = `${world.file}.other`;
    await openDatabase(file, ['CREATE TABLE other (x)']).close();
    const opened = openLocalBus({ file, clock: world.clock, subscriptions: [subscription()] });
    await expect(opened).rejects.toThrow('no such table');
  });

  test.each<[string, Subscription[], string]>([
    ['a filter that SNS would refuse', [subscription({ filter: { type: [] } })], 'BadFilter'],
    ['a name that SQS would refuse', [subscription({ queue: 'a queue' })], 'InvalidValue'],
    ['no attempts', [subscription({ settings: { visibilityTimeout: 60, attempts: 0 } })], 'InvalidValue'],
    [
      'no visibility timeout',
      [subscription({ settings: { visibilityTimeout: 0, attempts: 3 } })],
      'InvalidValue',
    ],
    ['the same queue twice', [subscription(), subscription()], 'InvalidValue'],
  ])('does not open with %s', async (_, subscriptions, code) => {
    const opened = openLocalBus({ file: ':memory:', clock: manualClock(), subscriptions });
    await expect(opened).rejects.toMatchObject({ name: 'BusError', code });
  });
});
