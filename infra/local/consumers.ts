import type { Clock } from '../../shared/ports/clock.ts';
import type { Message, Queue } from '../../shared/ports/queue.ts';
import type { Outcome } from '../../shared/service/consume.ts';
import type { Log } from '../../shared/service/observe.ts';

/** Handles one message and never throws. */
export type Take = (message: Message) => Promise<Outcome>;

export interface RunningConsumer {
  /** Stops taking messages and resolves when those in work have ended. */
  stop(): Promise<void>;
}

/**
 * Feeds a queue's messages to a service, at most `concurrency` at a time: what the event source mapping of Lambda
 * does. A message that fails is released with a growing delay, until the queue takes it for a dead letter.
 */
export function runConsumer(
  queue: Queue,
  take: Take,
  concurrency: number,
  { clock, log }: { clock: Clock; log: Log },
): RunningConsumer {
  const stopping = new AbortController();
  const lanes = Array.from({ length: concurrency }, () =>
    runLane(queue, take, { clock, log }, stopping.signal),
  );
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(lanes);
    },
  };
}

async function runLane(
  queue: Queue,
  take: Take,
  { clock, log }: { clock: Clock; log: Log },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const messages = await queue.receive({ max: 1, waitSeconds: 20, signal });
      for (const message of messages) {
        const outcome = await take(message);
        if (outcome === 'done') await queue.acknowledge(message.receipt);
        else await queue.release(message.receipt, retryDelay(message.deliveries));
      }
    } catch (error) {
      log.error('The queue does not answer.', error, { queue: queue.name });
      await clock.wait(1000, signal);
    }
  }
}

/** Seconds: 1, 2, 4 … 60. */
const retryDelay = (deliveries: number): number => Math.min(60, 2 ** (deliveries - 1));
