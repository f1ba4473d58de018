import {
  CreateBucketCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { publish } from '../../../../services/publish/service.ts';
import { makeS3Client, openS3Stores } from '../../../../shared/clients/aws/objects/index.ts';
import { openSqsQueue } from '../../../../shared/clients/aws/queue.ts';
import { storeBus } from '../../../../shared/clients/aws/store-bus.ts';
import { openArea } from '../../../../shared/ports/area.ts';
import type { Bus } from '../../../../shared/ports/bus.ts';
import type { Objects, StoreName } from '../../../../shared/ports/objects.ts';
import type { Message, Queue } from '../../../../shared/ports/queue.ts';
import { writeEnvironment } from '../../../../shared/service/environment.ts';
import type { BatchAnswer, QueueEvent } from '../../../../shared/service/lambda/events.ts';
import { type LambdaHandler, lambdaHandler } from '../../../../shared/service/lambda.ts';
import type { BusWorld, OpenBusWorld } from '../../../contracts/bus.ts';
import type { Emulator } from '../../../setup/emulator/start.ts';
import { context } from '../../service/lambda/make.ts';
import { arn, makeQueue, openBusWorld, urlOf } from './bus-world.ts';
import { uniqueNames } from './emulator.ts';

const FOLDER = 'bus/';

/** A bus by way of the store, and what it leaves there. */
export interface StoreBusWorld extends BusWorld {
  /** Keys of the events that nobody has published yet. */
  left(): Promise<readonly string[]>;
}

/**
 * The topic and its queues as in `openBusWorld`, and before them a bucket whose notifications the service `publish`
 * takes: as a function, called here in turn with whoever receives.
 */
export function openStoreBusWorld(
  emulator: () => Promise<Emulator>,
): (...given: Parameters<OpenBusWorld>) => Promise<StoreBusWorld> {
  const unique = uniqueNames();
  const openTopic = openBusWorld(emulator);
  return async (subscriptions) => {
    const { root } = await emulator();
    const topic = await openTopic(subscriptions);
    const [s3, sqs] = [makeS3Client(root), new SQSClient({ ...root, useQueueUrlAsEndpoint: false })];
    const [bucket, name] = [unique('ledger'), unique('publish')];
    await makeQueue(sqs, name, { visibilityTimeout: 360, attempts: 1000 });
    await makeLedger(s3, bucket, name);
    const stores = openS3Stores({ stores: { ledger: bucket } }, { client: s3 });
    const folder = openArea(stores.ledger, FOLDER);
    const told = openSqsQueue({ client: sqs, name, url: urlOf(name), deadUrl: urlOf(`${name}-dead`) });
    const handler = functionOf(stores, topic.bus);
    const left = async () => (await folder.list({ prefix: '' })).objects.map(({ key }) => key);
    return {
      ...topic,
      bus: storeBus(folder),
      left,
      queue: (wanted) => {
        const queue = topic.queue(wanted);
        const receive: Queue['receive'] = async (options) => {
          while ((await left()).length > 0) await handleSome(told, handler);
          return await queue.receive(options);
        };
        return { ...queue, receive };
      },
      close: async () => {
        s3.destroy();
        sqs.destroy();
        await topic.close();
      },
    };
  };
}

/** As the Pulumi program makes it: versioned, and its events of that folder told to the queue. */
async function makeLedger(s3: S3Client, Bucket: string, queue: string): Promise<void> {
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  const rules = [
    { Name: 'prefix' as const, Value: FOLDER },
    { Name: 'suffix' as const, Value: '.json' },
  ];
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration: {
        QueueConfigurations: [
          {
            QueueArn: arn('sqs', queue),
            Events: ['s3:ObjectCreated:*'],
            Filter: { Key: { FilterRules: rules } },
          },
        ],
      },
    }),
  );
}

const functionOf = (stores: Readonly<Record<StoreName, Objects>>, bus: Bus): LambdaHandler =>
  lambdaHandler(
    publish,
    { stores: () => stores, bus: () => bus },
    writeEnvironment({ platform: 'sessions-test', stores: {}, secrets: {} }),
  );

/** What an event source mapping does once: takes a batch, calls, deletes what did not fail. */
async function handleSome(queue: Queue, handler: LambdaHandler): Promise<void> {
  const messages = await queue.receive({ max: 10, waitSeconds: 1 });
  if (messages.length === 0) return;
  const { batchItemFailures } = (await handler(batchOf(messages), context())) as BatchAnswer;
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  for (const { id, receipt } of messages) if (!failed.has(id)) await queue.acknowledge(receipt);
}

const batchOf = (messages: readonly Message[]): QueueEvent => ({
  Records: messages.map(({ id, receipt, body, deliveries, sentAt }) => ({
    messageId: id,
    receiptHandle: receipt,
    body,
    attributes: { ApproximateReceiveCount: String(deliveries), SentTimestamp: String(sentAt) },
  })),
});
