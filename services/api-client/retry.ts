import type { Clock } from '../../shared/ports/clock.ts';

/** Calls in all, the first one included. */
export const ATTEMPTS = 7;

const FIRST_WAIT = 100;
const LONGEST_WAIT = 5_000;
/** The platform may ask for more patience than we would have by ourselves, but not for any. */
const LONGEST_ASKED_WAIT = 60_000;

export interface Patience {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/** What a failure means: `undefined` is final; otherwise it is worth repeating, after `wait` ms where that was asked. */
export type Verdict = undefined | { readonly wait?: number | undefined };

/**
 * Calls `run` until it succeeds, fails for good or used up its attempts; then the last error is thrown. Waits grow
 * twofold from 100 ms to 5 s, of which a random part is taken, so that many clients don't come back at once.
 */
export async function withRetry<T>(
  run: () => Promise<T>,
  judge: (error: unknown) => Verdict,
  { clock, signal }: Patience,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await run();
    } catch (error) {
      const verdict = signal?.aborted || attempt === ATTEMPTS ? undefined : judge(error);
      if (!verdict) throw error;
      await clock.wait(waitBefore(attempt, verdict.wait), signal);
    }
  }
}

function waitBefore(attempt: number, asked: number | undefined): number {
  if (asked !== undefined) return Math.min(asked, LONGEST_ASKED_WAIT);
  const most = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempt - 1));
  return most / 2 + Math.random() * (most / 2);
}
