import { describe, expect, test } from '@jest/globals';
import type { ObjectRights } from '../../../shared/ports/objects.ts';
import { ObjectError } from '../../../shared/ports/objects.ts';
import type { Message } from '../../../shared/ports/queue.ts';
import { type Consumer, consume } from '../../../shared/service/consume.ts';
import { Fault, Refusal } from '../../../shared/service/errors.ts';
import type { Failure } from '../../../shared/service/inbox.ts';
import { structuredLog } from '../../../shared/service/observe.ts';
import { event } from '../../make.ts';
import { manualClock } from '../../setup/manual-clock.ts';

const clock = manualClock();

const message = (body: string, more: Partial<Message> = {}): Message => ({
  id: 'message-1',
  receipt: 'receipt-1',
  body,
  deliveries: 1,
  sentAt: clock.now(),
  ...more,
});

/** A consumer whose inbox and log can be looked at. */
function consumerOf(handle: Consumer['handle'], put?: ObjectRights['write']['put']) {
  const inbox = new Map<string, Failure>();
  const lines: Record<string, unknown>[] = [];
  const keep: ObjectRights['write']['put'] = async (key, body) => {
    if (inbox.has(key)) throw new ObjectError('PreconditionFailed', 'It is there.');
    inbox.set(key, JSON.parse(Buffer.from(body).toString()));
    return { key, version: '1', etag: '1', size: 1, crc32: '0', modified: 0, storageClass: 'standard' };
  };
  const consumer: Consumer = {
    service: 'test',
    handle,
    inbox: { put: put ?? keep },
    clock,
    log: structuredLog(
      (line) => lines.push(JSON.parse(line)),
      () => clock.now(),
    ),
  };
  return { consumer, inbox, lines };
}

const throwing = (error: unknown) => async (): Promise<void> => {
  throw error;
};

const body = JSON.stringify(event({ id: 'event-7', subject: 's1' }));

describe('a message', () => {
  test('that is handled is done', async () => {
    const seen: unknown[] = [];
    const { consumer, inbox } = consumerOf(async (one) => void seen.push(one));
    expect(await consume(message(body), consumer)).toBe('done');
    expect(seen).toEqual([JSON.parse(body)]);
    expect(inbox.size).toBe(0);
  });

  test('that is refused is done, and kept in the inbox as it came, with its cause', async () => {
    const refusal = new Refusal('file-missing', 'b.dat', { field: '/files/1' });
    const { consumer, inbox } = consumerOf(throwing(refusal));
    expect(await consume(message(body), consumer)).toBe('done');
    expect([...inbox]).toEqual([
      [
        'file-missing/test-event-7.json',
        {
          id: 'test-event-7',
          cause: 'file-missing',
          service: 'test',
          session: 's1',
          field: '/files/1',
          detail: 'b.dat',
          at: '2026-01-01T00:00:00.000Z',
          input: body,
        },
      ],
    ]);
  });

  test('that is refused again is in the inbox once', async () => {
    const { consumer, inbox } = consumerOf(throwing(new Refusal('file-missing')));
    await consume(message(body), consumer);
    expect(await consume(message(body, { deliveries: 2 }), consumer)).toBe('done');
    expect(inbox.size).toBe(1);
  });

  test.each([
    ['no JSON', 'not json'],
    ['no event', '{"a":1}'],
    ['an event of an unknown type', JSON.stringify(event({ type: 'Nothing' as 'SessionMigrated' }))],
    ['an event whose data are wrong', JSON.stringify(event({ data: { sessionId: '../s' } }))],
  ])('that is %s goes to the inbox, and no handler sees it', async (_, text) => {
    const { consumer, inbox } = consumerOf(throwing(new Error('It was called.')));
    expect(await consume(message(text), consumer)).toBe('done');
    expect([...inbox.values()]).toMatchObject([
      { cause: 'event-invalid', id: 'test-message-1', input: text },
    ]);
  });

  test.each([
    ['a fault', new Fault('search-unavailable')],
    ['a bug', new TypeError('undefined is no function')],
    ['no error at all', undefined],
  ])('whose handler throws %s comes again, and the log tells of it', async (_, error) => {
    const { consumer, inbox, lines } = consumerOf(throwing(error));
    expect(await consume(message(body, { deliveries: 3 }), consumer)).toBe('again');
    expect(inbox.size).toBe(0);
    expect(lines).toMatchObject([
      { level: 'error', message: 'The event will be delivered again.', service: 'test', delivery: 3 },
    ]);
  });

  test('comes again when the inbox cannot be written: what was refused is never lost', async () => {
    const full = throwing(new ObjectError('StoreFull', 'The disk is full.')) as () => Promise<never>;
    const { consumer, lines } = consumerOf(throwing(new Refusal('file-missing')), full);
    expect(await consume(message(body), consumer)).toBe('again');
    expect(lines).toMatchObject([{ code: 'StoreFull' }]);
  });

  test('cannot choose where in the inbox it is kept', async () => {
    const { consumer, inbox } = consumerOf(throwing(new Refusal('file-missing')));
    await consume(message(JSON.stringify(event({ id: '../../keys/x' }))), consumer);
    expect([...inbox.keys()]).toEqual(['file-missing/test-.._.._keys_x.json']);
  });
});
