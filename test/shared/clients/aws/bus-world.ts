import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { snsBus } from '../../../../shared/clients/aws/bus.ts';
import { sqsDeadLetters } from '../../../../shared/clients/aws/dead-letters.ts';
import { snsFilterPolicy } from '../../../../shared/clients/aws/filter-policy.ts';
import { openSqsQueue } from '../../../../shared/clients/aws/queue.ts';
import type { FilterPolicy } from '../../../../shared/ports/bus.ts';
import type { QueueSettings } from '../../../../shared/ports/queue.ts';
import type { QueueAddress } from '../../../../shared/service/queue-addresses.ts';
import type { BusWorld, OpenBusWorld } from '../../../contracts/bus.ts';
import { ACCOUNT, type Emulator, REGION } from '../../../setup/emulator/start.ts';
import { uniqueNames } from './emulator.ts';

export const arn = (service: 'sns' | 'sqs', name: string): string =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`;
/** As AWS has it: clients must not take the host for the place to ask. */
export const urlOf = (name: string): string => `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${name}`;

/** A topic with queues as the platform makes them: dead letters after so many attempts, raw delivery, filters. */
export function openBusWorld(emulator: () => Promise<Emulator>): OpenBusWorld {
  const unique = uniqueNames();
  return async (subscriptions): Promise<BusWorld> => {
    const { root, url } = await emulator();
    const sns = new SNSClient(root);
    const sqs = new SQSClient({ ...root, useQueueUrlAsEndpoint: false });
    const topic = arn('sns', unique('events'));
    await sns.send(new CreateTopicCommand({ Name: topic.slice(topic.lastIndexOf(':') + 1) }));
    const queues: Record<string, QueueAddress> = {};
    for (const { queue, filter, settings } of subscriptions) {
      const name = unique(queue);
      await makeQueue(sqs, name, settings);
      await subscribe(sns, topic, name, filter);
      queues[queue] = { url: urlOf(name), deadUrl: urlOf(`${name}-dead`) };
    }
    return {
      bus: snsBus({ client: sns, topic }),
      queue: (name) => openSqsQueue({ client: sqs, name, ...(queues[name] ?? { url: name, deadUrl: name }) }),
      deadLetters: sqsDeadLetters({ client: sqs, queues }),
      advance: async (ms) => {
        await fetch(`${url}/_test/clock?ms=${ms}`, { method: 'POST' });
      },
      close: async () => {
        sns.destroy();
        sqs.destroy();
      },
    };
  };
}

/** A queue with its dead letters, which nothing feeds yet. */
export async function makeQueue(sqs: SQSClient, name: string, settings: QueueSettings): Promise<void> {
  const dead = `${name}-dead`;
  await sqs.send(new CreateQueueCommand({ QueueName: dead }));
  const redrive = { deadLetterTargetArn: arn('sqs', dead), maxReceiveCount: settings.attempts };
  const Attributes = {
    VisibilityTimeout: String(settings.visibilityTimeout),
    RedrivePolicy: JSON.stringify(redrive),
  };
  await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes }));
}

async function subscribe(sns: SNSClient, topic: string, queue: string, filter: FilterPolicy): Promise<void> {
  const chosen = snsFilterPolicy(filter);
  const Attributes = {
    RawMessageDelivery: 'true',
    ...(chosen && { FilterPolicy: JSON.stringify(chosen.policy), FilterPolicyScope: chosen.scope }),
  };
  const command = { TopicArn: topic, Protocol: 'sqs', Endpoint: arn('sqs', queue), Attributes };
  await sns.send(new SubscribeCommand(command));
}
