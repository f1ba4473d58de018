import type { Bus } from '../../../ports/bus.ts';
import type { Clock } from '../../../ports/clock.ts';
import { eventBody } from '../../event-body.ts';
import type { Database } from '../sqlite.ts';
import { attributesOf, matches } from './filter.ts';
import type { MessageTable } from './message-table.ts';
import type { Subscription } from './subscriptions.ts';

/** Puts each event into every queue whose filter it meets, in one transaction; then tells the queues. */
export function openPublisher(options: {
  database: Database;
  messages: MessageTable;
  clock: Clock;
  subscriptions: readonly Subscription[];
  wake: (queue: string) => void;
}): Bus {
  const { database, messages, clock, subscriptions, wake } = options;
  return {
    async publish(event) {
      const body = eventBody(event);
      const attributes = attributesOf(event);
      const queues = subscriptions
        .filter(({ filter }) => filter !== undefined && matches(filter, attributes))
        .map(({ queue }) => queue);
      await database.commit(() => {
        const now = clock.now();
        for (const queue of queues) messages.put(queue, body, now, now);
      });
      for (const queue of queues) wake(queue);
    },
  };
}
