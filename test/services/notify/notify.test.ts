import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { subscriptionsOf } from '../../../infra/local/runtime.ts';
import type { Message } from '../../../services/notify/message.ts';
import { TOLD_EVENTS } from '../../../services/notify/notices.ts';
import { notify } from '../../../services/notify/service.ts';
import type { EventData } from '../../../shared/events/catalog.ts';
import type { Envelope } from '../../../shared/events/envelope.ts';
import type { Delivery, MailMessage } from '../../../shared/ports/mail.ts';
import { consume } from '../../../shared/service/consume.ts';
import { Fault } from '../../../shared/service/errors.ts';
import type { Failure } from '../../../shared/service/inbox.ts';
import type { World } from '../../../shared/service/wire.ts';
import { printCallback } from '../../../shared/session/callback.ts';
import { eventOf } from '../../make.ts';
import { manualClock } from '../../setup/manual-clock.ts';
import { filesOf, type OutboxFile, readEmail } from '../../shared/clients/local/mail/read-outbox.ts';
import { deaths, dyingWorld } from '../dying.ts';
import { documentAt, handlerOf, keysOf, openWorld, type TestWorld } from '../world.ts';

/** As long as the service may hold a message. */
const HOLD_MS = notify.manifest.limits.timeout * 1000;
const HOUR_MS = 3_600_000;
const sandboxId = 'sbx-0123456789abcdef';
const MARTA = 'marta@lab.example';

let world: TestWorld;
beforeEach(async () => {
  world = await openWorld({ clock: manualClock(), subscriptions: subscriptionsOf([notify]) });
});
afterEach(() => world.close());

const handle = (event: Envelope, of: World = world): Promise<void> => handlerOf(notify, of)(event);
const outbox = (): Promise<OutboxFile[]> => filesOf(join(world.home, 'outbox'));

const ready = (callbackAddresses: string[], more: Partial<Envelope> = {}): Envelope =>
  eventOf('SandboxEnvironmentReady', { sandboxId, sessionIds: ['s1'], callbackAddresses }, more);

const failed = (data: Partial<EventData<'SessionProcessingFailed'>> = {}, more: Partial<Envelope> = {}) =>
  eventOf(
    'SessionProcessingFailed',
    {
      sessionId: 's1',
      processor: 'ecg-mat',
      file: 'a.mat',
      code: 'mat-truncated',
      detail: 'cut off',
      ...data,
    },
    more,
  );

/** The world with somebody else carrying its messages. */
interface Carried extends World {
  /** Messages that were sent, and to whom. */
  readonly sent: MailMessage[];
  readonly addresses: () => string[];
}

function carriedBy(carry: (message: MailMessage, nth: number) => Promise<Delivery>): Carried {
  const sent: MailMessage[] = [];
  let calls = 0;
  return {
    ...world,
    sent,
    addresses: () => sent.map(({ to }) => printCallback(to)),
    mail: {
      operators: world.mail.operators,
      send: async (message) => {
        calls += 1;
        const delivery = await carry(message, calls);
        if (delivery.state === 'sent') sent.push(message);
        return delivery;
      },
    },
  };
}

const SENT: Delivery = { state: 'sent' };
const UNREACHABLE: Delivery = { state: 'unreachable', reason: 'no such mailbox' };
const down = (): Promise<Delivery> => Promise.reject(new Fault('mail-unavailable', 'The server is down.'));

async function messages(): Promise<Message[]> {
  const keys = await keysOf(world, 'ledger/messages');
  const found = await Promise.all(keys.map((key) => documentAt<Message>(world, 'ledger/messages', key)));
  return found.filter((message) => message !== undefined);
}

const failures = async (): Promise<Failure[]> => {
  const keys = await keysOf(world, 'ledger/failures');
  const found = await Promise.all(keys.map((key) => documentAt<Failure>(world, 'ledger/failures', key)));
  return found.filter((failure) => failure !== undefined);
};

describe('whom an event concerns is told', () => {
  test('by e-mail, SMS and Slack, each in its length and with the id', async () => {
    await handle(ready([MARTA, '+34 600 123 456', '#ecg-lab']));
    const files = await outbox();
    expect(files.map(({ name }) => name.split('.').slice(1).join('.')).toSorted()).toEqual([
      'eml',
      'slack.txt',
      'sms.txt',
    ]);
    for (const { name, content } of files) {
      const [id = 'none'] = /msg-[0-9a-v]{16}/.exec(name) ?? [];
      const text = name.endsWith('.eml') ? ((await readEmail(content)).text ?? '') : content;
      expect(text).toContain(sandboxId);
      expect(text).toContain(id);
    }
  });

  const addressed = { sandboxId, callbackAddresses: [MARTA] };
  test.each([
    ['is ready', ready([MARTA])],
    ['could not be made', eventOf('SandboxFailed', { ...addressed, code: 'store-full', detail: 'full' })],
    ['ends on', eventOf('SandboxExpiring', { ...addressed, expiresAt: '2026-03-02T18:00:00Z' })],
    ['has ended', eventOf('SandboxEnded', { ...addressed, reason: 'asked for' })],
  ])('that a sandbox %s', async (subject, event) => {
    await handle(event);
    const [file] = await outbox();
    expect(await readEmail(file?.content ?? '')).toMatchObject({
      to: [{ address: MARTA }],
      subject: expect.stringContaining(subject),
    });
  });

  test('of a file that could not be processed: the operators', async () => {
    await handle(failed());
    expect(await messages()).toMatchObject([
      { to: 'operators@localhost', state: 'sent', subject: 'Session s1: a.mat could not be processed' },
    ]);
  });

  test('nobody where nobody asked to be told', async () => {
    await handle(ready([]));
    expect(await outbox()).toEqual([]);
  });

  test('by every event that the service waits for, and no other', async () => {
    await handle(eventOf('SessionMigrated', { sessionId: 's1' }));
    expect(await outbox()).toEqual([]);
    expect(TOLD_EVENTS).toHaveLength(5);
  });
});

describe('nobody is told twice', () => {
  test('where an event comes ten times', async () => {
    const carried = carriedBy(async () => SENT);
    for (let delivery = 1; delivery <= 10; delivery += 1) await handle(ready([MARTA, '#ecg-lab']), carried);
    expect(carried.addresses().toSorted()).toEqual(['#ecg-lab', MARTA]);
  });

  test('where ten deliveries are in work at the same time', async () => {
    const carried = carriedBy(async () => SENT);
    const ends = await Promise.allSettled(Array.from({ length: 10 }, () => handle(ready([MARTA]), carried)));
    expect(ends.some(({ status }) => status === 'fulfilled')).toBe(true);
    await handle(ready([MARTA]), carried);
    expect(carried.addresses()).toEqual([MARTA]);
  });

  test('where a service that died tells it again under another id', async () => {
    await handle(ready([MARTA], { id: 'event-1' }));
    await handle(ready([MARTA], { id: 'event-2', time: '2026-03-02T09:16:00.000Z' }));
    expect(await outbox()).toHaveLength(1);
  });

  test('where an address is given twice, however it is written', async () => {
    await handle(ready(['+34600123456', '+34 600 123-456', '+34 (600) 123 456']));
    expect(await outbox()).toHaveLength(1);
  });

  test('but again when a sandbox that was prolonged expires once more', async () => {
    for (const expiresAt of ['2026-03-02T18:00:00Z', '2026-03-02T18:00:00Z', '2026-03-03T18:00:00Z'])
      await handle(eventOf('SandboxExpiring', { sandboxId, expiresAt, callbackAddresses: [MARTA] }));
    expect(await outbox()).toHaveLength(2);
  });
});

describe('of a thousand failures of one session', () => {
  test('with one cause the operators hear once', async () => {
    for (let index = 0; index < 1000; index += 1)
      await handle(failed({ file: `${index}.mat` }, { id: `event-${index}`, time: timeAt(index * 1000) }));
    expect(await outbox()).toHaveLength(1);
  });

  test('they hear once of each cause', async () => {
    for (const code of ['mat-truncated', 'mat-empty', 'mat-truncated']) await handle(failed({ code }));
    expect(await outbox()).toHaveLength(2);
  });

  test('they hear again after an hour', async () => {
    for (const time of [timeAt(0), timeAt(HOUR_MS - 1), timeAt(HOUR_MS)]) await handle(failed({}, { time }));
    expect(await outbox()).toHaveLength(2);
  });

  test('they hear nothing new of an old one that is delivered late', async () => {
    await handle(failed({}, { time: timeAt(0) }));
    await world.clock.advance(5 * HOUR_MS);
    await handle(failed({}, { time: timeAt(0) }));
    expect(await outbox()).toHaveLength(1);
  });

  test('nor are the failures of another session taken for them', async () => {
    await handle(failed({ sessionId: 's1' }));
    await handle(failed({ sessionId: 's2' }));
    expect(await outbox()).toHaveLength(2);
  });
});

const timeAt = (ms: number): string => new Date(Date.UTC(2026, 2, 2, 9) + ms).toISOString();

describe('what could not be sent now', () => {
  test('is a fault, and the next delivery sends it at once, as it was written first', async () => {
    const carried = carriedBy((_, nth) => (nth === 1 ? down() : Promise.resolve(SENT)));
    await expect(handle(ready([MARTA]), carried)).rejects.toMatchObject({ code: 'mail-unavailable' });
    await world.clock.advance(1000);
    await handle(ready([MARTA]), carried);
    expect(carried.sent).toMatchObject([{ written: Date.UTC(2026, 0, 1) }]);
    expect(await messages()).toMatchObject([{ state: 'sent', ended: '2026-01-01T00:00:01.000Z' }]);
  });

  test('keeps nobody else from being told, and nobody is told again by the repetition', async () => {
    let broken = true;
    const carried = carriedBy(async ({ to }) => (broken && to.kind === 'email' ? await down() : SENT));
    await expect(
      handle(ready([MARTA, 'ines@lab.example', '#ecg-lab', '+34600123456']), carried),
    ).rejects.toThrow('The server is down.');
    expect(carried.addresses().toSorted()).toEqual(['#ecg-lab', '+34600123456']);
    broken = false;
    await handle(ready([MARTA, 'ines@lab.example', '#ecg-lab', '+34600123456']), carried);
    expect(carried.addresses().toSorted()).toEqual(['#ecg-lab', '+34600123456', 'ines@lab.example', MARTA]);
  });

  test('outlasts a night in which the mail server is down, in its queue', async () => {
    let broken = true;
    const carried = carriedBy(async () => (broken ? await down() : SENT));
    await world.bus.publish(ready([MARTA]));
    const queue = world.queue('notify');
    const consumer = {
      service: 'notify',
      handle: handlerOf(notify, carried),
      inbox: world.area('ledger/failures'),
      clock: world.clock,
      log: world.log,
    };
    const deliver = async (): Promise<void> => {
      for (const message of await queue.receive({ max: 10, waitSeconds: 0 })) {
        const outcome = await consume(message, consumer);
        if (outcome === 'done') await queue.acknowledge(message.receipt);
        else await queue.release(message.receipt, 60);
      }
    };
    // The queue delivers once a minute; here every tenth is enough.
    expect(notify.manifest.limits.attempts).toBeGreaterThan(8 * 60);
    for (let delivery = 0; delivery < 8 * 6; delivery += 1) {
      await deliver();
      await world.clock.advance(600_000);
    }
    expect(carried.sent).toEqual([]);
    broken = false;
    await deliver();
    expect(carried.addresses()).toEqual([MARTA]);
    expect(await queue.depth()).toEqual({ waiting: 0, inFlight: 0, delayed: 0, dead: 0 });
  });
});

describe('what can never be delivered', () => {
  test('is in the inbox with its reason and event, and the event is done', async () => {
    const event = ready([MARTA]);
    await handle(
      event,
      carriedBy(async () => UNREACHABLE),
    );
    expect(await messages()).toMatchObject([{ state: 'failed', reason: 'no such mailbox' }]);
    const [failure, ...others] = await failures();
    expect(failure).toMatchObject({
      cause: 'message-undeliverable',
      service: 'notify',
      detail: `${MARTA}: no such mailbox`,
    });
    expect(JSON.parse(failure?.input ?? '')).toEqual(event);
    expect(others).toEqual([]);
  });

  test('because its address is none keeps nobody else from being told', async () => {
    await handle(ready(['marta at lab', MARTA]));
    expect(await outbox()).toHaveLength(1);
    expect(await failures()).toMatchObject([
      { cause: 'message-undeliverable', detail: expect.stringContaining('"marta at lab" is no address') },
    ]);
  });

  test('is delivered after all when its event is replayed', async () => {
    const carried = carriedBy(async (_, nth) => (nth === 1 ? UNREACHABLE : SENT));
    await handle(ready([MARTA]), carried);
    await handle(ready([MARTA]), carried);
    expect(carried.addresses()).toEqual([MARTA]);
    const [message] = await messages();
    expect(message).toMatchObject({ state: 'sent' });
    expect(message).not.toHaveProperty('reason');
  });
});

describe('a process that dies', () => {
  /** Message taken in hand, sent, and written down as sent. */
  const EFFECTS = 3;

  test('makes the effects that the next tests interrupt', async () => {
    const counted = dyingWorld(world, Number.POSITIVE_INFINITY, 'before');
    await handle(ready([MARTA]), counted);
    expect(counted.effects()).toBe(EFFECTS);
  });

  test.each(deaths(EFFECTS))(
    '$moment effect $at: the person is told once all the same',
    async ({ at, moment }) => {
      await expect(handle(ready([MARTA]), dyingWorld(world, at, moment))).rejects.toThrow('effect');
      await world.clock.advance(HOLD_MS);
      await handle(ready([MARTA]));
      expect(await outbox()).toHaveLength(1);
      expect(await messages()).toMatchObject([{ to: MARTA, state: 'sent' }]);
    },
  );

  test.each(deaths(EFFECTS))(
    '$moment effect $at: by a channel that knows no ids, twice only where sending had no answer',
    async ({ at, moment }) => {
      const carried = carriedBy(async () => SENT);
      await handle(ready([MARTA]), dyingWorld(carried, at, moment)).catch(() => undefined);
      await world.clock.advance(HOLD_MS);
      await handle(ready([MARTA]), carried);
      const unanswered = (at === 2 && moment === 'after') || (at === 3 && moment === 'before');
      expect(carried.sent).toHaveLength(unanswered ? 2 : 1);
      expect(new Set(carried.sent.map(({ id, text }) => `${id} ${text}`)).size).toBe(1);
    },
  );

  test('while it has a message in hand leaves it to nobody else until it must be dead', async () => {
    const carried = carriedBy(async () => SENT);
    await expect(handle(ready([MARTA]), dyingWorld(carried, 1, 'after'))).rejects.toThrow('effect');
    await world.clock.advance(HOLD_MS - 1);
    await expect(handle(ready([MARTA]), carried)).rejects.toMatchObject({ code: 'mail-unavailable' });
    expect(carried.sent).toEqual([]);
    await world.clock.advance(1);
    await handle(ready([MARTA]), carried);
    expect(carried.addresses()).toEqual([MARTA]);
  });

  test('with one of several messages loses none of them', async () => {
    const addresses = [MARTA, 'ines@lab.example', '#ecg-lab', '+34600123456'];
    for (const { at, moment } of deaths(EFFECTS * addresses.length)) {
      const event = eventOf('SandboxEnded', {
        sandboxId: `sbx-${String(at).padStart(15, '0')}${moment[0]}`,
        reason: 'asked for',
        callbackAddresses: addresses,
      });
      const before = (await outbox()).length;
      await handle(event, dyingWorld(world, at, moment)).catch(() => undefined);
      await world.clock.advance(HOLD_MS);
      await handle(event);
      expect(await outbox()).toHaveLength(before + addresses.length);
    }
  });

  test('before it could keep what is undeliverable keeps it the next time', async () => {
    const refusing = carriedBy(async () => UNREACHABLE);
    for (const { at, moment } of deaths(4)) {
      const event = eventOf('SandboxEnded', {
        sandboxId: `sbx-${String(at).padStart(15, '0')}${moment[0]}`,
        reason: 'asked for',
        callbackAddresses: [MARTA],
      });
      const before = (await failures()).length;
      await expect(handle(event, dyingWorld(refusing, at, moment))).rejects.toThrow('effect');
      await world.clock.advance(HOLD_MS);
      await handle(event, refusing);
      expect(await failures()).toHaveLength(before + 1);
    }
  });
});

test('the outbox folder may be emptied: nobody is told again by that', async () => {
  await handle(ready([MARTA]));
  for (const { name } of await outbox()) await rm(join(world.home, 'outbox', name));
  await handle(ready([MARTA]));
  expect(await outbox()).toEqual([]);
});
