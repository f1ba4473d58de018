import type { Clock } from '../../../ports/clock.ts';
import type { Queue, QueueDepth, QueueSettings } from '../../../ports/queue.ts';
import { checkBody, checkRange, LIMITS } from '../../queue-limits.ts';
import type { Database } from '../sqlite.ts';
import type { DeadLetterTable } from './dead-letter-table.ts';
import { openLongPoll } from './long-poll.ts';
import type { MessageTable } from './message-table.ts';

/** A queue, and what the bus needs of it. */
export interface LocalQueue extends Queue {
  /** Moves what has had all its attempts to the dead letters. Belongs inside `commit`. */
  bury(): void;
  /** To be called after the bus has put a message into it. */
  wake(): void;
  /** Answers all who wait for messages. */
  close(): void;
}

export function openQueue(
  name: string,
  settings: QueueSettings,
  world: { database: Database; messages: MessageTable; deadLetters: DeadLetterTable; clock: Clock },
): LocalQueue {
  const { database, messages, deadLetters, clock } = world;
  const poll = openLongPoll(database, clock, {
    take: (max) => messages.take(name, settings, max, clock.now()),
    nextVisible: () => messages.nextVisible(name, clock.now()),
  });

  return {
    name,
    bury: () => messages.bury(name, settings, clock.now()),
    wake: poll.wake,
    close: poll.close,

    async receive(options) {
      checkRange('max', options.max, LIMITS.max);
      checkRange('waitSeconds', options.waitSeconds, LIMITS.wait);
      return poll.receive(options);
    },

    // Taken back by a loss of power, it is one delivery more.
    acknowledge: (receipt) =>
      database.commit(() => messages.acknowledge(name, receipt, clock.now()), { sync: false }),

    async release(receipt, delaySeconds) {
      checkRange('delaySeconds', delaySeconds, LIMITS.releaseDelay);
      await database.commit(() => {
        const now = clock.now();
        messages.release(name, receipt, now, now + delaySeconds * 1000);
      });
      poll.wake();
    },

    async send(body, { delaySeconds = 0 } = {}) {
      checkBody(body);
      checkRange('delaySeconds', delaySeconds, LIMITS.sendDelay);
      await database.commit(() => {
        const now = clock.now();
        messages.put(name, body, now, now + delaySeconds * 1000);
      });
      poll.wake();
    },

    depth: () =>
      database.commit((): QueueDepth => {
        const now = clock.now();
        messages.bury(name, settings, now);
        return { ...messages.depth(name, now), dead: deadLetters.count(name) };
      }),
  };
}
