import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { composeEmail, type Envelope } from '../../../../../shared/clients/local/mail/email.ts';
import { openSmtp } from '../../../../../shared/clients/local/mail/smtp.ts';
import type { Delivery } from '../../../../../shared/ports/mail.ts';
import { mailMessage } from '../../../../make.ts';
import { type MailServer, openMailServer } from './carriers.ts';
import { readEmail } from './read-outbox.ts';

const ENVELOPE: Envelope = { from: 'sessions@lab.example', to: 'marta@lab.example' };
const UNAVAILABLE = { name: 'Fault', code: 'mail-unavailable' };

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function mailServer(...options: Parameters<typeof openMailServer>): Promise<MailServer> {
  const server = await openMailServer(...options);
  closing.push(server.close);
  return server;
}

/** A server that only says what `talk` makes it say. */
async function bareServer(talk: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    talk(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return `smtp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

const send = async (url: string, timeoutMs = 10_000): Promise<Delivery> =>
  await openSmtp({ url, timeoutMs })(await composeEmail(mailMessage(), ENVELOPE), ENVELOPE);

const errorOf = (call: Promise<unknown>): Promise<Error> =>
  call.then(
    () => new Error('no error'),
    (error: Error) => error,
  );

test('a message arrives byte for byte as it was composed, under its own Message-ID', async () => {
  const server = await mailServer();
  expect(await send(server.url)).toEqual({ state: 'sent' });
  const composed = (await composeEmail(mailMessage(), ENVELOPE)).toString();
  expect(server.received).toEqual([{ ...ENVELOPE, raw: expect.stringContaining(composed.trimEnd()) }]);
  expect(await readEmail(server.received[0]?.raw ?? '')).toMatchObject({
    messageId: '<msg-0123456789abcdef@lab.example>',
  });
});

describe('the answer of the mail server', () => {
  test.each([
    ['recipient', 550],
    ['recipient', 553],
    ['content', 552],
    ['content', 554],
  ] as const)('to the %s, %d, is for good', async (at, code) => {
    const server = await mailServer();
    server.refuse(at, code);
    expect(await send(server.url)).toEqual({
      state: 'unreachable',
      reason: expect.stringContaining(`no ${at}`),
    });
    expect(server.received).toEqual([]);
  });

  test.each([
    ['recipient', 450],
    ['recipient', 451],
    ['recipient', 530],
    ['content', 421],
    ['content', 452],
  ] as const)('to the %s, %d, is for now', async (at, code) => {
    const server = await mailServer();
    server.refuse(at, code);
    await expect(send(server.url)).rejects.toMatchObject(UNAVAILABLE);
    server.refuse(at, undefined);
    expect(await send(server.url)).toEqual({ state: 'sent' });
  });

  test('to the sender is for now: the settings are wrong, not the person', async () => {
    const url = await bareServer((socket) => {
      socket.write('220 mail.lab.example\r\n');
      socket.on('data', (line) =>
        socket.write(line.toString().startsWith('MAIL') ? '550 not you\r\n' : '250 go on\r\n'),
      );
    });
    await expect(send(url)).rejects.toMatchObject(UNAVAILABLE);
  });

  test('that was lost is a fault, though the message came through: sent again it has the same Message-ID', async () => {
    const received: string[] = [];
    const url = await bareServer((socket) => {
      let message: string | undefined;
      socket.write('220 mail.lab.example\r\n');
      socket.on('data', (bytes) => {
        const said = bytes.toString();
        if (message === undefined && said.startsWith('DATA')) {
          message = '';
          socket.write('354 go on\r\n');
        } else if (message === undefined) socket.write('250 go on\r\n');
        else {
          message += said;
          if (!message.endsWith('\r\n.\r\n')) return;
          received.push(message);
          socket.destroy();
        }
      });
    });
    await expect(send(url)).rejects.toMatchObject(UNAVAILABLE);
    await expect(send(url)).rejects.toMatchObject(UNAVAILABLE);
    expect(received).toHaveLength(2);
    expect(received[1]).toBe(received[0]);
  });
});

describe('a mail server that is not to be had is a fault', () => {
  test('where nobody listens', async () => {
    const server = await openMailServer();
    await server.close();
    await expect(send(server.url)).rejects.toMatchObject(UNAVAILABLE);
  });

  test('where nobody greets in time', async () => {
    const url = await bareServer(() => {});
    await expect(send(url, 100)).rejects.toMatchObject(UNAVAILABLE);
  });

  test('where it hangs up at once', async () => {
    const url = await bareServer((socket) => socket.end());
    await expect(send(url)).rejects.toMatchObject(UNAVAILABLE);
  });

  test('where it speaks something else', async () => {
    const url = await bareServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await expect(send(url)).rejects.toMatchObject(UNAVAILABLE);
  });
});

describe('a login', () => {
  const auth = { user: 'sessions', pass: 'p@ss word/1' };
  const withLogin = (url: string, pass: string): string =>
    url.replace('smtp://', `smtp://sessions:${encodeURIComponent(pass)}@`);

  test('is made with name and password of the address', async () => {
    const server = await mailServer({ auth });
    expect(await send(withLogin(server.url, auth.pass))).toEqual({ state: 'sent' });
  });

  test('that fails is a fault that does not tell the password', async () => {
    const server = await mailServer({ auth });
    const error = await errorOf(send(withLogin(server.url, 'secret-guess')));
    expect(error).toMatchObject(UNAVAILABLE);
    expect(error.message).not.toContain('secret-guess');
  });
});

test('a server elsewhere must offer TLS, or gets nothing', async () => {
  const server = await mailServer();
  // Loopback by another name, which is not taken for this machine.
  const elsewhere = server.url.replace('127.0.0.1', '[::ffff:127.0.0.1]');
  await expect(send(elsewhere)).rejects.toMatchObject(UNAVAILABLE);
  expect(server.received).toEqual([]);
});

test.each(['', 'mail.lab.example', 'http://user:hidden@mail.lab.example', 'smtp://'])(
  '%j is no address of a mail server, and is not repeated in the error',
  (url) => {
    expect(() => openSmtp({ url, timeoutMs: 1 })).toThrow(/^The address of a mail server is smtps:/);
    expect(() => openSmtp({ url, timeoutMs: 1 })).not.toThrow(/hidden/);
  },
);
