import type { Envelope } from '../../shared/events/envelope.ts';
import { recordFailure } from '../../shared/service/inbox.ts';
import { mapLimit } from '../../shared/service/parallel.ts';
import { printCallback } from '../../shared/session/callback.ts';
import { deliverOnce } from './deliver.ts';
import { messageId, writeMessage } from './message.ts';
import { type Notice, noticeOf, type Recipient } from './notices.ts';
import type { Deps } from './rights.ts';

/** Messages of one event that are sent at the same time. */
const AT_ONCE = 4;

/**
 * Tells everybody of an event whom it concerns. One address's trouble keeps the message from no other: what cannot
 * be delivered for good goes to the inbox, and for what could not be sent now the event comes again.
 */
export async function tell(event: Envelope, deps: Deps): Promise<void> {
  const notice = noticeOf(event, deps.mail.operators);
  if (!notice) return;
  const faults = await mapLimit(notice.to, AT_ONCE, async (recipient) => {
    try {
      await tellOne(recipient, notice, event, deps);
      return [];
    } catch (error) {
      return [error];
    }
  });
  const [first, ...others] = faults.flat();
  if (first === undefined) return;
  for (const other of others) deps.log.warn('A further message was not sent.', { error: String(other) });
  throw first;
}

async function tellOne(recipient: Recipient, notice: Notice, event: Envelope, deps: Deps): Promise<void> {
  if ('reason' in recipient) {
    const id = messageId(notice.occasion, recipient.address);
    await keepUndelivered(id, recipient.reason, event, deps);
    return;
  }
  const message = writeMessage(notice, recipient.callback, deps.clock.now());
  const delivery = await deliverOnce(message, deps);
  if (delivery.state === 'unreachable')
    await keepUndelivered(message.id, `${printCallback(message.to)}: ${delivery.reason}`, event, deps);
  else deps.log.info('Told.', { message: message.id, type: event.type, subject: event.subject });
}

async function keepUndelivered(id: string, detail: string, event: Envelope, deps: Deps): Promise<void> {
  await recordFailure(deps.objects['ledger/failures'], deps.clock, {
    id: `notify-${id}`,
    cause: 'message-undeliverable',
    service: 'notify',
    ...(event.subject !== undefined && { session: event.subject }),
    detail,
    input: JSON.stringify(event),
  });
  deps.log.warn('A message cannot be delivered; kept in the inbox.', { message: id, type: event.type });
}
