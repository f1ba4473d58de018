import { type Bus, BusError } from '../../../ports/bus.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { DeadLetters, Queue } from '../../../ports/queue.ts';
import { openDatabase } from '../sqlite.ts';
import { openDeadLetterTable } from './dead-letter-table.ts';
import { openDeadLetters } from './dead-letters.ts';
import { openMessageTable } from './message-table.ts';
import { openPublisher } from './publish.ts';
import { type LocalQueue, openQueue } from './queue.ts';
import { MIGRATIONS } from './schema.ts';
import { checkSubscriptions, type Subscription, storeSettings } from './subscriptions.ts';

export type { Subscription } from './subscriptions.ts';

export interface LocalBus {
  readonly bus: Bus;
  /** Any queue that is, or once was, subscribed. Throws `NoSuchQueue`. */
  queue(name: string): Queue;
  readonly deadLetters: DeadLetters;
  /** Answers those who wait with no messages, finishes what was begun, and closes the file. */
  close(): Promise<void>;
}

/**
 * Opens (or creates) the bus and its queues in one SQLite file: what an SNS topic with its SQS queues is on AWS.
 * Queues in the file that are subscribed no longer keep their messages and settings, and get no new events.
 *
 * Only one process may have the file open: consumers are woken within it, and what was in flight in the process
 * before is visible again at once, for whoever held it is gone.
 *
 * Throws `BadFilter` and `InvalidValue` for subscriptions that AWS would refuse.
 */
export async function openLocalBus(options: {
  file: string;
  clock: Clock;
  subscriptions: readonly Subscription[];
}): Promise<LocalBus> {
  const { file, clock, subscriptions } = options;
  checkSubscriptions(subscriptions);

  const database = openDatabase(file, MIGRATIONS);
  try {
    const messages = openMessageTable(database);
    const deadLetters = openDeadLetterTable(database);
    const settings = await database.commit(() => {
      messages.releaseAll(clock.now());
      deadLetters.releaseAll(clock.now());
      return storeSettings(database, subscriptions);
    });

    const queues = new Map<string, LocalQueue>();
    for (const [name, its] of settings) {
      queues.set(name, openQueue(name, its, { database, messages, deadLetters, clock }));
    }
    const queue = (name: string): LocalQueue => {
      const found = queues.get(name);
      if (found !== undefined) return found;
      throw new BusError('NoSuchQueue', `There is no queue "${name}": no service subscribes it.`);
    };

    return {
      bus: openPublisher({ database, messages, clock, subscriptions, wake: (name) => queue(name).wake() }),
      queue,
      deadLetters: openDeadLetters({ database, table: deadLetters, clock, queues }),
      async close() {
        for (const one of queues.values()) one.close();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
