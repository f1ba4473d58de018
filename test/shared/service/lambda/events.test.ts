import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Envelope } from '../../../../shared/events/envelope.ts';
import { defineService } from '../../../../shared/service/define.ts';
import { Fault, Refusal } from '../../../../shared/service/errors.ts';
import { event } from '../../../make.ts';
import { keysOf, openWorld, type TestWorld } from '../../../services/world.ts';
import { batchOf, functionOf } from './make.ts';

let world: TestWorld;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const hearer = (handle: (event: Envelope) => Promise<void>) =>
  defineService({
    name: 'hearer',
    does: 'Takes part in a test.',
    on: { events: ['SessionMigrated'] },
    emits: [],
    uses: {},
    limits: { memory: 256, timeout: 60, concurrency: 1 },
    failure: { alarm: 'None', runbook: 'docs/runbooks/none.md' },
    handle,
  });

const bodyOf = (id: string): string => JSON.stringify(event({ id, data: { sessionId: id } }));

test('every message of a batch is handled, and nothing comes again', async () => {
  const heard: string[] = [];
  const { take } = functionOf(
    hearer(async ({ id }) => void heard.push(id)),
    world,
  );
  expect(await take(batchOf(bodyOf('a'), bodyOf('b')))).toEqual({ batchItemFailures: [] });
  expect(heard.toSorted()).toEqual(['a', 'b']);
});

test('messages of a batch are in work at the same time', async () => {
  let running = 0;
  const arrived = Promise.withResolvers<void>();
  const service = hearer(async () => {
    running += 1;
    if (running === 2) arrived.resolve();
    await arrived.promise;
  });
  expect(await functionOf(service, world).take(batchOf(bodyOf('a'), bodyOf('b')))).toEqual({
    batchItemFailures: [],
  });
});

test('one that fails in all its tries comes again, and its neighbours do not', async () => {
  const tries: string[] = [];
  const service = hearer(async ({ id }) => {
    tries.push(id);
    if (id === 'poison') throw new Fault('search-unavailable');
  });
  const { take, lines } = functionOf(service, world);
  const taken = take(batchOf(bodyOf('a'), bodyOf('poison'), bodyOf('b')));
  await world.clock.advance(5000);
  expect(await taken).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-2' }] });
  expect(tries.filter((id) => id === 'poison')).toHaveLength(3);
  expect(lines.at(-1)).toMatchObject({ level: 'error', call: 'call-1', messageId: 'm-2', delivery: 1 });
});

test('one that is refused is kept in the inbox after one try, and does not come again', async () => {
  let tries = 0;
  const service = hearer(async () => {
    tries += 1;
    throw new Refusal('session-unknown');
  });
  const { take } = functionOf(service, world);
  expect(await take(batchOf(bodyOf('a'), 'no event'))).toEqual({ batchItemFailures: [] });
  expect(tries).toBe(1);
  expect(await keysOf(world, 'ledger/failures')).toEqual([
    'event-invalid/hearer-m-2.json',
    'session-unknown/hearer-a.json',
  ]);
});
