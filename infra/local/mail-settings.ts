import type { LocalMailOptions } from '../../shared/clients/local/mail/index.ts';
import type { SlackWebhooks } from '../../shared/clients/slack/slack.ts';
import { type Callback, parseCallback } from '../../shared/session/callback.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export type MailSettings = Pick<LocalMailOptions, 'operators' | 'from' | 'smtp' | 'slack'>;

/** Of nobody: what is sent there is in the outbox folder. */
const OPERATORS: readonly Callback[] = [{ kind: 'email', address: 'operators@localhost' }];
const FROM = 'sessions@localhost';

/** How messages go out, from the environment. Throws an Error that names the setting to correct. */
export function mailSettings(env: Environment): MailSettings {
  const smtp = env.SESSIONS_SMTP_URL || undefined;
  const from = env.SESSIONS_MAIL_FROM || undefined;
  if (smtp !== undefined && from === undefined)
    throw new Error('SESSIONS_SMTP_URL needs SESSIONS_MAIL_FROM, the address that e-mail comes from.');
  const slack = webhooksOf(env.SESSIONS_SLACK_WEBHOOK ?? '');
  return {
    operators: operatorsOf(env.SESSIONS_OPERATORS ?? ''),
    from: from === undefined ? FROM : senderOf(from),
    ...(smtp !== undefined && { smtp }),
    ...(slack && { slack }),
  };
}

/** Addresses, parted by commas. */
function operatorsOf(text: string): readonly Callback[] {
  const given = text.split(',').filter((part) => part.trim() !== '');
  if (given.length === 0) return OPERATORS;
  return given.map((part) => {
    const parsed = parseCallback(part);
    if (!parsed.ok) throw new Error(`SESSIONS_OPERATORS: ${parsed.message}`);
    return parsed.callback;
  });
}

function senderOf(text: string): string {
  const parsed = parseCallback(text);
  if (parsed.ok && parsed.callback.kind === 'email') return parsed.callback.address;
  throw new Error(`SESSIONS_MAIL_FROM is an e-mail address such as sessions@lab.example, not "${text}".`);
}

/** Addresses of webhooks, parted by spaces; `name=` before one makes it that of a channel. */
function webhooksOf(text: string): SlackWebhooks | undefined {
  const named: Record<string, string> = {};
  let any: string | undefined;
  for (const part of text.split(/\s+/).filter((each) => each !== '')) {
    const [, name, url] = /^#?([^=:/]+)=(.+)$/.exec(part) ?? [];
    if (name !== undefined && url !== undefined) named[name] = url;
    else any = part;
  }
  if (any === undefined && Object.keys(named).length === 0) return undefined;
  return { named, ...(any !== undefined && { any }) };
}
