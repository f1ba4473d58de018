import type { Clock } from '../../shared/ports/clock.ts';
import type { Queue } from '../../shared/ports/queue.ts';
import { type Consumer, consume } from '../../shared/service/consume.ts';

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
  consumer: Consumer,
  concurrency: number,
  clock: Clock,
): RunningConsumer {
  const stopping = new AbortController();
  const lanes = Array.from({ length: concurrency }, () => runLane(queue, consumer, clock, stopping.signal));
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(lanes);
    },
  };
}

async function runLane(queue: Queue, consumer: Consumer, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const messages = await queue.receive({ max: 1, waitSeconds: 20, signal });
      for (const message of messages) {
        const outcome = await consume(message, consumer);
        if (outcome === 'done') await queue.acknowledge(message.receipt);
        else await queue.release(message.receipt, retryDelay(message.deliveries));
      }
    } catch (error) {
      consumer.log.error('The queue does not answer.', error, { queue: queue.name });
      await clock.wait(1000, signal);
    }
  }
}

/** Seconds: 1, 2, 4 … 60. */
const retryDelay = (deliveries: number): number => Math.min(60, 2 ** (deliveries - 1));
