import type { Clock } from '../../shared/ports/clock.ts';
import type { Log } from '../../shared/service/observe.ts';

/** Calls `work` at once and then every so many seconds, never twice at a time; its errors are logged and it goes on. */
export function runSchedule(
  work: () => Promise<void>,
  everySeconds: number,
  clock: Clock,
  log: Log,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await work();
      } catch (error) {
        log.error('A scheduled call failed; the next one comes.', error);
      }
      await clock.wait(everySeconds * 1000, stopping.signal);
    }
  };
  const running = loop();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
