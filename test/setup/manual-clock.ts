import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../shared/ports/clock.ts';

/** Turns of the event loop that what a waiter set off gets before time moves on: several commits of a database. */
const TURNS_TO_SETTLE = 10;

interface Waiter {
  readonly due: number;
  readonly resolve: () => void;
}

export interface ManualClock extends Clock {
  /**
   * Moves time on by `ms`, stopping at each waiter on the way: waiters resolve in the order of their times (those
   * of one time in the order in which they came), each at its own time, and what follows from one happens before
   * the next. Give 0 to let things settle.
   */
  advance(ms: number): Promise<void>;
}

/** A clock that stands still until a test moves it. */
export function manualClock(start = Date.UTC(2026, 0, 1)): ManualClock {
  let time = start;
  const waiters = new Set<Waiter>();

  const settle = async () => {
    for (let i = 0; i < TURNS_TO_SETTLE; i++) await turn();
  };

  const next = (until: number) => {
    let first: Waiter | undefined;
    for (const waiter of waiters)
      if (waiter.due <= until && waiter.due < (first?.due ?? Infinity)) first = waiter;
    return first;
  };

  return {
    now: () => time,

    wait(ms, signal) {
      if (ms <= 0 || signal?.aborted) return Promise.resolve();
      return new Promise<void>((resolve) => {
        const end = () => {
          waiters.delete(waiter);
          signal?.removeEventListener('abort', end);
          resolve();
        };
        const waiter: Waiter = { due: time + ms, resolve: end };
        waiters.add(waiter);
        signal?.addEventListener('abort', end);
      });
    },

    async advance(ms) {
      const end = time + ms;
      await settle();
      for (let waiter = next(end); waiter !== undefined; waiter = next(end)) {
        time = waiter.due;
        waiter.resolve();
        await settle();
      }
      time = end;
      await settle();
    },
  };
}
