import type { Envelope } from '../events/envelope.ts';
import { checkBody } from './queue-limits.ts';

/** The event as JSON that SNS and SQS take. Throws `EventTooLarge`. */
export function eventBody(event: Envelope): string {
  // JSON leaves these two as they are, which SQS does not carry.
  const body = JSON.stringify(event).replaceAll('\uFFFE', '\\ufffe').replaceAll('\uFFFF', '\\uffff');
  checkBody(body);
  return body;
}
