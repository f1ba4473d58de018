import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import { openLocalMail } from '../../../../../shared/clients/local/mail/index.ts';
import type { Callback } from '../../../../../shared/session/callback.ts';
import { type Arrived, type MailWorld, mailContract } from '../../../../contracts/mail.ts';
import { manualClock } from '../../../../setup/manual-clock.ts';
import { openSlackServer, type Slack } from '../../slack/slack-server.ts';
import { type MailServer, openMailServer } from './carriers.ts';
import { inOutbox, readEmail } from './read-outbox.ts';

const common = { operators: [], from: 'sessions@lab.example', clock: manualClock() };

async function openFolder(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'outbox-'));
  return { folder, remove: () => rm(folder, { recursive: true }) };
}

describe('local mail that goes nowhere else', () =>
  mailContract(async (): Promise<MailWorld> => {
    const { folder, remove } = await openFolder();
    return {
      mail: await openLocalMail({ ...common, folder }),
      arrived: (to) => inOutbox(folder, to),
      carried: [],
      carrier: async () => {},
      close: remove,
    };
  }));

describe('local mail with a mail server and Slack', () =>
  mailContract(async (): Promise<MailWorld> => {
    const { folder, remove } = await openFolder();
    const server = await openMailServer();
    const slack = await openSlackServer();
    const webhooks = { any: `${slack.url}/any`, named: { alerts: `${slack.url}/alerts` } };
    return {
      mail: await openLocalMail({ ...common, folder, smtp: server.url, slack: webhooks }),
      arrived: async (to) => await arrivedAt(to, folder, server, slack),
      carried: ['email', 'slack-channel', 'slack-webhook'],
      carrier: async (state) => {
        server.refuse('recipient', { works: undefined, refuses: 550, fails: 451 }[state]);
        slack.answer({ status: { works: 200, refuses: 404, fails: 500 }[state], body: 'channel_not_found' });
      },
      close: async () => {
        await Promise.all([server.close(), slack.close(), remove()]);
      },
    };
  }));

async function arrivedAt(
  to: Callback,
  folder: string,
  server: MailServer,
  slack: Slack,
): Promise<readonly Arrived[]> {
  switch (to.kind) {
    case 'phone':
      return await inOutbox(folder, to);
    case 'email': {
      const mine = server.received.filter((each) => each.to === to.address);
      const emails = await Promise.all(mine.map(({ raw }) => readEmail(raw)));
      return emails.map(({ messageId, subject = '', text = '' }) => ({ id: messageId, subject, text }));
    }
    case 'slack-channel':
    case 'slack-webhook': {
      const path = to.kind === 'slack-channel' ? '/any' : '/alerts';
      const unescaped = (text: string): string =>
        text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
      return slack.posted
        .filter((each) => each.path === path)
        .map(({ body }) => ({ text: unescaped(String(body.text)) }));
    }
  }
}
