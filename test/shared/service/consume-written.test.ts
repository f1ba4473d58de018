import { expect, test } from '@jest/globals';
import { consumeWritten, type Outcome, writtenNotice } from '../../../shared/service/consume.ts';
import { Refusal } from '../../../shared/service/errors.ts';
import type { Failure } from '../../../shared/service/inbox.ts';
import { documentAt, keysOf, openWorld, type TestWorld } from '../../services/world.ts';

async function deliver(
  world: TestWorld,
  body: string,
  handle: (key: string) => Promise<void> = async () => undefined,
): Promise<Outcome> {
  const message = { id: 'm-1', receipt: 'r-1', body, deliveries: 1, sentAt: 0 };
  const inbox = world.area('ledger/failures');
  return await consumeWritten(message, {
    service: 'hearer',
    handle,
    inbox,
    clock: world.clock,
    log: world.log,
  });
}

let world: TestWorld;
async function inWorld(work: () => Promise<void>): Promise<void> {
  world = await openWorld();
  try {
    await work();
  } finally {
    await world.close();
  }
}

test('a service hears which object was written', () =>
  inWorld(async () => {
    const heard: string[] = [];
    const outcome = await deliver(
      world,
      writtenNotice('i-1/report.json'),
      async (key) => void heard.push(key),
    );
    expect([outcome, ...heard]).toEqual(['done', 'i-1/report.json']);
  }));

test('what it refuses goes to the inbox, and what failed comes again', () =>
  inWorld(async () => {
    const notice = writtenNotice('i-1/report.json');
    const refuse = async (): Promise<void> => {
      throw new Refusal('event-invalid', 'It is no report.');
    };
    expect(await deliver(world, notice, refuse)).toBe('done');
    const failure = await documentAt<Failure>(world, 'ledger/failures', 'event-invalid/hearer-m-1.json');
    expect(failure).toMatchObject({ service: 'hearer', detail: 'It is no report.', input: notice });
    const fail = async (): Promise<void> => {
      throw new Error('not now');
    };
    expect(await deliver(world, notice, fail)).toBe('again');
  }));

test.each(['no json', '{}', '{"key":""}', '[]'])('%s says of no object, and is kept', (body) =>
  inWorld(async () => {
    expect(await deliver(world, body)).toBe('done');
    expect(await keysOf(world, 'ledger/failures')).toEqual(['event-invalid/hearer-m-1.json']);
  }),
);
