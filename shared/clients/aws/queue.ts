import { ChangeMessageVisibilityCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Queue } from '../../ports/queue.ts';
import { checkBody, checkRange, LIMITS } from '../queue-limits.ts';
import { asBusError, sqsCalls, unlessVoid } from './sqs.ts';

/** The queue of one service, `url`, with its dead letters in the queue `deadUrl`. Numbers of `depth` are approximate. */
export function openSqsQueue(options: {
  client: SQSClient;
  name: string;
  url: string;
  deadUrl: string;
}): Queue {
  const { client, name, url, deadUrl } = options;
  const calls = sqsCalls(client);
  return {
    name,

    async receive({ max, waitSeconds, signal }) {
      checkRange('max', max, LIMITS.max);
      checkRange('waitSeconds', waitSeconds, LIMITS.wait);
      if (signal?.aborted) return [];
      try {
        return await calls.receive(url, { max, waitSeconds, ...(signal && { signal }) });
      } catch (error) {
        if (signal?.aborted) return [];
        throw error;
      }
    },

    acknowledge: (receipt) => calls.remove(url, receipt),

    async release(receipt, delaySeconds) {
      checkRange('delaySeconds', delaySeconds, LIMITS.releaseDelay);
      const change = { QueueUrl: url, ReceiptHandle: receipt, VisibilityTimeout: delaySeconds };
      await unlessVoid(client.send(new ChangeMessageVisibilityCommand(change)));
    },

    async send(body, { delaySeconds = 0 } = {}) {
      checkBody(body);
      checkRange('delaySeconds', delaySeconds, LIMITS.sendDelay);
      const message = { QueueUrl: url, MessageBody: body, DelaySeconds: delaySeconds };
      await client
        .send(new SendMessageCommand(message))
        .catch((error: unknown) => Promise.reject(asBusError(error)));
    },

    async depth() {
      const [own, dead] = await Promise.all([calls.count(url), calls.count(deadUrl)]);
      return { ...own, dead: dead.waiting + dead.inFlight + dead.delayed };
    },
  };
}
