import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../../shared/ports/clock.ts';

/** A clock on which waiting takes no time: it moves on by what was waited for. */
export function quickClock(start = Date.UTC(2026, 0, 1)): Clock & { readonly waits: number[] } {
  let time = start;
  const waits: number[] = [];
  return {
    waits,
    now: () => time,
    wait: async (ms) => {
      waits.push(ms);
      time += ms;
      await turn();
    },
  };
}
