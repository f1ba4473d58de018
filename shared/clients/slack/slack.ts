import type { Clock } from '../../ports/clock.ts';
import type { Delivery, MailMessage } from '../../ports/mail.ts';
import type { Callback } from '../../session/callback.ts';
import { openWebhook, type PostToWebhook } from './webhook.ts';

/** Addresses of incoming webhooks: one for every message, and those that settings know by a name. */
export interface SlackWebhooks {
  readonly any?: string;
  /** By the name of their channel, or whatever else `slack:name` calls them. */
  readonly named: Readonly<Record<string, string>>;
}

export type SlackCallback = Extract<Callback, { kind: 'slack-channel' | 'slack-webhook' }>;

/**
 * Slack by incoming webhooks. Slack makes a webhook for one channel: so a channel is reached by the webhook of its
 * name; and by the one for every message with the channel named in it, which older webhooks and the servers that
 * speak like Slack follow.
 */
export function openSlack(options: {
  webhooks: SlackWebhooks;
  timeoutMs: number;
  clock: Clock;
}): (message: MailMessage, to: SlackCallback) => Promise<Delivery> {
  const { webhooks, ...how } = options;
  const any = webhooks.any === undefined ? undefined : openWebhook({ url: webhooks.any, ...how });
  const named = new Map<string, PostToWebhook>(
    Object.entries(webhooks.named).map(([name, url]) => [name, openWebhook({ url, ...how })]),
  );
  return async ({ subject, text }, to) => {
    const name = to.kind === 'slack-channel' ? to.channel : to.name;
    // Plain text: nothing in it calls everybody, or becomes a link.
    const body = { text: escaped(`${subject}\n\n${text}`), mrkdwn: false, unfurl_links: false };
    const own = named.get(name);
    if (own) return await own(body);
    if (any && to.kind === 'slack-channel') return await any({ channel: `#${name}`, ...body });
    return { state: 'unreachable', reason: `The settings know no Slack webhook for "${name}".` };
  };
}

/** The three characters that Slack asks to be escaped; the rest goes as it is. */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
