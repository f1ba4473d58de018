import type { Clock } from '../../ports/clock.ts';
import type { Delivery, MailMessage } from '../../ports/mail.ts';
import { Fault } from '../../service/errors.ts';
import { openSlack, type SlackCallback, type SlackWebhooks } from '../slack/slack.ts';
import type { ReadSecret } from './secret-values.ts';

type SendToSlack = (message: MailMessage, to: SlackCallback) => Promise<Delivery>;

/**
 * Slack by the webhooks in a secret: `{"any": "https://…", "named": {"alerts": "https://…"}}`, either left out. A
 * change of the secret is seen within minutes. Its text never gets into an error: who knows a webhook can post.
 */
export function slackOfSecret(options: {
  read: ReadSecret;
  /** ARN. */
  secret: string;
  clock: Clock;
  timeoutMs: number;
}): SendToSlack {
  const { read, secret, ...how } = options;
  let opened: { readonly text: string; readonly send: SendToSlack } | undefined;

  return async (message, to) => {
    const text = await read(secret).catch((cause: unknown) => {
      throw new Fault('mail-unavailable', 'The secret with the Slack webhooks could not be read.', { cause });
    });
    if (text === undefined)
      return { state: 'unreachable', reason: 'No Slack webhooks are set: the secret for them has no value.' };
    // Opened again only when it changed: while Slack asks for a rest, that is kept.
    if (opened?.text !== text) opened = { text, send: open(text, how) };
    return await opened.send(message, to);
  };
}

function open(text: string, how: { clock: Clock; timeoutMs: number }): SendToSlack {
  const webhooks = webhooksOf(text);
  try {
    if (webhooks) return openSlack({ webhooks, ...how });
  } catch {
    // An address that is none: told below, as is all that the secret should be and is not.
  }
  throw new Fault(
    'mail-unavailable',
    'The secret with the Slack webhooks is not {"any": "https://…", "named": {"name": "https://…"}}.',
  );
}

function webhooksOf(text: string): SlackWebhooks | undefined {
  const value = parsed(text);
  if (!isRecord(value)) return undefined;
  const { any, named = {} } = value;
  if (any !== undefined && typeof any !== 'string') return undefined;
  if (!isRecord(named) || !Object.values(named).every((url) => typeof url === 'string')) return undefined;
  return { named: named as Record<string, string>, ...(any !== undefined && { any }) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
