import type { Message } from '../../ports/queue.ts';
import type { Outcome } from '../consume.ts';
import type { BatchAnswer, QueueEvent, QueueRecord } from './events.ts';

/** Takes every message of a batch at the same time; those that are to come again are named, the others are done. */
export async function takeBatch(
  { Records }: QueueEvent,
  take: (message: Message) => Promise<Outcome>,
): Promise<BatchAnswer> {
  const outcomes = await Promise.all(Records.map((record) => take(messageOf(record))));
  const again = Records.filter((_, index) => outcomes[index] === 'again');
  return { batchItemFailures: again.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

const messageOf = ({ messageId, receiptHandle, body, attributes }: QueueRecord): Message => ({
  id: messageId,
  receipt: receiptHandle,
  body,
  deliveries: Number(attributes.ApproximateReceiveCount),
  sentAt: Number(attributes.SentTimestamp),
});
