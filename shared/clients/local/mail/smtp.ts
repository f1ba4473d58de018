import { createTransport } from 'nodemailer';
import type { Delivery } from '../../../ports/mail.ts';
import { Fault } from '../../../service/errors.ts';
import type { Envelope } from './email.ts';

/** Hands a composed message to a mail server. */
export type SendEmail = (composed: Buffer, envelope: Envelope) => Promise<Delivery>;

/**
 * Mail over SMTP: `smtps://user:password@host:465`, or `smtp://…:587`, which must then offer STARTTLS, except on
 * this machine. Throws a RangeError for any other address, without repeating it: there is a password in it.
 */
export function openSmtp(options: { url: string; timeoutMs: number }): SendEmail {
  const url = URL.canParse(options.url) ? new URL(options.url) : undefined;
  if (!url?.hostname || !['smtp:', 'smtps:'].includes(url.protocol))
    throw new RangeError(
      'The address of a mail server is smtps://user:password@host:465 or smtp://host:587.',
    );
  const secure = url.protocol === 'smtps:';
  const user = decodeURIComponent(url.username);
  const transport = createTransport({
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    requireTLS: !secure && !isThisMachine(url.hostname),
    ...(user !== '' && { auth: { user, pass: decodeURIComponent(url.password) } }),
  });
  return async (composed, envelope) => {
    try {
      await transport.sendMail({
        raw: composed,
        envelope: { ...envelope },
        signal: AbortSignal.timeout(options.timeoutMs),
      });
      return { state: 'sent' };
    } catch (error) {
      return judge(error);
    }
  };
}

const isThisMachine = (host: string): boolean => /^(localhost|127\.[0-9.]+|\[::1\])$/.test(host);

/** Refused for good is what the server answers to recipient or content; all else may be other the next time. */
function judge(error: unknown): Delivery {
  const { command, responseCode = 0, message } = failureOf(error);
  const isAboutMessage = command === 'RCPT TO' || command === 'DATA';
  // 530: the server wants a login first, whoever the recipient is.
  if (isAboutMessage && responseCode >= 500 && responseCode < 600 && responseCode !== 530)
    return { state: 'unreachable', reason: `The mail server says: ${message}` };
  throw new Fault('mail-unavailable', `The mail server did not take it: ${message}`, { cause: error });
}

interface SmtpFailure {
  readonly message: string;
  readonly command?: string;
  readonly responseCode?: number;
}

function failureOf(error: unknown): SmtpFailure {
  if (!Error.isError(error)) return { message: String(error) };
  return {
    message: error.message,
    ...('command' in error && typeof error.command === 'string' && { command: error.command }),
    ...('responseCode' in error &&
      typeof error.responseCode === 'number' && { responseCode: error.responseCode }),
  };
}
