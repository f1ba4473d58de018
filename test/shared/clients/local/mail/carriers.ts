import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** A mail server on loopback, which answers as a test orders it. */
export interface MailServer {
  readonly url: string;
  close(): Promise<void>;
  /** Messages as they came in, by recipient. */
  readonly received: { readonly to: string; readonly from: string; readonly raw: string }[];
  /** What RCPT TO or DATA are answered with, instead of taking the message; undefined mends it. */
  refuse(at: 'recipient' | 'content', code: number | undefined): void;
}

export async function openMailServer(
  options: { auth?: { user: string; pass: string } } = {},
): Promise<MailServer> {
  const received: MailServer['received'] = [];
  const codes = new Map<'recipient' | 'content', number>();
  const refusal = (at: 'recipient' | 'content'): Error | undefined => {
    const code = codes.get(at);
    return code === undefined ? undefined : Object.assign(new Error(`no ${at}`), { responseCode: code });
  };
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', ...(options.auth ? [] : ['AUTH'])],
    allowInsecureAuth: true,
    authOptional: options.auth === undefined,
    logger: false,
    onAuth: ({ username, password }, _, done) =>
      username === options.auth?.user && password === options.auth?.pass
        ? done(null, { user: username })
        : done(new Error('wrong password')),
    onRcptTo: (_, __, done) => done(refusal('recipient')),
    onData: (stream, session, done) => {
      text(stream).then((raw) => {
        const refused = refusal('content');
        const { mailFrom, rcptTo } = session.envelope;
        if (!refused)
          for (const { address } of rcptTo)
            received.push({ to: address, from: mailFrom ? mailFrom.address : '', raw });
        done(refused);
      }, done);
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    refuse: (at, code) => void (code === undefined ? codes.delete(at) : codes.set(at, code)),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
