import type { Graph, Resource } from '../../graph/graph.ts';
import { type Assertion, accompanied, at, each, list, refersTo } from '../assertion.ts';
import { tlsOnly } from '../statements.ts';

const QUEUE = 'aws:sqs/queue:Queue';
const TOPIC = 'aws:sns/topic:Topic';
const MAPPING = 'aws:lambda/eventSourceMapping:EventSourceMapping';
const FUNCTION = 'aws:lambda/function:Function';

const FOURTEEN_DAYS = 14 * 86_400;
const isDead = ({ inputs }: Resource): boolean => String(inputs.name).endsWith('-dead');

/** JSON inputs come as text. */
const json = (value: unknown): Record<string, unknown> =>
  typeof value === 'string' ? (JSON.parse(value) as Record<string, unknown>) : {};

const functionOf = (graph: Graph, mapping: Resource): Resource | undefined =>
  graph.resources.find(
    (resource) => resource.type === FUNCTION && refersTo(at(mapping, 'functionName'), resource),
  );

export const bus: readonly Assertion[] = [
  {
    id: 'sqs-encrypted',
    title: 'Every queue encrypts its messages at rest',
    why: 'Messages carry session ids and addresses of people.',
    like: 'Checkov CKV_AWS_27, FSBP SQS.1',
    check: each(QUEUE, (queue) =>
      at(queue, 'sqsManagedSseEnabled') === true || at(queue, 'kmsMasterKeyId')
        ? undefined
        : 'is not encrypted',
    ),
  },
  {
    id: 'sqs-tls-only',
    title: 'Every queue refuses requests without TLS',
    why: 'Messages could be read on the way.',
    like: 'Checkov CKV2_AWS_73, AWS: SQS security best practices',
    check: tlsOnly(QUEUE, 'queueUrl'),
  },
  {
    id: 'sqs-dead-letters',
    title: 'Every queue sends what can’t be handled to a dead-letter queue',
    why: 'A poisoned message would go round for ever, or vanish with nobody knowing.',
    like: 'Prowler sqs_queues_dead_letter, FSBP SQS (dead-letter)',
    check: each(QUEUE, (queue) => {
      if (isDead(queue)) return undefined;
      const { deadLetterTargetArn, maxReceiveCount } = json(at(queue, 'redrivePolicy'));
      return deadLetterTargetArn && Number(maxReceiveCount) > 0 ? undefined : 'has no dead-letter queue';
    }),
  },
  {
    id: 'sqs-dead-letters-from-one',
    title: 'A dead-letter queue takes messages of its own queue only',
    why: 'Others could flood it, and replay would send strange messages to the wrong service.',
    like: 'AWS: redriveAllowPolicy byQueue',
    check: (graph) =>
      each(QUEUE, (queue) => {
        if (!isDead(queue)) return undefined;
        const own = json(at(queue, 'redriveAllowPolicy'));
        const beside = graph.resources.find(
          (other) =>
            other.type === 'aws:sqs/redriveAllowPolicy:RedriveAllowPolicy' &&
            refersTo(at(other, 'queueUrl'), queue),
        );
        const allow = beside ? json(at(beside, 'redriveAllowPolicy')) : own;
        return allow.redrivePermission === 'byQueue' && list(allow.sourceQueueArns).length === 1
          ? undefined
          : 'takes dead letters of any queue';
      })(graph),
  },
  {
    id: 'sqs-dead-letters-kept',
    title: 'Dead letters are kept for 14 days',
    why: 'The clock goes on from the first delivery: a shorter time can lose them over a weekend.',
    like: 'AWS: retention of a dead-letter queue longer than of its queue',
    check: each(QUEUE, (queue) =>
      isDead(queue) && at(queue, 'messageRetentionSeconds') !== FOURTEEN_DAYS
        ? 'keeps messages less than 14 days'
        : undefined,
    ),
  },
  {
    id: 'sqs-visibility',
    title: 'Messages stay hidden six times as long as a call may take',
    why: 'Otherwise a slow call and a second one handle the same message at once.',
    like: 'AWS Lambda: visibility timeout of at least six times the function’s',
    check: (graph) =>
      each(MAPPING, (mapping) => {
        const queue = graph.resources.find(
          (resource) => resource.type === QUEUE && refersTo(at(mapping, 'eventSourceArn'), resource),
        );
        const called = functionOf(graph, mapping);
        if (!queue || !called) return 'its queue or function is not in the graph';
        const hidden = Number(at(queue, 'visibilityTimeoutSeconds') ?? 30);
        return hidden >= 6 * Number(at(called, 'timeout') ?? 3)
          ? undefined
          : `hides messages for ${hidden} s only`;
      })(graph),
  },
  {
    id: 'sqs-partial-batches',
    title: 'A failed message does not fail its neighbours',
    why: 'Without it one poisoned message brings nine good ones back, and in the end to the dead letters.',
    like: 'AWS Lambda: ReportBatchItemFailures',
    check: each(MAPPING, (mapping) =>
      list(at(mapping, 'functionResponseTypes')).includes('ReportBatchItemFailures')
        ? undefined
        : 'fails its whole batch',
    ),
  },
  {
    id: 'sqs-concurrency-limited',
    title: 'Every queue calls its function a limited number of times at once',
    why: 'A flood of messages would take every execution of the account, the API’s too.',
    like: 'AWS Lambda: maximum concurrency of event source mappings; compare Checkov CKV_AWS_115',
    check: each(MAPPING, (mapping) =>
      Number(at(mapping, 'scalingConfig.maximumConcurrency')) >= 2 ? undefined : 'has no maximum concurrency',
    ),
  },
  {
    id: 'sns-encrypted',
    title: 'Every topic encrypts its messages at rest',
    why: 'Messages that wait for a retry carry addresses of people.',
    like: 'Checkov CKV_AWS_26, FSBP SNS.1',
    check: each(TOPIC, (topic) => (at(topic, 'kmsMasterKeyId') ? undefined : 'is not encrypted')),
  },
  {
    id: 'sns-tls-only',
    title: 'Every topic refuses requests without TLS',
    why: 'Events could be read on the way.',
    like: 'AWS: SNS security best practices',
    check: tlsOnly(TOPIC, 'arn'),
  },
  {
    id: 'sns-policy-own',
    title: 'Every topic has a policy of its own',
    why: 'The default lets every principal of the account publish.',
    like: 'FSBP SNS.4, tfsec aws-sns-topic-policy',
    check: (graph) =>
      each(TOPIC, (topic) =>
        at(topic, 'policy') ||
        graph.resources.some(
          (other) => other.type === 'aws:sns/topicPolicy:TopicPolicy' && refersTo(at(other, 'arn'), topic),
        )
          ? undefined
          : 'has the default policy',
      )(graph),
  },
  {
    id: 'sns-no-plain-http',
    title: 'No subscription delivers over plain HTTP',
    why: 'Messages could be read on the way.',
    like: 'Prowler sns_subscription_not_using_http_endpoints',
    check: each('aws:sns/topicSubscription:TopicSubscription', (subscription) =>
      at(subscription, 'protocol') === 'http' ? 'delivers over plain HTTP' : undefined,
    ),
  },
  {
    id: 'sns-undelivered-kept',
    title: 'What a topic can’t deliver to a queue is kept',
    why: 'A wrong queue policy would swallow events with nobody knowing.',
    like: 'AWS: dead-letter queues of SNS subscriptions',
    check: each('aws:sns/topicSubscription:TopicSubscription', (subscription) =>
      at(subscription, 'protocol') !== 'sqs' || json(at(subscription, 'redrivePolicy')).deadLetterTargetArn
        ? undefined
        : 'loses what it can’t deliver',
    ),
  },
  {
    id: 'sqs-policy-own',
    title: 'Every queue has a policy that says who sends to it',
    why: 'Events are sent by the topic; nobody else may make them up.',
    like: 'Checkov CKV_AWS_72 and 168',
    check: accompanied(QUEUE, 'aws:sqs/queuePolicy:QueuePolicy', 'queueUrl'),
  },
];
