import type { ServiceManifest } from '../../shared/service/define.ts';
import { placeOf } from '../../shared/service/wire.ts';
import type { Names, Place } from './names.ts';

/** Fourteen days: the longest that SQS keeps a message. */
const LONGEST_SECONDS = 14 * 24 * 3600;
/** AWS asks for at least six times the function's timeout, so that no message comes again while it is in work. */
const VISIBILITY_FACTOR = 6;

/** How one service's messages are kept and repeated. */
export interface QueuePlan {
  readonly visibilityTimeoutSeconds: number;
  readonly messageRetentionSeconds: number;
  /** Deliveries before the dead-letter queue. */
  readonly maxReceiveCount: number;
}

/**
 * @throws an Error where a message would be dropped for its age before its attempts are over: it would be lost
 * without a trace.
 */
export function queuePlan({ name, limits }: ServiceManifest): QueuePlan {
  const visibilityTimeoutSeconds = VISIBILITY_FACTOR * limits.timeout;
  const maxReceiveCount = limits.attempts ?? 5;
  if (maxReceiveCount * visibilityTimeoutSeconds >= LONGEST_SECONDS)
    throw new Error(
      `${name}: ${maxReceiveCount} attempts of ${visibilityTimeoutSeconds} s each last longer than the 14 days ` +
        'that SQS keeps a message. Lower `attempts` or `timeout`.',
    );
  return { visibilityTimeoutSeconds, maxReceiveCount, messageRetentionSeconds: LONGEST_SECONDS };
}

interface Given {
  readonly names: Names;
  readonly place: Place;
}

/** Who may send to a service's queue: the bus, or the bucket whose objects it is told of. */
export function queuePolicy(manifest: ServiceManifest, { names, place }: Given): object {
  const queue = names.queueArn(manifest.name);
  return {
    Version: '2012-10-17',
    Statement: [tlsOnly(queue), sendFrom(queue, senderOf(manifest, names, place))],
  };
}

/** Who may send to its dead-letter queue: the bus, with what it could not deliver. SQS itself needs no right. */
export function deadQueuePolicy(manifest: ServiceManifest, { names }: Pick<Given, 'names'>): object {
  const dead = names.deadQueueArn(manifest.name);
  const fromBus = 'events' in manifest.on ? [sendFrom(dead, busOf(names))] : [];
  return { Version: '2012-10-17', Statement: [tlsOnly(dead), ...fromBus] };
}

interface Sender {
  readonly sid: string;
  readonly service: string;
  readonly arn: string;
  /** Where the ARN names no account: a bucket's name may belong to somebody else one day. */
  readonly account?: string;
}

const busOf = (names: Names): Sender => ({
  sid: 'FromTheBus',
  service: 'sns.amazonaws.com',
  arn: names.topicArn,
});

function senderOf({ on }: ServiceManifest, names: Names, { account }: Place): Sender {
  if (!('written' in on)) return busOf(names);
  const { store } = placeOf(on.written.area);
  return { sid: 'FromTheStore', service: 's3.amazonaws.com', arn: names.bucketArn(store), account };
}

const sendFrom = (queueArn: string, { sid, service, arn, account }: Sender): object => ({
  Sid: sid,
  Effect: 'Allow',
  Principal: { Service: service },
  Action: 'sqs:SendMessage',
  Resource: queueArn,
  Condition: {
    ArnEquals: { 'aws:SourceArn': arn },
    ...(account !== undefined && { StringEquals: { 'aws:SourceAccount': account } }),
  },
});

const tlsOnly = (queueArn: string): object => ({
  Sid: 'TlsOnly',
  Effect: 'Deny',
  Principal: '*',
  Action: 'sqs:*',
  Resource: queueArn,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});
