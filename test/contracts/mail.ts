import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Mail } from '../../shared/ports/mail.ts';
import type { Callback } from '../../shared/session/callback.ts';
import { mailMessage } from '../make.ts';

/** What a person sees of a message. */
export interface Arrived {
  /** What the channel knows the message by, where it knows one. */
  readonly id?: string | undefined;
  /** Where the channel has none it stands in the text, or is left out. */
  readonly subject?: string;
  readonly text: string;
}

/** Mail with what it reaches, as the contract sees it. */
export interface MailWorld {
  readonly mail: Mail;
  /** What came to an address, the oldest first. */
  arrived(to: Callback): Promise<readonly Arrived[]>;
  /** Ways by which a message goes out of this machine; those that are not named keep it in the outbox folder. */
  readonly carried: readonly Callback['kind'][];
  /** From now on whoever carries the messages refuses them for good, or fails; 'works' mends it. */
  carrier(state: 'works' | 'refuses' | 'fails'): Promise<void>;
  close(): Promise<void>;
}

export const CALLBACKS: readonly Callback[] = [
  { kind: 'email', address: 'marta@lab.example' },
  { kind: 'phone', number: '+34600123456' },
  { kind: 'slack-channel', channel: 'ecg-lab' },
  { kind: 'slack-webhook', name: 'alerts' },
];

const TEXT = 'First line & <second>.\n\n  indented: Größe 心電図 😀\n.\nFrom the start of a line.';

/** What every client that carries messages to people does. */
export function mailContract(open: () => Promise<MailWorld>): void {
  let world: MailWorld;
  beforeEach(async () => {
    world = await open();
  });
  afterEach(() => world.close());

  const carriedOnes = (): readonly Callback[] => CALLBACKS.filter(({ kind }) => world.carried.includes(kind));

  describe.each(CALLBACKS)('a message to %j', (to) => {
    test('arrives as it was written', async () => {
      const message = mailMessage({ to, subject: 'Größe of 3 sessions', text: TEXT });
      expect(await world.mail.send(message)).toEqual({ state: 'sent' });
      const [arrived, ...more] = await world.arrived(to);
      expect(arrived?.text.trim()).toContain(TEXT);
      if (arrived?.subject !== undefined) expect(arrived.subject).toBe('Größe of 3 sessions');
      if (arrived?.id !== undefined) expect(arrived.id).toContain(message.id);
      expect(more).toEqual([]);
    });

    test('can be sent again under its id, and is not another one by that', async () => {
      const message = mailMessage({ to });
      await world.mail.send(message);
      expect(await world.mail.send(message)).toEqual({ state: 'sent' });
      const arrived = await world.arrived(to);
      expect(new Set(arrived.map((one) => JSON.stringify(one))).size).toBe(1);
    });

    test('is not mixed up with the next one', async () => {
      await world.mail.send(mailMessage({ to, id: 'msg-1', text: 'the first' }));
      await world.mail.send(mailMessage({ to, id: 'msg-2', text: 'the second' }));
      expect((await world.arrived(to)).map(({ text }) => text.includes('the first'))).toEqual([true, false]);
    });
  });

  test('a line end in a subject adds no line to anything', async () => {
    const [to] = CALLBACKS;
    if (!to) return;
    await world.mail.send(mailMessage({ to, subject: 'one\r\nBcc: all@lab.example\r\n\r\ntwo' }));
    expect(await world.arrived(to)).toMatchObject([{ subject: 'one Bcc: all@lab.example two' }]);
  });

  test('who is refused for good is unreachable, and it is said why', async () => {
    await world.carrier('refuses');
    for (const to of carriedOnes())
      expect(await world.mail.send(mailMessage({ to }))).toEqual({
        state: 'unreachable',
        reason: expect.stringMatching(/\w+/),
      });
  });

  test('what fails now is a fault, and arrives when it is sent again', async () => {
    await world.carrier('fails');
    for (const to of carriedOnes())
      await expect(world.mail.send(mailMessage({ to }))).rejects.toMatchObject({ code: 'mail-unavailable' });
    await world.carrier('works');
    for (const to of carriedOnes()) {
      expect(await world.mail.send(mailMessage({ to }))).toEqual({ state: 'sent' });
      expect(await world.arrived(to)).not.toEqual([]);
    }
  });
}
