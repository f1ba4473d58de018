import { randomUUID } from 'node:crypto';
import type { Message, QueueDepth, QueueSettings } from '../../../ports/queue.ts';
import type { Database } from '../sqlite.ts';
import { makeReceipt, readReceipt } from './receipt.ts';

interface MessageRow {
  readonly seq: number;
  readonly id: string;
  readonly sent_at: number;
  readonly deliveries: number;
  readonly body: string;
}

/** The messages of all queues. Everything here is synchronous and belongs inside `commit`; times are milliseconds. */
export interface MessageTable {
  put(queue: string, body: string, now: number, visibleAt: number): void;
  /** Delivers up to `max` visible messages, those that are visible longest first. */
  take(queue: string, settings: QueueSettings, max: number, now: number): Message[];
  /** Moves messages that have had all their attempts, and have become visible again, to the dead letters. */
  bury(queue: string, settings: QueueSettings, now: number): void;
  acknowledge(queue: string, receipt: string, now: number): void;
  release(queue: string, receipt: string, now: number, visibleAt: number): void;
  /** Makes visible what is in flight with a consumer that is gone, and what was sent before the clock was set back. */
  releaseAll(now: number): void;
  /** When the next hidden message becomes visible. */
  nextVisible(queue: string, now: number): number | undefined;
  depth(queue: string, now: number): Omit<QueueDepth, 'dead'>;
}

// A receipt names a delivery; it is void once the message was delivered again, released, or became visible.
const IS_HELD = 'seq = ? AND queue = ? AND deliveries = ? AND in_flight = 1 AND visible_at > ?';

export function openMessageTable(database: Database): MessageTable {
  const put = database.prepare(
    'INSERT INTO messages (queue, id, sent_at, visible_at, body) VALUES (?, ?, ?, ?, ?)',
  );
  const take = database.prepare<MessageRow>(`
    UPDATE messages SET deliveries = deliveries + 1, in_flight = 1, visible_at = ?
    WHERE seq IN (SELECT seq FROM messages WHERE queue = ? AND visible_at <= ? ORDER BY visible_at, seq LIMIT ?)
    RETURNING seq, id, sent_at, deliveries, body`);
  // Few messages have had all their attempts, many may be visible: the planner cannot know, so it is told.
  const exhausted =
    'messages INDEXED BY messages_by_deliveries WHERE queue = ? AND deliveries >= ? AND visible_at <= ?';
  const copyExhausted = database.prepare(`
    INSERT INTO dead_letters (seq, queue, id, sent_at, visible_at, deliveries, body)
    SELECT seq, queue, id, sent_at, visible_at, deliveries, body FROM ${exhausted}`);
  const deleteExhausted = database.prepare(`DELETE FROM ${exhausted}`);
  const acknowledge = database.prepare(`DELETE FROM messages WHERE ${IS_HELD}`);
  const release = database.prepare(`UPDATE messages SET visible_at = ?, in_flight = 0 WHERE ${IS_HELD}`);
  const releaseAll = database.prepare(`
    UPDATE messages SET visible_at = ?1, in_flight = 0
    WHERE visible_at > ?1 AND (in_flight = 1 OR sent_at > ?1)`);
  const nextVisible = database.prepare<{ visible_at: number }>(
    'SELECT visible_at FROM messages WHERE queue = ? AND visible_at > ? ORDER BY visible_at LIMIT 1',
  );
  const depth = database.prepare<Omit<QueueDepth, 'dead'>>(`
    SELECT count(*) FILTER (WHERE visible_at <= ?1) AS waiting,
           count(*) FILTER (WHERE visible_at > ?1 AND in_flight = 1) AS inFlight,
           count(*) FILTER (WHERE visible_at > ?1 AND in_flight = 0) AS delayed
    FROM messages WHERE queue = ?2`);

  function bury(queue: string, { attempts }: QueueSettings, now: number): void {
    if (copyExhausted.run(queue, attempts, now) > 0) deleteExhausted.run(queue, attempts, now);
  }

  return {
    bury,

    put(queue, body, now, visibleAt) {
      put.run(queue, randomUUID(), now, visibleAt, body);
    },

    take(queue, settings, max, now) {
      bury(queue, settings, now);
      const rows = take.all(now + settings.visibilityTimeout * 1000, queue, now, max);
      return rows.sort((a, b) => a.seq - b.seq).map(toMessage);
    },

    acknowledge(queue, receipt, now) {
      const delivery = readReceipt(receipt);
      if (delivery !== undefined) acknowledge.run(delivery.seq, queue, delivery.nth, now);
    },

    release(queue, receipt, now, visibleAt) {
      const delivery = readReceipt(receipt);
      if (delivery !== undefined) release.run(visibleAt, delivery.seq, queue, delivery.nth, now);
    },

    releaseAll: (now) => void releaseAll.run(now),

    nextVisible: (queue, now) => nextVisible.get(queue, now)?.visible_at,

    depth: (queue, now) => ({ waiting: 0, inFlight: 0, delayed: 0, ...depth.get(now, queue) }),
  };
}

const toMessage = (row: MessageRow): Message => ({
  id: row.id,
  receipt: makeReceipt({ seq: row.seq, nth: row.deliveries }),
  body: row.body,
  deliveries: row.deliveries,
  sentAt: row.sent_at,
});
