import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bindServices, runServices, subscriptionsOf } from '../../../infra/local/runtime.ts';
import { reconcile } from '../../../services/reconcile/service.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import type { QueueDepth } from '../../../shared/ports/queue.ts';
import { type DefinedService, defineService } from '../../../shared/service/define.ts';
import type { Failure } from '../../../shared/service/inbox.ts';
import { eventOf } from '../../make.ts';
import type { ManualClock } from '../../setup/manual-clock.ts';
import { manualClock } from '../../setup/manual-clock.ts';
import { dyingWorld } from '../dying.ts';
import { documentAt, keysOf, openWorld, runOf, type TestWorld } from '../world.ts';

const handled: string[] = [];

const consumer = (name: string, handle: (event: Envelope) => Promise<void>): DefinedService =>
  defineService({
    name,
    does: 'Takes part in a test.',
    on: { events: ['SessionMigrated'] },
    emits: [],
    uses: {},
    limits: { memory: 128, timeout: 10, concurrency: 2, attempts: 3 },
    failure: { alarm: 'none', runbook: 'docs/runbooks/test.md' },
    handle,
  });

const services = [
  consumer('broken', async () => {
    throw new TypeError('undefined is no function');
  }),
  consumer('well', async ({ subject = '' }) => void handled.push(subject)),
];

let world: TestWorld<ManualClock>;
let running: { stop(): Promise<void> };
beforeEach(async () => {
  handled.length = 0;
  world = await openWorld({ clock: manualClock(), subscriptions: subscriptionsOf(services) });
  running = runServices(bindServices(services, world), world.queue, world);
});
afterEach(async () => {
  await running.stop();
  await world.close();
});

const event = (subject: string): Envelope =>
  eventOf('SessionMigrated', { sessionId: subject }, { id: `migrated-${subject}` });
const depth = (name: string): Promise<QueueDepth> => world.queue(name).depth();
const NOTHING = { waiting: 0, inFlight: 0, delayed: 0, dead: 0 };

/** Lets time pass until all attempts of the broken service are over. */
async function untilDead(count: number): Promise<void> {
  while ((await depth('broken')).dead < count) await world.clock.advance(1000);
}

describe('events that a service can never handle', () => {
  test('end in the inbox with their input, and the queue is empty', async () => {
    const events = ['s1', 's2'].map(event);
    for (const one of events) await world.bus.publish(one);
    await untilDead(2);
    await runOf(reconcile, world)();

    const keys = await keysOf(world, 'ledger/failures');
    const failures = await Promise.all(keys.map((key) => documentAt<Failure>(world, 'ledger/failures', key)));
    expect(failures.toSorted((a, b) => (a?.session ?? '').localeCompare(b?.session ?? ''))).toMatchObject(
      events.map(({ subject }) => ({ cause: 'delivery-exhausted', service: 'broken', session: subject })),
    );
    expect(failures.map((failure) => JSON.parse(failure?.input ?? '')).toSorted(byId)).toEqual(events);
    expect(await depth('broken')).toEqual(NOTHING);
  });

  test('are handled by the other services all the same', async () => {
    await world.bus.publish(event('s1'));
    await untilDead(1);
    expect(handled).toEqual(['s1']);
    expect(await depth('well')).toEqual(NOTHING);
  });

  test('are in the inbox once, though the process dies between inbox and queue', async () => {
    await world.bus.publish(event('s1'));
    await untilDead(1);
    await expect(runOf(reconcile, dyingWorld(world, 1, 'after'))()).rejects.toThrow('effect 1');
    expect(await depth('broken')).toMatchObject({ dead: 1 });
    // The dead letter is hidden while the process that died may still have it in work.
    await world.clock.advance(300_000);
    await runOf(reconcile, world)();
    expect(await keysOf(world, 'ledger/failures')).toHaveLength(1);
    expect(await depth('broken')).toEqual(NOTHING);
  });

  test('are not lost where the inbox cannot be written', async () => {
    await world.bus.publish(event('s1'));
    await untilDead(1);
    await expect(runOf(reconcile, dyingWorld(world, 1, 'before'))()).rejects.toThrow('effect 1');
    expect(await depth('broken')).toMatchObject({ dead: 1 });
  });
});

test('what was no event is kept as it came', async () => {
  await running.stop();
  await world.queue('broken').send('no event');
  for (let delivery = 1; delivery <= 3; delivery += 1) {
    const [message] = await world.queue('broken').receive({ max: 1, waitSeconds: 0 });
    await world.queue('broken').release(message?.receipt ?? '', 0);
  }
  await runOf(reconcile, world)();
  const [key = ''] = await keysOf(world, 'ledger/failures');
  const failure = await documentAt<Failure>(world, 'ledger/failures', key);
  expect(failure).toMatchObject({ cause: 'delivery-exhausted', input: 'no event' });
  expect(failure).not.toHaveProperty('session');
});

const byId = (a: { id: string }, b: { id: string }): number => a.id.localeCompare(b.id);
