import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type RunningConsumer, runConsumer } from '../../../infra/local/consumers.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import type { Queue } from '../../../shared/ports/queue.ts';
import { consume } from '../../../shared/service/consume.ts';
import { Refusal } from '../../../shared/service/errors.ts';
import { event } from '../../make.ts';
import { keysOf, openWorld, type TestWorld } from '../../services/world.ts';
import { manualClock } from '../../setup/manual-clock.ts';

const settings = { visibilityTimeout: 60, attempts: 4 };
const ALL = { type: ['SessionMigrated'] } as const;
const NOTHING = { waiting: 0, inFlight: 0, delayed: 0, dead: 0 };

let world: TestWorld;
let queue: Queue;
let running: RunningConsumer | undefined;
beforeEach(async () => {
  const subscriptions = [{ queue: 'test', filter: ALL, settings }];
  world = await openWorld({ clock: manualClock(), subscriptions });
  queue = world.queue('test');
  running = undefined;
});
afterEach(async () => {
  await running?.stop();
  await world.close();
});

function run(handle: (event: Envelope) => Promise<void>, concurrency = 1, from = queue): RunningConsumer {
  const { clock, log } = world;
  const consumer = { service: 'test', handle, inbox: world.area('ledger/failures'), clock, log };
  running = runConsumer(from, (message) => consume(message, consumer), concurrency, { clock, log });
  return running;
}

const publish = async (...ids: string[]): Promise<void> => {
  for (const id of ids) await world.bus.publish(event({ id }));
};

describe('a message', () => {
  test('that is handled leaves the queue', async () => {
    const seen: string[] = [];
    run(async ({ id }) => void seen.push(id));
    await publish('a', 'b', 'c');
    await world.clock.advance(0);
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(await queue.depth()).toEqual(NOTHING);
  });

  test('that is refused leaves the queue for the inbox', async () => {
    run(async () => {
      throw new Refusal('file-missing');
    });
    await publish('a');
    await world.clock.advance(0);
    expect(await keysOf(world, 'ledger/failures')).toEqual(['file-missing/test-a.json']);
    expect(await queue.depth()).toEqual(NOTHING);
  });

  test('that fails comes again after 1, 2 and 4 seconds, and is then a dead letter', async () => {
    const start = world.clock.now();
    const at: number[] = [];
    run(async () => {
      at.push(world.clock.now() - start);
      throw new Error('no');
    });
    await publish('a');
    await world.clock.advance(30_000);
    expect(at).toEqual([0, 1000, 3000, 7000]);
    expect(await queue.depth()).toEqual({ ...NOTHING, dead: 1 });
  });

  test('that fails does not hold up the next one', async () => {
    const done: string[] = [];
    run(async ({ id }) => {
      if (id === 'poison') throw new Error('no');
      done.push(id);
    });
    await publish('poison', 'a', 'b');
    await world.clock.advance(0);
    expect(done).toEqual(['a', 'b']);
  });
});

test('at most so many are in work at a time', async () => {
  let inWork = 0;
  let most = 0;
  const { promise: held, resolve: goOn } = Promise.withResolvers<void>();
  run(async () => {
    inWork += 1;
    most = Math.max(most, inWork);
    await held;
    inWork -= 1;
  }, 2);
  await publish('a', 'b', 'c', 'd');
  await world.clock.advance(0);
  expect(inWork).toBe(2);
  expect(await queue.depth()).toMatchObject({ waiting: 2, inFlight: 2 });
  goOn();
  await world.clock.advance(0);
  expect(most).toBe(2);
  expect(await queue.depth()).toEqual(NOTHING);
});

test('stopping finishes what is in work, and leaves the rest in the queue', async () => {
  const done: string[] = [];
  const { promise: held, resolve: goOn } = Promise.withResolvers<void>();
  const consumer = run(async ({ id }) => {
    await held;
    done.push(id);
  });
  await publish('a', 'b');
  await world.clock.advance(0);
  const stopped = consumer.stop();
  goOn();
  await stopped;
  expect(done).toEqual(['a']);
  expect(await queue.depth()).toEqual({ ...NOTHING, waiting: 1 });
});

test('stopping while nothing is to do is at once', async () => {
  await run(async () => undefined).stop();
});

test('a queue that does not answer is asked again after a second, and the log tells of it', async () => {
  let failures = 2;
  const seen: string[] = [];
  const flaky: Queue = {
    ...queue,
    receive: async (options) => {
      if (failures > 0) {
        failures -= 1;
        throw new Error('The file is locked.');
      }
      return await queue.receive(options);
    },
  };
  run(async ({ id }) => void seen.push(id), 1, flaky);
  await publish('a');
  await world.clock.advance(1999);
  expect(seen).toEqual([]);
  await world.clock.advance(1);
  expect(seen).toEqual(['a']);
  expect(world.lines).toMatchObject([{ level: 'error', queue: 'test' }, { level: 'error' }]);
});
