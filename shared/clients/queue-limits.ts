import { BusError, MAX_EVENT_BYTES } from '../ports/bus.ts';
import type { QueueSettings } from '../ports/queue.ts';

type Range = readonly [least: number, most: number];

/** What SQS takes; times in seconds. */
export const LIMITS = {
  max: [1, 10],
  wait: [0, 20],
  releaseDelay: [0, 43_200],
  sendDelay: [0, 900],
  visibilityTimeout: [1, 43_200],
  attempts: [1, 1_000],
} as const satisfies Record<string, Range>;

/** So long a dead letter is hidden from other readers. */
export const DEAD_LETTER_VISIBILITY_SECONDS = 300;

/** Throws `InvalidValue` for anything but a whole number in the range. */
export function checkRange(name: string, value: number, [least, most]: Range): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new BusError(
    'InvalidValue',
    `${name} is ${value}: it must be a whole number from ${least} to ${most}.`,
  );
}

/** Throws `InvalidValue` for a name or settings with which SQS would create no queue. */
export function checkQueue(name: string, settings: QueueSettings): void {
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) {
    throw new BusError(
      'InvalidValue',
      `"${name}" is no name of a queue: 1 to 80 letters, digits, hyphens, underscores.`,
    );
  }
  checkRange('visibilityTimeout', settings.visibilityTimeout, LIMITS.visibilityTimeout);
  checkRange('attempts', settings.attempts, LIMITS.attempts);
}

/** Characters of XML 1.0: SQS takes no others. */
const TEXT = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]+$/u;

/** Throws `EventTooLarge`, and `InvalidValue` for a text that is empty or holds what SQS does not carry. */
export function checkBody(body: string): void {
  if (body === '') throw new BusError('InvalidValue', 'A message cannot be empty.');
  if (!TEXT.test(body)) {
    throw new BusError(
      'InvalidValue',
      'A message holds no control characters: write it as JSON, which escapes them.',
    );
  }
  const bytes = Buffer.byteLength(body);
  if (bytes <= MAX_EVENT_BYTES) return;
  throw new BusError(
    'EventTooLarge',
    `The event has ${bytes} bytes of JSON, at most ${MAX_EVENT_BYTES} are possible: point to the ledger instead.`,
  );
}
