import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../ports/clock.ts';

/** The longest time that a timer of Node takes; a longer one would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),

  async wait(ms, signal) {
    for (let left = ms; left > 0 && !signal?.aborted; left -= LONGEST_TIMER) {
      try {
        await sleep(Math.min(left, LONGEST_TIMER), undefined, signal === undefined ? {} : { signal });
      } catch (error) {
        if (!signal?.aborted) throw error;
      }
    }
  },
};
