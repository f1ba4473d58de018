import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Subscription } from '../../../../../shared/clients/local/bus/index.ts';
import type { Message } from '../../../../../shared/ports/queue.ts';
import { event } from '../../../../make.ts';
import { openTestBus, type TestBus } from './test-bus.ts';

const SECOND = 1000;
const VISIBILITY = 10 * SECOND;
const ATTEMPTS = 3;
const settings = { visibilityTimeout: VISIBILITY / SECOND, attempts: ATTEMPTS };
const SUBSCRIPTIONS: readonly Subscription[] = [
  { queue: 'all', filter: {}, settings },
  { queue: 'migrated', filter: { type: ['SessionMigrated'] }, settings },
];
const QUEUES = SUBSCRIPTIONS.map(({ queue }) => queue);

/** What should be known of one message: of one event in one queue. */
interface Expected {
  readonly queue: string;
  readonly event: string;
  deliveries: number;
  visibleAt: number;
  /** Of the delivery that holds it now. */
  receipt: string | undefined;
  state: 'kept' | 'acknowledged' | 'dead';
}

/** The bus as it should be, in a few lines: a list of messages and a time. */
class Model {
  now = 0;
  published = 0;
  readonly messages: Expected[] = [];
  /** Every receipt that was ever given out, also void ones. */
  readonly receipts: { queue: string; receipt: string }[] = [];

  visible(queue: string): Expected[] {
    return this.messages.filter((m) => m.queue === queue && m.state === 'kept' && m.visibleAt <= this.now);
  }
  held({ queue, receipt }: { queue: string; receipt: string }): Expected | undefined {
    return this.messages.find(
      (m) => m.queue === queue && m.state === 'kept' && m.receipt === receipt && m.visibleAt > this.now,
    );
  }
  bury(queue: string): void {
    for (const message of this.visible(queue)) if (message.deliveries >= ATTEMPTS) message.state = 'dead';
  }
}

interface Real {
  world: TestBus;
}
type Command = fc.AsyncCommand<Model, Real>;
type Run = (model: Model, real: Real) => Promise<void>;

const command = (name: string, run: Run, check: (model: Model) => boolean = () => true): Command => ({
  check,
  run,
  toString: () => name,
});

const eventOf = (message: Message): string => JSON.parse(message.body).id;

const publish = (type: 'SessionMigrated' | 'SessionIndexed') =>
  command(`publish ${type}`, async (model, { world }) => {
    const id = `e-${model.published++}`;
    await world.bus.publish(event({ id, type }));
    for (const queue of type === 'SessionMigrated' ? QUEUES : ['all']) {
      const fresh = { deliveries: 0, visibleAt: model.now, receipt: undefined, state: 'kept' } as const;
      model.messages.push({ queue, event: id, ...fresh });
    }
  });

const receive = (queue: string, max: number) =>
  command(`receive ${max} of ${queue}`, async (model, { world }) => {
    const received = await world.queue(queue).receive({ max, waitSeconds: 0 });
    model.bury(queue);
    const visible = model.visible(queue);
    expect(received).toHaveLength(Math.min(max, visible.length));
    for (const message of received) {
      const expected = visible.find(
        (m) => m.event === eventOf(message) && m.deliveries === message.deliveries - 1,
      );
      if (expected === undefined) throw new Error(`${eventOf(message)} should not be delivered now`);
      expected.deliveries++;
      expected.visibleAt = model.now + VISIBILITY;
      expected.receipt = message.receipt;
      model.receipts.push({ queue, receipt: message.receipt });
    }
    expect(new Set(received.map(({ id }) => id)).size).toBe(received.length);
  });

/** With any receipt that was ever given out; void ones must do nothing. */
const onReceipt = (
  name: string,
  nth: number,
  run: (model: Model, real: Real, one: Model['receipts'][0]) => Promise<void>,
) =>
  command(
    `${name} with receipt ${nth}`,
    async (model, real) => {
      const one = model.receipts.at(-1 - (nth % model.receipts.length));
      if (one !== undefined) await run(model, real, one);
    },
    (model) => model.receipts.length > 0,
  );

const acknowledge = (nth: number) =>
  onReceipt('acknowledge', nth, async (model, { world }, one) => {
    await world.queue(one.queue).acknowledge(one.receipt);
    const message = model.held(one);
    if (message !== undefined) message.state = 'acknowledged';
  });

const release = (nth: number, delaySeconds: number) =>
  onReceipt(`release for ${delaySeconds} s`, nth, async (model, { world }, one) => {
    await world.queue(one.queue).release(one.receipt, delaySeconds);
    const message = model.held(one);
    if (message === undefined) return;
    message.visibleAt = model.now + delaySeconds * SECOND;
    message.receipt = undefined;
  });

const advance = (ms: number) =>
  command(`advance ${ms} ms`, async (model, { world }) => {
    await world.advance(ms);
    model.now += ms;
  });

const reopen = command('reopen', async (model, real) => {
  real.world = await real.world.reopen();
  for (const message of model.messages) {
    if (message.receipt === undefined || message.state !== 'kept') continue;
    message.visibleAt = Math.min(message.visibleAt, model.now);
    message.receipt = undefined;
  }
});

const depth = (queue: string) =>
  command(`depth of ${queue}`, async (model, { world }) => {
    model.bury(queue);
    const of = (test: (m: Expected) => boolean) =>
      model.messages.filter((m) => m.queue === queue && test(m)).length;
    expect(await world.queue(queue).depth()).toEqual({
      waiting: of((m) => m.state === 'kept' && m.visibleAt <= model.now),
      inFlight: of((m) => m.state === 'kept' && m.visibleAt > model.now && m.receipt !== undefined),
      delayed: of((m) => m.state === 'kept' && m.visibleAt > model.now && m.receipt === undefined),
      dead: of((m) => m.state === 'dead'),
    });
  });

const queue = fc.constantFrom(...QUEUES);
const nth = fc.nat({ max: 8 });
const commands = fc.commands(
  [
    fc
      .constantFrom<('SessionMigrated' | 'SessionIndexed')[]>('SessionMigrated', 'SessionIndexed')
      .map(publish),
    fc.tuple(queue, fc.integer({ min: 1, max: 10 })).map(([name, max]) => receive(name, max)),
    nth.map(acknowledge),
    fc.tuple(nth, fc.constantFrom(0, 1, 5, 30)).map(([i, delay]) => release(i, delay)),
    fc.constantFrom(1, 999, 1_000, 5_000, VISIBILITY - 1, VISIBILITY, 30_000).map(advance),
    fc.constant(reopen),
    queue.map(depth),
  ],
  { size: '+1' },
);

/** Receives without acknowledging until everything left is a dead letter. */
async function exhaust(world: TestBus): Promise<void> {
  for (let attempt = 0; attempt <= ATTEMPTS; attempt++) {
    await world.advance(60 * SECOND);
    for (const name of QUEUES) {
      for (;;) {
        const batch = await world.queue(name).receive({ max: 10, waitSeconds: 0 });
        if (batch.length === 0) break;
      }
    }
  }
}

async function readDeadLetters(world: TestBus): Promise<string[]> {
  const found: string[] = [];
  for (;;) {
    const batch = await world.deadLetters.receive(10);
    if (batch.length === 0) return found;
    for (const dead of batch) {
      expect(dead.deliveries).toBe(ATTEMPTS);
      found.push(`${dead.queue}: ${eventOf(dead)}`);
      await world.deadLetters.acknowledge(dead.queue, dead.receipt);
    }
  }
}

describe('the bus, whatever is done in whatever order', () => {
  test('delivers what is visible and nothing else, and every message ends acknowledged or dead', async () => {
    await fc.assert(
      fc.asyncProperty(commands, async (steps) => {
        const real: Real = { world: await openTestBus(SUBSCRIPTIONS) };
        const model = new Model();
        try {
          await fc.asyncModelRun(() => ({ model, real }), steps);
          await exhaust(real.world);
          const left = model.messages.filter(({ state }) => state !== 'acknowledged');
          const dead = await readDeadLetters(real.world);
          expect(dead.sort()).toEqual(left.map((m) => `${m.queue}: ${m.event}`).sort());
          const empty = { waiting: 0, inFlight: 0, delayed: 0, dead: 0 };
          expect(await real.world.deadLetters.depths()).toEqual({ all: empty, migrated: empty });
        } finally {
          await real.world.close();
        }
      }),
      // Every step is an fsync: a slow disk gets through fewer runs.
      { numRuns: 60, interruptAfterTimeLimit: 20_000 },
    );
  });
});
