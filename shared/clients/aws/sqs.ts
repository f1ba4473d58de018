import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
  type Message as SqsMessage,
} from '@aws-sdk/client-sqs';
import { BusError } from '../../ports/bus.ts';
import type { Message, QueueDepth } from '../../ports/queue.ts';
import { TIMEOUTS } from './timeouts.ts';

/** A client that goes where the SDK is told to, which is not always the host in a queue's URL: an emulator's is not. */
export const openSqs = (): SQSClient =>
  new SQSClient({ requestHandler: TIMEOUTS, useQueueUrlAsEndpoint: false });

/** What both queues and dead letters do. `url` is that of the queue. */
export interface SqsCalls {
  /** `visibilityTimeout` in seconds; that of the queue when left out. */
  receive(
    url: string,
    options: { max: number; waitSeconds: number; visibilityTimeout?: number; signal?: AbortSignal },
  ): Promise<Message[]>;
  /** A void receipt does nothing. */
  remove(url: string, receipt: string): Promise<void>;
  count(url: string): Promise<Omit<QueueDepth, 'dead'>>;
}

export function sqsCalls(client: SQSClient): SqsCalls {
  return {
    async receive(url, { max, waitSeconds, visibilityTimeout, signal }) {
      const command = new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: max,
        WaitTimeSeconds: waitSeconds,
        VisibilityTimeout: visibilityTimeout,
        MessageSystemAttributeNames: ['ApproximateReceiveCount', 'SentTimestamp'],
      });
      const { Messages = [] } = await client
        .send(command, signal && { abortSignal: signal })
        .catch((error: unknown) => Promise.reject(asBusError(error)));
      return Messages.map(messageOf);
    },

    remove: (url, receipt) =>
      unlessVoid(client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receipt }))),

    async count(url) {
      const command = new GetQueueAttributesCommand({
        QueueUrl: url,
        AttributeNames: [
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesNotVisible',
          'ApproximateNumberOfMessagesDelayed',
        ],
      });
      const { Attributes = {} } = await client
        .send(command)
        .catch((error: unknown) => Promise.reject(asBusError(error)));
      return {
        waiting: Number(Attributes.ApproximateNumberOfMessages),
        inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
        delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed),
      };
    },
  };
}

const messageOf = ({ MessageId, ReceiptHandle, Body, Attributes }: SqsMessage): Message => ({
  id: MessageId ?? '',
  receipt: ReceiptHandle ?? '',
  body: Body ?? '',
  deliveries: Number(Attributes?.ApproximateReceiveCount),
  sentAt: Number(Attributes?.SentTimestamp),
});

/** Waits for a call about one receipt, and passes over it where the receipt no longer stands for anything. */
export async function unlessVoid(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isVoidReceipt(error)) throw asBusError(error);
  }
}

/** SQS has four ways to say it: malformed, expired, of a message that is gone, of one that is not in flight. */
function isVoidReceipt(error: unknown): boolean {
  if (!Error.isError(error)) return false;
  if (/ReceiptHandleIsInvalid|MessageNotInflight/.test(error.name)) return true;
  return (
    /^InvalidParameterValue/.test(error.name) && /receipt handle|Message does not exist/i.test(error.message)
  );
}

/** An error of the SDK as the port has it, where the port knows it. */
export function asBusError(error: unknown): unknown {
  if (!Error.isError(error) || !/QueueDoesNotExist|NonExistentQueue/.test(error.name)) return error;
  return new BusError('NoSuchQueue', error.message);
}
