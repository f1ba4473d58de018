import { isoTime } from '../../shared/ports/clock.ts';
import type { Delivery, MailMessage } from '../../shared/ports/mail.ts';
import { isObjectError } from '../../shared/ports/objects.ts';
import { readJson } from '../../shared/service/documents.ts';
import { Fault } from '../../shared/service/errors.ts';
import { printCallback } from '../../shared/session/callback.ts';
import { type Message, MessageSchema, messageKey } from './message.ts';
import type { Deps } from './rights.ts';

/** As long as a call may take (`limits.timeout`): whoever holds a message longer is dead. */
const HOLD_MS = 180_000;

interface Held {
  readonly message: Message;
  readonly etag: string;
}

/**
 * Sends a message unless it was sent before, and keeps what became of it. Only where the process dies, or loses the
 * ledger, between sending and writing that down, the next delivery sends it again, with the same id.
 *
 * Throws the Fault mail-unavailable: not sent yet, or in somebody else's hand; come again.
 */
export async function deliverOnce(draft: MailMessage, deps: Deps): Promise<Delivery> {
  const held = await takeInHand(draft, deps);
  if (held === 'sent') return { state: 'sent' };
  const delivery = await sendHeld(draft, held, deps);
  const ended = { ...withoutHold(held.message), ended: isoTime(deps.clock) };
  await put(
    delivery.state === 'sent'
      ? { ...ended, state: 'sent' }
      : { ...ended, state: 'failed', reason: delivery.reason },
    { ifMatch: held.etag },
    deps,
  );
  return delivery;
}

/** Writes the message, or takes one over that was written before and that nobody holds: by compare-and-set. */
async function takeInHand(draft: MailMessage, deps: Deps): Promise<Held | 'sent'> {
  const now = deps.clock.now();
  const found = await readJson(deps.objects['ledger/messages'], messageKey(draft.id), MessageSchema);
  if (found?.value.state === 'sent') return 'sent';
  if (Date.parse(found?.value.heldUntil ?? '') > now) throw inOtherHands(draft.id);
  const heldUntil = new Date(now + HOLD_MS).toISOString();
  const message: Message = found
    ? { ...withoutEnd(found.value), state: 'pending', heldUntil }
    : { ...documentOf(draft), state: 'pending', heldUntil };
  const etag = await put(message, found ? { ifMatch: found.etag } : { ifNoneMatch: '*' }, deps);
  if (etag === undefined) throw inOtherHands(draft.id);
  return { message, etag };
}

/** Sends what was written first, whatever the draft says now: a message has one text. */
async function sendHeld(draft: MailMessage, held: Held, deps: Deps): Promise<Delivery> {
  const { subject, text, written } = held.message;
  try {
    return await deps.mail.send({ ...draft, subject, text, written: Date.parse(written) });
  } catch (error) {
    // Let go, so that the next delivery need not wait; where that fails it waits.
    await put(withoutHold(held.message), { ifMatch: held.etag }, deps).catch(() => undefined);
    throw error;
  }
}

const inOtherHands = (id: string): Fault =>
  new Fault('mail-unavailable', `Another delivery has message ${id} in hand.`);

/** The new ETag; undefined where somebody else wrote in between. */
async function put(
  message: Message,
  condition: { ifMatch: string } | { ifNoneMatch: '*' },
  deps: Deps,
): Promise<string | undefined> {
  try {
    const bytes = Buffer.from(JSON.stringify(message, null, 1));
    return (await deps.objects['ledger/messages'].put(messageKey(message.id), bytes, condition)).etag;
  } catch (error) {
    if (isObjectError(error, 'PreconditionFailed')) return undefined;
    throw error;
  }
}

const documentOf = ({ id, to, subject, text, written }: MailMessage): Omit<Message, 'state'> => ({
  id,
  to: printCallback(to),
  subject,
  text,
  written: new Date(written).toISOString(),
});

const withoutHold = ({ heldUntil: _, ...message }: Message): Message => message;
const withoutEnd = ({ ended: _, reason: __, ...message }: Message): Message => message;
