import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { snsFilterPolicy } from '../../shared/clients/aws/filter-policy.ts';
import type { StoreName } from '../../shared/ports/objects.ts';
import type { ServiceManifest } from '../../shared/service/define.ts';
import { placeOf } from '../../shared/service/wire.ts';
import type { Part } from './part.ts';
import type { QueuePair, Stores, Topics } from './shapes.ts';

/** A queue and its policies: nothing is sent before both are there. */
export interface MadeQueue {
  readonly manifest: ServiceManifest;
  readonly pair: QueuePair;
  readonly policies: readonly pulumi.Resource[];
}

/** The events that the manifest names, from the bus into the queue, as they were published. */
export function subscribe({ manifest, pair, policies }: MadeQueue, topics: Topics, part: Part): void {
  if (!('events' in manifest.on)) return;
  const filter = snsFilterPolicy({ type: [...manifest.on.events] });
  new aws.sns.TopicSubscription(
    manifest.name,
    {
      topic: topics.eventsArn,
      protocol: 'sqs',
      endpoint: pair.arn,
      rawMessageDelivery: true,
      ...(filter && { filterPolicy: JSON.stringify(filter.policy), filterPolicyScope: filter.scope }),
      // What SNS itself cannot deliver is a dead letter of the same service.
      redrivePolicy: pulumi.jsonStringify({ deadLetterTargetArn: pair.deadArn }),
    },
    { parent: part, dependsOn: [...policies] },
  );
}

/** Objects that services wait for, from their store. A bucket has one list of notifications, which is written whole. */
export function notifyOfWritten(made: readonly MadeQueue[], stores: Stores, part: Part): void {
  const waiting = made.flatMap((queue) =>
    'written' in queue.manifest.on
      ? [{ queue, suffix: queue.manifest.on.written.suffix, ...placeOf(queue.manifest.on.written.area) }]
      : [],
  );
  for (const store of new Set(waiting.map((each): StoreName => each.store))) {
    const ofStore = waiting.filter((each) => each.store === store);
    new aws.s3.BucketNotification(
      store,
      {
        bucket: stores[store].name,
        queues: ofStore.map(({ queue, prefix, suffix }) => ({
          id: queue.manifest.name,
          queueArn: queue.pair.arn,
          events: ['s3:ObjectCreated:*'],
          filterPrefix: prefix,
          filterSuffix: suffix,
        })),
      },
      { parent: part, dependsOn: ofStore.flatMap(({ queue }) => queue.policies) },
    );
  }
}
