import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MAX_EVENT_BYTES } from '../../shared/ports/bus.ts';
import type { Message, Queue } from '../../shared/ports/queue.ts';
import { type BusWorld, type OpenBusWorld, receiveSome } from './bus.ts';

const SECOND = 1000;

/** What every queue does, whatever it is made of. Queues made of SQS pass it too: no order, no exact batches. */
export function queueContract(open: OpenBusWorld): void {
  let world: BusWorld;
  let queue: Queue;

  beforeEach(async () => {
    world = await open([
      { queue: 'work', filter: {}, settings: { visibilityTimeout: 5, attempts: 3 } },
      { queue: 'once', filter: {}, settings: { visibilityTimeout: 5, attempts: 1 } },
      { queue: 'long', filter: {}, settings: { visibilityTimeout: 600, attempts: 3 } },
    ]);
    queue = world.queue('work');
  });
  afterEach(() => world.close());

  const one = async (name = 'work'): Promise<Message> => {
    const [message] = await receiveSome(world, name, 1);
    if (message === undefined) throw new Error(`There is no message in "${name}".`);
    return message;
  };
  const none = (name = 'work') => world.queue(name).receive({ max: 10, waitSeconds: 0 });

  describe('a message', () => {
    test('arrives as it was sent', async () => {
      const body = 'ä 😀 "quoted"\n\ttext';
      await queue.send(body);
      const message = await one();
      expect(message).toMatchObject({ body, deliveries: 1 });
      expect(message.id).not.toBe('');
      expect(message.sentAt).toBeGreaterThan(0);
    });

    test('is hidden from others while somebody works on it', async () => {
      await queue.send('work');
      await one();
      expect(await none()).toEqual([]);
      await world.advance(3 * SECOND);
      expect(await none()).toEqual([]);
    });

    test('comes again, counted, when the visibility timeout has passed', async () => {
      await queue.send('work');
      const first = await one();
      await world.advance(5 * SECOND);
      const second = await one();
      expect(second).toMatchObject({ id: first.id, body: 'work', deliveries: 2, sentAt: first.sentAt });
      expect(second.receipt).not.toBe(first.receipt);
    });

    test('never comes again once it is acknowledged', async () => {
      await queue.send('work');
      await queue.acknowledge((await one()).receipt);
      await world.advance(6 * SECOND);
      expect(await none()).toEqual([]);
      expect(await world.deadLetters.receive(10)).toEqual([]);
    });

    test('stays when only others of its batch are acknowledged', async () => {
      for (const body of ['a', 'b', 'c']) await queue.send(body);
      const batch = await receiveSome(world, 'work', 3);
      for (const { body, receipt } of batch) if (body !== 'b') await queue.acknowledge(receipt);
      await world.advance(6 * SECOND);
      expect((await receiveSome(world, 'work', 3)).map(({ body }) => body)).toEqual(['b']);
    });

    test('comes again at once when it is released', async () => {
      await queue.send('work');
      await queue.release((await one()).receipt, 0);
      expect(await one()).toMatchObject({ deliveries: 2 });
    });

    test('comes again after the delay with which it is released', async () => {
      await queue.send('work');
      await queue.release((await one()).receipt, 8);
      await world.advance(6 * SECOND);
      expect(await none()).toEqual([]);
      await world.advance(2 * SECOND);
      expect(await one()).toMatchObject({ deliveries: 2 });
    });

    test('waits out the delay with which it is sent', async () => {
      await queue.send('later', { delaySeconds: 3 });
      expect(await none()).toEqual([]);
      await world.advance(3 * SECOND);
      expect(await one()).toMatchObject({ body: 'later', deliveries: 1 });
    });

    test('is not touched by a receipt of an earlier delivery', async () => {
      await queue.send('work');
      const first = await one();
      await world.advance(5 * SECOND);
      await one();
      await queue.acknowledge(first.receipt);
      await world.advance(5 * SECOND);
      expect(await one()).toMatchObject({ id: first.id, deliveries: 3 });
    });

    test('is not touched by a receipt that no queue gave out', async () => {
      await queue.send('work');
      await queue.acknowledge('no receipt');
      await queue.release('no receipt', 0);
      expect(await one()).toMatchObject({ body: 'work' });
    });
  });

  describe('a dead letter', () => {
    test('is what was delivered as often as the queue tries, and is kept as it was', async () => {
      await queue.send('poison');
      const { id, sentAt } = await one();
      for (const deliveries of [2, 3]) {
        await world.advance(5 * SECOND);
        expect(await one()).toMatchObject({ deliveries });
      }
      await world.advance(5 * SECOND);
      expect(await none()).toEqual([]);
      const [dead, ...others] = await world.deadLetters.receive(10);
      expect(dead).toMatchObject({ queue: 'work', id, body: 'poison', sentAt });
      expect(dead?.deliveries).toBeGreaterThanOrEqual(3);
      expect(others).toEqual([]);
    });

    test('comes of a message that is released too often', async () => {
      await queue.send('poison');
      for (let i = 0; i < 3; i++) await queue.release((await one()).receipt, 0);
      expect(await none()).toEqual([]);
      expect(await world.deadLetters.receive(10)).toMatchObject([{ queue: 'work', body: 'poison' }]);
    });

    test('names its queue, whichever queue it was', async () => {
      for (const name of ['work', 'once']) {
        await world.queue(name).send(`poison for ${name}`);
        for (let i = 0; i < (name === 'once' ? 1 : 3); i++) {
          await world.queue(name).release((await one(name)).receipt, 0);
        }
        expect(await none(name)).toEqual([]);
      }
      const dead = await world.deadLetters.receive(10);
      expect(dead.map(({ queue: name, body }) => `${name}: ${body}`).sort()).toEqual([
        'once: poison for once',
        'work: poison for work',
      ]);
    });

    test('is shown to one reader at a time, and is gone once acknowledged', async () => {
      await world.queue('once').send('poison');
      await world.queue('once').release((await one('once')).receipt, 0);
      await none('once');
      const [dead] = await world.deadLetters.receive(10);
      expect(await world.deadLetters.receive(10)).toEqual([]);
      await world.deadLetters.acknowledge('once', dead?.receipt ?? '');
      expect(await world.deadLetters.depths()).toMatchObject({ once: { dead: 0 } });
    });
  });

  describe('receiving', () => {
    test('brings at most as many as asked for, and all in the end', async () => {
      const bodies = Array.from({ length: 14 }, (_, i) => `message ${i}`);
      await Promise.all(bodies.map((body) => world.queue('long').send(body)));
      const few = await world.queue('long').receive({ max: 4, waitSeconds: 0 });
      expect(few.length).toBeLessThanOrEqual(4);
      const rest = await receiveSome(world, 'long', 14 - few.length);
      expect([...few, ...rest].map(({ body }) => body).sort()).toEqual(bodies.sort());
    });

    test('never gives one message to two who ask at once', async () => {
      const bodies = Array.from({ length: 20 }, (_, i) => `message ${i}`);
      await Promise.all(bodies.map((body) => world.queue('long').send(body)));
      const batches = await Promise.all(
        bodies.map(() => world.queue('long').receive({ max: 10, waitSeconds: 0 })),
      );
      const ids = batches.flat().map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    });

    test('waits for a message that comes later', async () => {
      const waiting = queue.receive({ max: 1, waitSeconds: 20 });
      await queue.send('at last');
      expect(await waiting).toMatchObject([{ body: 'at last' }]);
    });

    test('waits for a message that becomes visible later', async () => {
      await queue.send('delayed', { delaySeconds: 1 });
      const waiting = queue.receive({ max: 1, waitSeconds: 20 });
      await world.advance(1 * SECOND);
      expect(await waiting).toMatchObject([{ body: 'delayed' }]);
    });

    test('ends with nothing when the wait is over', async () => {
      const waiting = queue.receive({ max: 1, waitSeconds: 1 });
      await world.advance(1 * SECOND);
      expect(await waiting).toEqual([]);
    });

    test('ends with nothing when it is aborted', async () => {
      const stop = new AbortController();
      const waiting = queue.receive({ max: 1, waitSeconds: 20, signal: stop.signal });
      stop.abort();
      expect(await waiting).toEqual([]);
      expect(await queue.receive({ max: 1, waitSeconds: 20, signal: stop.signal })).toEqual([]);
    });
  });

  describe('what SQS refuses is refused', () => {
    const refused: [string, () => Promise<unknown>, string][] = [
      ['no message at all', () => queue.receive({ max: 0, waitSeconds: 0 }), 'InvalidValue'],
      ['more than ten messages at once', () => queue.receive({ max: 11, waitSeconds: 0 }), 'InvalidValue'],
      ['a wait of more than 20 s', () => queue.receive({ max: 1, waitSeconds: 21 }), 'InvalidValue'],
      ['a negative wait', () => queue.receive({ max: 1, waitSeconds: -1 }), 'InvalidValue'],
      ['a release for more than 12 h', () => queue.release('any', 43_201), 'InvalidValue'],
      ['parts of a second', () => queue.release('any', 0.5), 'InvalidValue'],
      ['a delay of more than 15 min', () => queue.send('x', { delaySeconds: 901 }), 'InvalidValue'],
      ['an empty message', () => queue.send(''), 'InvalidValue'],
      ['a character that XML has not', () => queue.send('a\u0000b'), 'InvalidValue'],
      ['half a character', () => queue.send('\uD83D'), 'InvalidValue'],
      ['more than 256 KB', () => queue.send('x'.repeat(MAX_EVENT_BYTES + 1)), 'EventTooLarge'],
    ];
    test.each(refused)('%s', async (_, call, code) => {
      await expect(call()).rejects.toMatchObject({ name: 'BusError', code });
    });
  });

  test('the depth tells what waits, is in flight, is delayed and is dead', async () => {
    const long = world.queue('long');
    for (const body of ['a', 'b', 'c']) await long.send(body);
    await long.receive({ max: 1, waitSeconds: 0 });
    await long.send('later', { delaySeconds: 900 });
    expect(await long.depth()).toEqual({ waiting: 2, inFlight: 1, delayed: 1, dead: 0 });

    await world.queue('once').send('poison');
    await world.queue('once').release((await one('once')).receipt, 0);
    await none('once');
    expect(await world.queue('once').depth()).toEqual({ waiting: 0, inFlight: 0, delayed: 0, dead: 1 });
    expect(await world.deadLetters.depths()).toMatchObject({ long: { waiting: 2 }, once: { dead: 1 } });
  });
}
