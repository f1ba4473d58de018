import type { Clock } from '../../ports/clock.ts';
import { Refusal } from '../errors.ts';
import type { Log } from '../observe.ts';

/** Milliseconds before the second and the third try. */
const WAITS = [1000, 4000] as const;

/** Milliseconds that the call still has. */
export type TimeLeft = () => number;

/**
 * Tries again in place what failed. A queue hides a message for six times the time of its function, which is an hour
 * and more for the long ones, and functions in private subnets cannot reach SQS to shorten that: without this, one
 * lost connection would keep a session waiting for as long. What still fails comes back by the queue. Refusals are
 * about the input and are never tried again; nor is anything once half of the time is gone, so that a try that began
 * can end.
 */
export async function tryAgain(
  work: () => Promise<void>,
  { clock, log, timeLeft, whole }: { clock: Clock; log: Log; timeLeft: TimeLeft; whole: number },
): Promise<void> {
  for (const wait of WAITS) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Refusal || timeLeft() - wait < whole / 2) throw error;
      log.error('It is tried again in place.', error, { afterMs: wait });
      await clock.wait(wait);
    }
  }
  await work();
}
