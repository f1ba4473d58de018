import Type from 'typebox';
import type { Envelope } from '../events/envelope.ts';
import { parseEvent } from '../events/parse.ts';
import type { Clock } from '../ports/clock.ts';
import type { ObjectRights } from '../ports/objects.ts';
import type { Message } from '../ports/queue.ts';
import { check } from '../schema/validate.ts';
import { ERRORS, Refusal } from './errors.ts';
import { recordFailure } from './inbox.ts';
import type { Log } from './observe.ts';

/** Who handles what a queue brings: events, or the keys of objects that were written. */
export interface Consumer<T = Envelope> {
  readonly service: string;
  handle(input: T): Promise<void>;
  readonly inbox: Pick<ObjectRights['write'], 'put'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** How one message ended: `done` is acknowledged, `again` is delivered once more by the queue. */
export type Outcome = 'done' | 'again';

/**
 * Handles one event. Wrong input (a refusal, an event that fits no schema) goes to the inbox with its cause and is
 * done; everything else comes again. Never throws, so that one message never fails its batch.
 */
export const consume = (message: Message, consumer: Consumer): Promise<Outcome> =>
  take(message, readEvent(message.body), consumer);

/** Handles the notice that an object was written, `{key}`, as `consume` handles an event. */
export const consumeWritten = (message: Message, consumer: Consumer<string>): Promise<Outcome> =>
  take(message, readWritten(message.body), consumer);

/** The body of a notice that an object was written. */
export const writtenNotice = (key: string): string => JSON.stringify({ key });

/** What a message holds, or why it cannot be used; and what it is about, for log and inbox. */
type Read<T> = { readonly id?: string; readonly type?: string; readonly subject?: string | undefined } & (
  | { readonly input: T }
  | { readonly refusal: Refusal }
);

async function take<T>(message: Message, read: Read<T>, consumer: Consumer<T>): Promise<Outcome> {
  const log = consumer.log.with({
    service: consumer.service,
    messageId: message.id,
    delivery: message.deliveries,
  });
  try {
    if ('refusal' in read) throw read.refusal;
    await consumer.handle(read.input);
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return await refuse(message, read, error, consumer, log);
    log.error('The event will be delivered again.', error, { type: read.type });
    return 'again';
  }
}

function readEvent(body: string): Read<Envelope> {
  const parsed = parseEvent(body);
  if (parsed.ok) {
    const { event } = parsed;
    return { input: event, id: event.id, type: event.type, subject: event.subject };
  }
  const [problem] = parsed.problems;
  const detail = `${problem?.field ?? ''} ${problem?.reason ?? ''}`.trim();
  return { refusal: new Refusal('event-invalid', detail, { ...(problem && { field: problem.field }) }) };
}

export const NoticeSchema = Type.Object({ key: Type.String({ minLength: 1, maxLength: 1024 }) });

function readWritten(body: string): Read<string> {
  try {
    const checked = check(NoticeSchema, JSON.parse(body));
    if (checked.ok) return { input: checked.value.key, type: 'written' };
  } catch {
    // Said below.
  }
  return { refusal: new Refusal('event-invalid', 'It does not say which object was written.') };
}

async function refuse<T>(
  message: Message,
  about: Read<T>,
  refusal: Refusal,
  consumer: Consumer<T>,
  log: Log,
): Promise<Outcome> {
  const id = `${consumer.service}-${(about.id ?? message.id).replaceAll(/[^A-Za-z0-9._-]/g, '_')}`;
  try {
    await recordFailure(consumer.inbox, consumer.clock, {
      id,
      cause: refusal.code,
      service: consumer.service,
      ...(about.subject && { session: about.subject }),
      ...(refusal.place.field && { field: refusal.place.field }),
      detail: refusal.message || ERRORS[refusal.code].title,
      input: message.body,
    });
    log.warn('Refused; kept in the inbox.', { code: refusal.code, failure: id, session: about.subject });
    return 'done';
  } catch (error) {
    log.error('The inbox could not be written; the event will be delivered again.', error);
    return 'again';
  }
}
