import type { Message } from '../../../ports/queue.ts';
import { DEAD_LETTER_VISIBILITY_SECONDS } from '../../queue-limits.ts';
import type { Database } from '../sqlite.ts';
import { makeReceipt, readReceipt } from './receipt.ts';

/** How long a dead letter stays hidden from other readers, in milliseconds. */
const VISIBILITY_TIMEOUT = DEAD_LETTER_VISIBILITY_SECONDS * 1000;

export type DeadLetter = Message & { readonly queue: string };

interface DeadLetterRow {
  readonly seq: number;
  readonly queue: string;
  readonly id: string;
  readonly sent_at: number;
  readonly deliveries: number;
  readonly reads: number;
  readonly body: string;
}

/** The dead letters of all queues. Synchronous, belongs inside `commit`; times are milliseconds. */
export interface DeadLetterTable {
  /** Up to `max` dead letters, as they were when they died; read again by nobody for five minutes. */
  take(max: number, now: number): DeadLetter[];
  acknowledge(queue: string, receipt: string, now: number): void;
  /** Makes all visible again whose reader is gone. */
  releaseAll(now: number): void;
  count(queue: string): number;
}

export function openDeadLetterTable(database: Database): DeadLetterTable {
  const take = database.prepare<DeadLetterRow>(`
    UPDATE dead_letters SET reads = reads + 1, visible_at = ?
    WHERE seq IN (SELECT seq FROM dead_letters WHERE visible_at <= ? ORDER BY visible_at, seq LIMIT ?)
    RETURNING seq, queue, id, sent_at, deliveries, reads, body`);
  const acknowledge = database.prepare(
    'DELETE FROM dead_letters WHERE seq = ? AND queue = ? AND reads = ? AND visible_at > ?',
  );
  const releaseAll = database.prepare('UPDATE dead_letters SET visible_at = ?1 WHERE visible_at > ?1');
  const count = database.prepare<{ n: number }>('SELECT count(*) AS n FROM dead_letters WHERE queue = ?');

  return {
    take: (max, now) =>
      take
        .all(now + VISIBILITY_TIMEOUT, now, max)
        .sort((a, b) => a.seq - b.seq)
        .map((row) => ({
          queue: row.queue,
          id: row.id,
          receipt: makeReceipt({ seq: row.seq, nth: row.reads }),
          body: row.body,
          deliveries: row.deliveries,
          sentAt: row.sent_at,
        })),

    acknowledge(queue, receipt, now) {
      const reading = readReceipt(receipt);
      if (reading !== undefined) acknowledge.run(reading.seq, queue, reading.nth, now);
    },

    releaseAll: (now) => void releaseAll.run(now),

    count: (queue) => count.get(queue)?.n ?? 0,
  };
}
