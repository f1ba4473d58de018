/** Time as a port: tests and the simulation decide what time it is. */
export interface Clock {
  /** Milliseconds since the epoch, UTC. */
  now(): number;
  /** Resolves after `ms`, or at once when the signal aborts (never rejects). */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The instant as ISO 8601 in UTC with milliseconds, the one form in which times are stored. */
export const isoTime = (clock: Clock): string => new Date(clock.now()).toISOString();
