import { createHash } from 'node:crypto';
import Type, { type Static } from 'typebox';
import type { MailMessage } from '../../shared/ports/mail.ts';
import { type Callback, printCallback } from '../../shared/session/callback.ts';
import type { Notice } from './notices.ts';
import { smsText } from './sms.ts';

/** `messages/<id>.json` in the ledger: one message to one address, as it was written, and what became of it. */
export const MessageSchema = Type.Object({
  id: Type.String(),
  to: Type.String(),
  subject: Type.String(),
  text: Type.String(),
  written: Type.String(),
  /** `pending`: not known to be sent. `failed`: refused for good; it is tried again only if its event is replayed. */
  state: Type.Enum(['pending', 'sent', 'failed']),
  /** While pending: until then somebody has it in hand, and nobody else sends it. */
  heldUntil: Type.Optional(Type.String()),
  /** When it was sent, or refused. */
  ended: Type.Optional(Type.String()),
  /** Why it failed. */
  reason: Type.Optional(Type.String()),
});

export type Message = Static<typeof MessageSchema>;

export const messageKey = (id: string): string => `${id}.json`;

/** The same for the same occasion and address, so that whoever comes second finds what the first one wrote. */
export function messageId(occasion: string, address: string): string {
  const digest = createHash('sha256').update(`${occasion}\n${address}`).digest('hex');
  // 80 bits, as 16 characters that can be read out over a telephone.
  return `msg-${BigInt(`0x${digest.slice(0, 20)}`)
    .toString(32)
    .padStart(16, '0')}`;
}

/** The message as this address gets it; its id stands in the text. */
export function writeMessage({ occasion, words }: Notice, to: Callback, written: number): MailMessage {
  const id = messageId(occasion, printCallback(to));
  const text =
    to.kind === 'phone'
      ? smsText(words.short, id)
      : `${words.text}\n\nMessage ${id}. Should it reach you twice, it has this id both times.`;
  return { id, to, subject: words.subject, text, written };
}
