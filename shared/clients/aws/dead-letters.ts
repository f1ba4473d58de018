import type { SQSClient } from '@aws-sdk/client-sqs';
import { BusError } from '../../ports/bus.ts';
import type { DeadLetters, Message } from '../../ports/queue.ts';
import type { Environment } from '../../service/environment.ts';
import type { QueueAddress, QueueAddresses } from '../../service/queue-addresses.ts';
import { checkRange, DEAD_LETTER_VISIBILITY_SECONDS, LIMITS } from '../queue-limits.ts';
import { openSqsQueue } from './queue.ts';
import { openSqs, sqsCalls } from './sqs.ts';

/** The dead letters of every queue in the environment. Throws where it names none. */
export function openSqsDeadLetters({ queues }: Pick<Environment, 'queues'>): DeadLetters {
  if (!queues) throw new Error('The environment names no queues: the manifest asks for no dead letters.');
  return sqsDeadLetters({ client: openSqs(), queues });
}

/** `queues` by the names of their services. */
export function sqsDeadLetters(options: { client: SQSClient; queues: QueueAddresses }): DeadLetters {
  const { client, queues } = options;
  const calls = sqsCalls(client);
  const names = Object.keys(queues);
  let turn = 0;

  const addressOf = (name: string): QueueAddress => {
    const address = Object.hasOwn(queues, name) ? queues[name] : undefined;
    if (address) return address;
    throw new BusError('NoSuchQueue', `There is no queue "${name}": no service has it.`);
  };

  /** One queue's letters; short polling, since most queues have none and the next one should not wait. */
  async function receiveFrom(queue: string, max: number): Promise<(Message & { queue: string })[]> {
    const messages = await calls.receive(addressOf(queue).deadUrl, {
      max,
      waitSeconds: 0,
      visibilityTimeout: DEAD_LETTER_VISIBILITY_SECONDS,
    });
    return messages.map((message) => ({ ...message, queue }));
  }

  return {
    // Each queue gives its share, each call begins with another one: a flood in one holds up no other. What a queue
    // leaves of its share goes to those behind it.
    async receive(max) {
      checkRange('max', max, LIMITS.max);
      const letters: (Message & { queue: string })[] = [];
      const order = [...names.slice(turn), ...names.slice(0, turn)];
      turn = names.length === 0 ? 0 : (turn + 1) % names.length;
      for (let asking = order; asking.length > 0 && letters.length < max; ) {
        const more: string[] = [];
        for (const [i, queue] of asking.entries()) {
          if (letters.length === max) break;
          const share = Math.ceil((max - letters.length) / (asking.length - i));
          const received = await receiveFrom(queue, share);
          letters.push(...received);
          if (received.length === share) more.push(queue);
        }
        asking = more;
      }
      return letters;
    },

    acknowledge: async (queue, receipt) => calls.remove(addressOf(queue).deadUrl, receipt),

    async depths() {
      const entries = names.map(async (name) => {
        const { url, deadUrl } = addressOf(name);
        return [name, await openSqsQueue({ client, name, url, deadUrl }).depth()] as const;
      });
      return Object.fromEntries(await Promise.all(entries));
    },
  };
}
