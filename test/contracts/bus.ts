import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Bus, type FilterPolicy, MAX_EVENT_BYTES } from '../../shared/ports/bus.ts';
import type { DeadLetters, Message, Queue, QueueSettings } from '../../shared/ports/queue.ts';
import { event, eventOfBytes } from '../make.ts';

/** A bus with its queues, as the contracts see it. */
export interface BusWorld {
  readonly bus: Bus;
  queue(name: string): Queue;
  readonly deadLetters: DeadLetters;
  /** Lets time pass for the queues: on a manual clock, or by waiting. */
  advance(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens a bus with exactly these queues, all empty. */
export type OpenBusWorld = (
  subscriptions: readonly { queue: string; filter: FilterPolicy; settings: QueueSettings }[],
) => Promise<BusWorld>;

/** Receives until `count` messages are there, or none came for a while: a receive may bring fewer than there are. */
export async function receiveSome(world: BusWorld, queue: string, count: number): Promise<Message[]> {
  const received: Message[] = [];
  for (let patience = 5; patience > 0 && received.length < count; patience--) {
    const more = await world.queue(queue).receive({ max: 10, waitSeconds: 0 });
    received.push(...more);
    if (more.length > 0) patience = 6;
    else await world.advance(100);
  }
  return received;
}

/** What every bus does, whatever it is made of. */
export function busContract(open: OpenBusWorld): void {
  const settings: QueueSettings = { visibilityTimeout: 600, attempts: 3 };
  const filters: Record<string, FilterPolicy> = {
    everything: {},
    migrated: { type: ['SessionMigrated'] },
    'migrated-or-verified': { type: ['SessionMigrated', 'SessionVerified'] },
    'not-indexed': { type: [{ 'anything-but': ['SessionIndexed', 'SessionVerified'] }] },
    'from-ingest': { source: [{ prefix: '/services/ing' }] },
    'about-something': { subject: [{ exists: true }] },
    'about-nothing': { subject: [{ exists: false }] },
    'indexed-by-ingest': { type: ['SessionIndexed'], source: ['/services/ingest'] },
  };
  let world: BusWorld;

  beforeEach(async () => {
    world = await open(Object.entries(filters).map(([queue, filter]) => ({ queue, filter, settings })));
  });
  afterEach(() => world.close());

  /** The ids of the events in each queue; queues without any are left out. */
  async function arrivals(): Promise<Record<string, string[]>> {
    const found: Record<string, string[]> = {};
    for (const name of Object.keys(filters)) {
      const messages = await receiveSome(world, name, 10);
      if (messages.length > 0) found[name] = messages.map(({ body }) => JSON.parse(body).id).sort();
    }
    return found;
  }

  describe('the bus', () => {
    test('gives a queue the event as it was published, as JSON', async () => {
      const published = event({
        subject: 'Rig "Ä" 😀',
        data: { text: 'line\nline\u0000\u2028', number: 0.1, list: [null] },
      });
      await world.bus.publish(published);
      const [message] = await receiveSome(world, 'everything', 1);
      expect(JSON.parse(message?.body ?? '')).toEqual(published);
      expect(message?.deliveries).toBe(1);
    });

    test('gives an event to every queue whose filter it meets, and to no other', async () => {
      await world.bus.publish(event({ id: 'migrated' }));
      const { subject: _, ...nothing } = event({
        id: 'indexed',
        type: 'SessionIndexed',
        source: '/services/index',
      });
      await world.bus.publish(nothing);
      expect(await arrivals()).toEqual({
        everything: ['indexed', 'migrated'],
        migrated: ['migrated'],
        'migrated-or-verified': ['migrated'],
        'not-indexed': ['migrated'],
        'from-ingest': ['migrated'],
        'about-something': ['migrated'],
        'about-nothing': ['indexed'],
      });
    });

    test('asks for every name in a filter', async () => {
      await world.bus.publish(event({ id: 'both', type: 'SessionIndexed' }));
      expect((await arrivals())['indexed-by-ingest']).toEqual(['both']);
    });

    test('gives each queue a message of its own', async () => {
      await world.bus.publish(event());
      const [first] = await receiveSome(world, 'everything', 1);
      await world.queue('everything').acknowledge(first?.receipt ?? '');
      expect(await receiveSome(world, 'migrated', 1)).toHaveLength(1);
    });

    test('keeps every event when many are published at once', async () => {
      const ids = Array.from({ length: 60 }, (_, i) => `e-${i}`);
      await Promise.all(ids.map((id) => world.bus.publish(event({ id }))));
      const received = await receiveSome(world, 'everything', ids.length);
      expect(new Set(received.map(({ body }) => JSON.parse(body).id))).toEqual(new Set(ids));
    });

    test('takes an event of exactly 256 KB', async () => {
      await world.bus.publish(eventOfBytes(MAX_EVENT_BYTES));
      const [message] = await receiveSome(world, 'everything', 1);
      expect(Buffer.byteLength(message?.body ?? '')).toBe(MAX_EVENT_BYTES);
    });

    test('refuses an event with one byte more, for every queue', async () => {
      const published = world.bus.publish(eventOfBytes(MAX_EVENT_BYTES + 1));
      await expect(published).rejects.toMatchObject({ name: 'BusError', code: 'EventTooLarge' });
      expect(await arrivals()).toEqual({});
    });

    test('counts bytes of UTF-8, not characters', async () => {
      const published = world.bus.publish(event({ data: { note: 'é'.repeat(MAX_EVENT_BYTES / 2) } }));
      await expect(published).rejects.toMatchObject({ code: 'EventTooLarge' });
    });
  });
}
