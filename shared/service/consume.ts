import type { Envelope } from '../events/envelope.ts';
import { parseEvent } from '../events/parse.ts';
import type { Clock } from '../ports/clock.ts';
import type { ObjectRights } from '../ports/objects.ts';
import type { Message } from '../ports/queue.ts';
import { ERRORS, Refusal } from './errors.ts';
import { recordFailure } from './inbox.ts';
import type { Log } from './observe.ts';

export interface Consumer {
  readonly service: string;
  handle(event: Envelope): Promise<void>;
  readonly inbox: Pick<ObjectRights['write'], 'put'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** How one message ended: `done` is acknowledged, `again` is delivered once more by the queue. */
export type Outcome = 'done' | 'again';

/**
 * Handles one message. Wrong input (a refusal, an event that fits no schema) goes to the inbox with its cause and
 * is done; everything else comes again. Never throws, so that one message never fails its batch.
 */
export async function consume(message: Message, consumer: Consumer): Promise<Outcome> {
  const log = consumer.log.with({
    service: consumer.service,
    messageId: message.id,
    delivery: message.deliveries,
  });
  const parsed = parseEvent(message.body);
  try {
    if (!parsed.ok) {
      const [problem] = parsed.problems;
      throw new Refusal('event-invalid', `${problem?.field ?? ''} ${problem?.reason ?? ''}`.trim(), {
        ...(problem && { field: problem.field }),
      });
    }
    await consumer.handle(parsed.event);
    return 'done';
  } catch (error) {
    if (!(error instanceof Refusal)) {
      log.error('The event will be delivered again.', error, {
        type: parsed.ok ? parsed.event.type : undefined,
      });
      return 'again';
    }
    return await refuse(message, parsed.ok ? parsed.event : undefined, error, consumer, log);
  }
}

async function refuse(
  message: Message,
  event: Envelope | undefined,
  refusal: Refusal,
  consumer: Consumer,
  log: Log,
): Promise<Outcome> {
  const id = `${consumer.service}-${(event?.id ?? message.id).replaceAll(/[^A-Za-z0-9._-]/g, '_')}`;
  try {
    await recordFailure(consumer.inbox, consumer.clock, {
      id,
      cause: refusal.code,
      service: consumer.service,
      ...(event?.subject && { session: event.subject }),
      ...(refusal.place.field && { field: refusal.place.field }),
      detail: refusal.message || ERRORS[refusal.code].title,
      input: message.body,
    });
    log.warn('Refused; kept in the inbox.', { code: refusal.code, failure: id, session: event?.subject });
    return 'done';
  } catch (error) {
    log.error('The inbox could not be written; the event will be delivered again.', error);
    return 'again';
  }
}
