import type { Graph, Resource } from '../../graph/graph.ts';
import { type Assertion, at, each, list, refersTo, whole } from '../assertion.ts';

const ALARM = 'aws:cloudwatch/metricAlarm:MetricAlarm';
const TRAIL = 'aws:cloudtrail/trail:Trail';
const MAPPING = 'aws:lambda/eventSourceMapping:EventSourceMapping';

const named = (graph: Graph, type: string): readonly Resource[] =>
  graph.resources.filter((resource) => resource.type === type);

/** Dimensions of a plain alarm and of one by metric math. */
const read = (alarm: Resource): string =>
  JSON.stringify([at(alarm, 'dimensions'), at(alarm, 'metricQueries')]);

interface Watched {
  readonly metricName?: unknown;
  readonly dimensions?: Readonly<Record<string, unknown>>;
}

/** What an alarm reads: one metric, or those of its metric math. */
const watchedBy = ({ inputs }: Resource): readonly Watched[] => [
  inputs as Watched,
  ...list(inputs.metricQueries).flatMap((query) => (query as { metric?: Watched }).metric ?? []),
];

/** Whether an alarm reads that metric of a function or a queue. */
const isAlarmed = (graph: Graph, metric: string, of: Resource): boolean =>
  named(graph, ALARM)
    .flatMap(watchedBy)
    .some(
      ({ metricName, dimensions = {} }) =>
        metricName === metric && Object.values(dimensions).includes(at(of, 'name')),
    );

/** What feeds a function. */
const queuesOf = (graph: Graph, called: Resource): readonly Resource[] => {
  const mappings = named(graph, MAPPING).filter((mapping) => refersTo(at(mapping, 'functionName'), called));
  return named(graph, 'aws:sqs/queue:Queue').filter((queue) =>
    mappings.some((mapping) => refersTo(at(mapping, 'eventSourceArn'), queue)),
  );
};

export const watching: readonly Assertion[] = [
  {
    id: 'logs-expire',
    title: 'Every log group keeps its lines for a set time',
    why: 'For ever is too long for addresses of people, and too dear.',
    like: 'Checkov CKV_AWS_66 and 338, FSBP CloudWatch.16',
    check: each('aws:cloudwatch/logGroup:LogGroup', (group) =>
      Number(at(group, 'retentionInDays')) > 0 ? undefined : 'keeps its lines for ever',
    ),
  },
  {
    id: 'alarms-tell-somebody',
    title: 'Every alarm tells the operators',
    why: 'An alarm that nobody hears is a picture.',
    like: 'Checkov CKV_AWS_319, FSBP CloudWatch.15 and 17',
    check: each(ALARM, (alarm) =>
      list(at(alarm, 'alarmActions')).length > 0 && at(alarm, 'actionsEnabled') !== false
        ? undefined
        : 'tells nobody',
    ),
  },
  {
    id: 'alarms-say-what-to-do',
    title: 'Every alarm leads to a runbook',
    why: 'Whoever is woken at night should not have to think of the way.',
    like: 'own; AWS Well-Architected OPS 10',
    check: each(ALARM, (alarm) =>
      /docs\/runbooks\/[\w-]+\.md/.test(String(at(alarm, 'alarmDescription')))
        ? undefined
        : 'names no runbook',
    ),
  },
  {
    id: 'alarms-on-dead-letters',
    title: 'Every dead-letter queue has an alarm',
    why: 'A dead letter is work that was not done.',
    like: 'AWS: alarm on ApproximateNumberOfMessagesVisible of dead-letter queues',
    check: (graph) =>
      each('aws:sqs/queue:Queue', (queue) => {
        const name = String(at(queue, 'name'));
        if (!name.endsWith('-dead')) return undefined;
        return named(graph, ALARM).some((alarm) => read(alarm).includes(`"${name}"`))
          ? undefined
          : 'has no alarm';
      })(graph),
  },
  {
    id: 'alarms-on-functions',
    title:
      'Every function has an alarm on its errors, or on the age of the messages that it could not handle',
    why: 'A failing function is silent otherwise. One that a queue feeds gets again what it failed of, whatever that was.',
    like: 'AWS: recommended alarms for Lambda (Errors) and SQS (ApproximateAgeOfOldestMessage)',
    check: (graph) =>
      each('aws:lambda/function:Function', (called) =>
        isAlarmed(graph, 'Errors', called) ||
        queuesOf(graph, called).some((queue) => isAlarmed(graph, 'ApproximateAgeOfOldestMessage', queue))
          ? undefined
          : 'has no alarm',
      )(graph),
  },
  {
    id: 'trail-there',
    title: 'There is an audit trail',
    why: 'Who changed what, and who read which recording.',
    like: 'CIS 3.1, FSBP CloudTrail.1',
    check: whole('audit', (graph) => (named(graph, TRAIL).length > 0 ? undefined : 'there is no trail')),
  },
  {
    id: 'trail-validated',
    title: 'The audit trail can be proved unchanged',
    why: 'Whoever breaks in changes the log first.',
    like: 'Checkov CKV_AWS_36, CIS 3.2, FSBP CloudTrail.4',
    check: each(TRAIL, (trail) =>
      at(trail, 'enableLogFileValidation') === true ? undefined : 'is not validated',
    ),
  },
  {
    id: 'trail-everywhere',
    title: 'The audit trail holds every region and global services',
    why: 'Strangers work where nobody looks.',
    like: 'Checkov CKV_AWS_67, CIS 3.1',
    check: each(TRAIL, (trail) =>
      at(trail, 'isMultiRegionTrail') === true && at(trail, 'includeGlobalServiceEvents') !== false
        ? undefined
        : 'sees one region only',
    ),
  },
  {
    id: 'trail-reads-of-archive',
    title: 'The audit trail holds each read and write of the archive',
    why: 'Recordings are of people: it must be known who read them.',
    like: 'Checkov CKV2_AWS (S3 data events), CIS 3.8 and 3.9, FSBP S3.22 and S3.23',
    check: each(TRAIL, (trail) => {
      const selectors = JSON.stringify([at(trail, 'eventSelectors'), at(trail, 'advancedEventSelectors')]);
      return selectors.includes('-archive-') ? undefined : 'does not see the archive';
    }),
  },
  {
    id: 'audit-logs-elsewhere',
    title: 'The audit trail is kept outside of the stores that it watches',
    why: 'Writing it would be an event of its own, for ever.',
    like: 'AWS: CloudTrail best practices',
    check: each(TRAIL, (trail) =>
      /-(archive|landing|results|ledger)-\d/.test(String(at(trail, 's3BucketName')))
        ? 'watches itself'
        : undefined,
    ),
  },
];
