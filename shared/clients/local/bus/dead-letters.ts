import type { Clock } from '../../../ports/clock.ts';
import type { DeadLetters } from '../../../ports/queue.ts';
import { checkRange, LIMITS } from '../../queue-limits.ts';
import type { Database } from '../sqlite.ts';
import type { DeadLetterTable } from './dead-letter-table.ts';
import type { LocalQueue } from './queue.ts';

/** The dead letters of all queues, for one reader. */
export function openDeadLetters(world: {
  database: Database;
  table: DeadLetterTable;
  clock: Clock;
  queues: ReadonlyMap<string, LocalQueue>;
}): DeadLetters {
  const { database, table, clock, queues } = world;
  return {
    async receive(max) {
      checkRange('max', max, LIMITS.max);
      return database.commit(() => {
        for (const queue of queues.values()) queue.bury();
        return table.take(max, clock.now());
      });
    },

    acknowledge: (queue, receipt) => database.commit(() => table.acknowledge(queue, receipt, clock.now())),

    async depths() {
      const entries = [...queues].map(async ([name, queue]) => [name, await queue.depth()] as const);
      return Object.fromEntries(await Promise.all(entries));
    },
  };
}
