import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openLocalMail } from '../../../../../shared/clients/local/mail/index.ts';
import type { Mail } from '../../../../../shared/ports/mail.ts';
import { mailMessage } from '../../../../make.ts';
import { manualClock } from '../../../../setup/manual-clock.ts';
import { openMailServer } from './carriers.ts';
import { filesOf, readEmail } from './read-outbox.ts';

const operators = [{ kind: 'email', address: 'operators@localhost' }] as const;
const common = { operators, from: 'sessions@lab.example', clock: manualClock() };

let folder: string;
let mail: Mail;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'outbox-')), 'outbox');
  mail = await openLocalMail({ ...common, folder });
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

describe('an e-mail in the outbox', () => {
  test('is a file that one can read, named by time and id', async () => {
    await mail.send(mailMessage({ subject: 'Größe', text: 'It is ready.\n\n  sessions/größe' }));
    expect(await filesOf(folder)).toEqual([
      {
        name: '2026-03-02T09-15-00Z_msg-0123456789abcdef.eml',
        content: [
          'Auto-Submitted: auto-generated',
          'From: Sessions <sessions@lab.example>',
          'To: marta@lab.example',
          'Subject: =?UTF-8?Q?Gr=C3=B6=C3=9Fe?=',
          'Message-ID: <msg-0123456789abcdef@lab.example>',
          'Date: Mon, 02 Mar 2026 09:15:00 +0000',
          'Content-Transfer-Encoding: quoted-printable',
          'MIME-Version: 1.0',
          'Content-Type: text/plain; charset=utf-8',
          '',
          'It is ready.',
          '',
          '  sessions/gr=C3=B6=C3=9Fe',
          '',
        ].join('\r\n'),
      },
    ]);
  });

  test('is prose in short lines, and no code where it is ASCII', async () => {
    await mail.send(mailMessage({ text: 'It is ready = done. '.repeat(7).trim() }));
    const [file] = await filesOf(folder);
    const [head, body] = file?.content.split('\r\n\r\n') ?? [];
    expect(head).toContain('Content-Transfer-Encoding: 7bit');
    expect(body?.trimEnd().split('\r\n')).toEqual([
      'It is ready = done. It is ready = done. It is ready = done. It is ready =',
      'done. It is ready = done. It is ready = done. It is ready = done.',
    ]);
  });

  test('has commands and paths whole, to be copied', async () => {
    const path = `  /data/${'long folder/'.repeat(20)}`;
    await mail.send(mailMessage({ text: `It is here:\n${path}` }));
    const [file] = await filesOf(folder);
    expect((await readEmail(file?.content ?? '')).text).toContain(path);
  });

  test('has short lines, in ASCII, that end with CRLF, whatever its text', async () => {
    await mail.send(mailMessage({ subject: '心電図 '.repeat(60), text: `${'x'.repeat(5000)}\r\n😀\rend` }));
    const [file] = await filesOf(folder);
    const lines = file?.content.split('\r\n') ?? [];
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(78);
    expect(file?.content.replaceAll('\r\n', '')).toMatch(/^[\x20-\x7e\t]*$/);
  });
});

test('messages to telephones and to Slack are text files', async () => {
  await mail.send(mailMessage({ id: 'msg-1', to: { kind: 'phone', number: '+34600123456' } }));
  await mail.send(mailMessage({ id: 'msg-2', to: { kind: 'slack-channel', channel: 'ecg-lab' } }));
  expect(await filesOf(folder)).toEqual([
    {
      name: '2026-03-02T09-15-00Z_msg-1.sms.txt',
      content: 'To: +34600123456\nDate: 2026-03-02T09:15:00.000Z\nMessage: msg-1\n\nIt is ready.\n',
    },
    {
      name: '2026-03-02T09-15-00Z_msg-2.slack.txt',
      content:
        'To: #ecg-lab\nDate: 2026-03-02T09:15:00.000Z\nMessage: msg-2\nSubject: Sandbox is ready\n\nIt is ready.\n',
    },
  ]);
});

test('one message that is sent ten times at once is one whole file', async () => {
  await Promise.all(Array.from({ length: 10 }, () => mail.send(mailMessage())));
  expect((await filesOf(folder)).map(({ name }) => name)).toEqual([
    '2026-03-02T09-15-00Z_msg-0123456789abcdef.eml',
  ]);
});

test('the folder and its files are for their owner only', async () => {
  await mail.send(mailMessage());
  const [file] = await filesOf(folder);
  const modes = await Promise.all([folder, join(folder, file?.name ?? '')].map((path) => stat(path)));
  expect(modes.map(({ mode }) => mode & 0o077)).toEqual([0, 0]);
});

test.each(['', '../escape', 'a/b', 'a.b', 'x'.repeat(65)])('%j is no id of a message', async (id) => {
  await expect(mail.send(mailMessage({ id }))).rejects.toThrow('is no id of a message');
  expect(await filesOf(folder)).toEqual([]);
});

test('a message that could not be sent lies there all the same', async () => {
  const server = await openMailServer();
  await server.close();
  const sending = await openLocalMail({ ...common, folder, smtp: server.url });
  await expect(sending.send(mailMessage())).rejects.toMatchObject({ code: 'mail-unavailable' });
  expect(await filesOf(folder)).toHaveLength(1);
});

test('the operators are those of the settings', () => {
  expect(mail.operators).toEqual(operators);
});
