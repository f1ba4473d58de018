import { BusError, type FilterPolicy } from '../../../ports/bus.ts';
import type { QueueSettings } from '../../../ports/queue.ts';
import { checkFilter } from '../../check-filter.ts';
import { checkQueue } from '../../queue-limits.ts';
import type { Database } from '../sqlite.ts';

/** What one queue gets of the bus. */
export interface Subscription {
  readonly queue: string;
  /** Left out where the queue is fed by something else than the bus. */
  readonly filter?: FilterPolicy;
  readonly settings: QueueSettings;
}

/** Throws `BadFilter` and `InvalidValue` for what AWS would refuse. */
export function checkSubscriptions(subscriptions: readonly Subscription[]): void {
  const names = new Set<string>();
  for (const { queue, filter, settings } of subscriptions) {
    checkQueue(queue, settings);
    if (filter) checkFilter(filter);
    if (names.has(queue)) throw new BusError('InvalidValue', `The queue "${queue}" is subscribed twice.`);
    names.add(queue);
  }
}

/**
 * Keeps the settings of the subscribed queues, and gives those of all queues by name: what is subscribed no longer
 * goes by the settings that it had. Belongs inside `commit`.
 */
export function storeSettings(
  database: Database,
  subscriptions: readonly Subscription[],
): ReadonlyMap<string, QueueSettings> {
  const store = database.prepare(`
    INSERT INTO queues (name, visibility_timeout, attempts) VALUES (?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET visibility_timeout = excluded.visibility_timeout, attempts = excluded.attempts`);
  const all = database.prepare<QueueSettings & { readonly name: string }>(
    'SELECT name, visibility_timeout AS visibilityTimeout, attempts FROM queues',
  );
  for (const { queue, settings } of subscriptions) {
    store.run(queue, settings.visibilityTimeout, settings.attempts);
  }
  return new Map(all.all().map(({ name, ...settings }) => [name, settings]));
}
