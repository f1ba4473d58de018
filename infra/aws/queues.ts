import * as aws from '@pulumi/aws';
import type { ServiceManifest } from '../../shared/service/define.ts';
import { isFedFromQueue } from './kinds.ts';
import { type Context, Part } from './part.ts';
import { deadQueuePolicy, queuePlan, queuePolicy } from './queues-policy.ts';
import { type MadeQueue, notifyOfWritten, subscribe } from './queues-sources.ts';
import type { Queues, Stores, Topics } from './shapes.ts';

/** For each service that is fed: a queue with its dead letters, and what fills it, the bus or a store. */
export function makeQueues(
  context: Context,
  manifests: readonly ServiceManifest[],
  topics: Topics,
  stores: Stores,
): Queues {
  const part = new Part('queues');
  const made = manifests.filter(isFedFromQueue).map((manifest) => makeQueue(context, manifest, part));
  for (const queue of made) if ('events' in queue.manifest.on) subscribe(queue, topics, part);
  notifyOfWritten(made, stores, part);
  return Object.fromEntries(made.map(({ manifest, pair }) => [manifest.name, pair]));
}

function makeQueue(context: Context, manifest: ServiceManifest, part: Part): MadeQueue {
  const { names } = context;
  const { name } = manifest;
  const { maxReceiveCount, ...kept } = queuePlan(manifest);
  const parent = { parent: part };
  const dead = new aws.sqs.Queue(
    `${name}-dead`,
    {
      name: names.deadQueue(name),
      // Counted from the day on which the message came into the first queue, not into this one.
      messageRetentionSeconds: kept.messageRetentionSeconds,
      sqsManagedSseEnabled: true,
      redriveAllowPolicy: JSON.stringify({
        redrivePermission: 'byQueue',
        sourceQueueArns: [names.queueArn(name)],
      }),
    },
    parent,
  );
  const queue = new aws.sqs.Queue(
    name,
    {
      name: names.queue(name),
      ...kept,
      // An empty queue is asked three times a minute instead of all the time.
      receiveWaitTimeSeconds: 20,
      sqsManagedSseEnabled: true,
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: names.deadQueueArn(name), maxReceiveCount }),
    },
    { parent: part, dependsOn: [dead] },
  );
  const policies = [
    new aws.sqs.QueuePolicy(
      name,
      { queueUrl: queue.url, policy: JSON.stringify(queuePolicy(manifest, context)) },
      parent,
    ),
    new aws.sqs.QueuePolicy(
      `${name}-dead`,
      { queueUrl: dead.url, policy: JSON.stringify(deadQueuePolicy(manifest, context)) },
      parent,
    ),
  ];
  const pair = {
    arn: queue.arn,
    url: queue.url,
    name: queue.name,
    deadArn: dead.arn,
    deadUrl: dead.url,
    deadName: dead.name,
  };
  return { manifest, pair, policies };
}
