import { join } from 'node:path';
import type { MailMessage } from '../../../ports/mail.ts';
import { type Callback, printCallback } from '../../../session/callback.ts';
import { writeFileOnce } from '../files.ts';
import { composeEmail } from './email.ts';

const EXTENSIONS = {
  email: 'eml',
  phone: 'sms.txt',
  'slack-channel': 'slack.txt',
  'slack-webhook': 'slack.txt',
} as const satisfies Record<Callback['kind'], string>;

/** `2026-01-01T09-15-00Z_msg-….eml`: in the order in which they were written, and one name for one message. */
export function outboxName({ id, to, written }: MailMessage): string {
  if (!/^[A-Za-z0-9-]{1,64}$/.test(id)) throw new RangeError(`"${id}" is no id of a message.`);
  const time = new Date(written).toISOString().slice(0, 19).replaceAll(':', '-');
  return `${time}Z_${id}.${EXTENSIONS[to.kind]}`;
}

/** Puts a message into the folder, whole or not at all; one that lies there already stays as it is. */
export async function keepInOutbox(folder: string, message: MailMessage, from: string): Promise<void> {
  const file = join(folder, outboxName(message));
  const { to } = message;
  const content =
    to.kind === 'email'
      ? (await composeEmail(message, { from, to: to.address })).toString('ascii')
      : asText(message);
  await writeFileOnce(file, () => content);
}

function asText({ id, to, subject, text, written }: MailMessage): string {
  const heads = [
    `To: ${printCallback(to)}`,
    `Date: ${new Date(written).toISOString()}`,
    `Message: ${id}`,
    ...(to.kind === 'phone' ? [] : [`Subject: ${subject}`]),
  ];
  return `${heads.join('\n')}\n\n${text}\n`;
}
