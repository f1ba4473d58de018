import { mkdir } from 'node:fs/promises';
import type { Clock } from '../../../ports/clock.ts';
import type { Mail } from '../../../ports/mail.ts';
import type { Callback } from '../../../session/callback.ts';
import { openSlack, type SlackWebhooks } from '../../slack/slack.ts';
import { composeEmail } from './email.ts';
import { keepInOutbox } from './outbox.ts';
import { openSmtp } from './smtp.ts';

export interface LocalMailOptions {
  /** Every message lies here as a file, whether or not anything else carries it. */
  readonly folder: string;
  readonly operators: readonly Callback[];
  /** Sender of e-mail. */
  readonly from: string;
  /** `smtps://user:password@host`; without it, e-mail stays in the folder. */
  readonly smtp?: string;
  /** Without it, messages to Slack stay in the folder. */
  readonly slack?: SlackWebhooks;
  readonly clock: Clock;
  /** For each call to the outside; 30 s when left out. */
  readonly timeoutMs?: number;
}

/**
 * Messages to people from one workstation. A message is put into the folder first, so that it can be read there
 * while a mail server is down; messages to telephones always end there.
 */
export async function openLocalMail(options: LocalMailOptions): Promise<Mail> {
  const { folder, operators, from, smtp, slack, clock, timeoutMs = 30_000 } = options;
  const sendEmail = smtp === undefined ? undefined : openSmtp({ url: smtp, timeoutMs });
  const sendToSlack = slack && openSlack({ webhooks: slack, timeoutMs, clock });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return {
    operators,
    send: async (message) => {
      const { to } = message;
      await keepInOutbox(folder, message, from);
      if (to.kind === 'email' && sendEmail) {
        const envelope = { from, to: to.address };
        return await sendEmail(await composeEmail(message, envelope), envelope);
      }
      if (to.kind !== 'email' && to.kind !== 'phone' && sendToSlack) return await sendToSlack(message, to);
      return { state: 'sent' };
    },
  };
}
