import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Message, Queue } from '../../../../../shared/ports/queue.ts';
import { event } from '../../../../make.ts';
import { openTestBus, type TestBus } from './test-bus.ts';

let world: TestBus;
let queue: Queue;
beforeEach(async () => {
  world = await openTestBus([
    { queue: 'index', filter: {}, settings: { visibilityTimeout: 10, attempts: 3 } },
  ]);
  queue = world.queue('index');
});
afterEach(() => world.close());

/** Somebody who waits for messages; `got` is undefined until there is an answer. */
function waitFor(options: { max?: number; waitSeconds?: number; signal?: AbortSignal } = {}) {
  const waiter: { got: Message[] | undefined; done: Promise<unknown> } = {
    got: undefined,
    done: Promise.resolve(),
  };
  waiter.done = queue.receive({ max: 1, waitSeconds: 20, ...options }).then((messages) => {
    waiter.got = messages;
  });
  return waiter;
}

describe('one who waits for messages', () => {
  test('gets what is published without that time passes', async () => {
    const waiter = waitFor();
    await world.advance(3_000);
    expect(waiter.got).toBeUndefined();
    await world.bus.publish(event());
    await world.advance(0);
    expect(waiter.got).toHaveLength(1);
  });

  test('gets what is sent, and what somebody else releases, just so', async () => {
    const first = waitFor();
    await world.advance(0);
    await queue.send('work');
    await first.done;
    const second = waitFor();
    await world.advance(1_000);
    await queue.release(first.got?.[0]?.receipt ?? '', 0);
    await world.advance(0);
    expect(second.got).toMatchObject([{ body: 'work', deliveries: 2 }]);
  });

  test('gets what becomes visible, at the moment when it does', async () => {
    await queue.send('work');
    await waitFor().done;
    const waiter = waitFor();
    await world.advance(9_999);
    expect(waiter.got).toBeUndefined();
    await world.advance(1);
    expect(waiter.got).toMatchObject([{ deliveries: 2 }]);
  });

  test('gets first what becomes visible first', async () => {
    await queue.send('second', { delaySeconds: 3 });
    await queue.send('first', { delaySeconds: 2 });
    const waiters = [waitFor(), waitFor()];
    await world.advance(2_000);
    expect(waiters.map(({ got }) => got?.[0]?.body)).toEqual(['first', undefined]);
    await world.advance(1_000);
    expect(waiters.map(({ got }) => got?.[0]?.body)).toEqual(['first', 'second']);
  });

  test('gets what is sent with a delay while it waits', async () => {
    const waiter = waitFor();
    await world.advance(1_000);
    await queue.send('later', { delaySeconds: 2 });
    await world.advance(1_999);
    expect(waiter.got).toBeUndefined();
    await world.advance(1);
    expect(waiter.got).toMatchObject([{ body: 'later' }]);
  });

  test('is served before those who came after', async () => {
    const waiters = [waitFor(), waitFor(), waitFor()];
    await world.advance(0);
    await queue.send('a');
    await queue.send('b');
    await world.advance(0);
    expect(waiters.map(({ got }) => got?.map(({ body }) => body))).toEqual([['a'], ['b'], undefined]);
  });

  test('is served together with others when several messages come at once', async () => {
    const waiters = [waitFor(), waitFor(), waitFor()];
    await world.advance(0);
    await Promise.all([queue.send('a'), queue.send('b')]);
    await world.advance(0);
    expect(waiters.map(({ got }) => got?.map(({ body }) => body))).toEqual([['a'], ['b'], undefined]);
  });

  test('gets all that is there, up to the number asked for', async () => {
    const waiter = waitFor({ max: 2 });
    await world.advance(0);
    await Promise.all(['a', 'b', 'c'].map((body) => queue.send(body)));
    await waiter.done;
    expect(waiter.got).toHaveLength(2);
    expect(await queue.depth()).toMatchObject({ waiting: 1, inFlight: 2 });
  });

  test('leaves with nothing when the wait ends, to the millisecond', async () => {
    const waiter = waitFor({ waitSeconds: 5 });
    await world.advance(4_999);
    expect(waiter.got).toBeUndefined();
    await world.advance(1);
    expect(waiter.got).toEqual([]);
  });

  test('takes nothing with it when it is aborted', async () => {
    const stop = new AbortController();
    const waiter = waitFor({ signal: stop.signal });
    await world.advance(0);
    stop.abort();
    await queue.send('work');
    await waiter.done;
    expect(waiter.got).toEqual([]);
    expect(await queue.depth()).toMatchObject({ waiting: 1, inFlight: 0 });
  });

  test('loses no message when it is aborted in the very moment in which it is served', async () => {
    await queue.send('held');
    await queue.send('work');
    const [held] = await queue.receive({ max: 1, waitSeconds: 0 });
    const stop = new AbortController();
    // Both are in one transaction, and the first to hear of its end aborts the other.
    const acknowledged = queue.acknowledge(held?.receipt ?? '').then(() => stop.abort());
    const waiter = waitFor({ signal: stop.signal });
    await Promise.all([acknowledged, waiter.done]);
    expect(waiter.got).toMatchObject([{ body: 'work' }]);
  });

  test('leaves nothing behind: many may come and go with one signal', async () => {
    const stop = new AbortController();
    const waiters = Array.from({ length: 40 }, () => waitFor({ signal: stop.signal }));
    expect(getEventListeners(stop.signal, 'abort')).toHaveLength(40);
    await world.advance(20_000);
    expect(waiters.every(({ got }) => got?.length === 0)).toBe(true);
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
  });

  test('is sent home when the bus is closed', async () => {
    const waiters = [waitFor(), waitFor()];
    await world.advance(0);
    world = await world.reopen();
    await Promise.all(waiters.map(({ done }) => done));
    expect(waiters.map(({ got }) => got)).toEqual([[], []]);
  });

  test('gets its messages when the bus is closed while it is being served', async () => {
    const [sent, waiter] = [queue.send('work'), waitFor()];
    world = await world.reopen();
    await Promise.all([sent, waiter.done]);
    const again = await world.queue('index').receive({ max: 1, waitSeconds: 0 });
    expect(again).toMatchObject([{ body: 'work', deliveries: (waiter.got?.length ?? 0) + 1 }]);
  });
});
