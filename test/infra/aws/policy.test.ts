import { beforeAll, describe, expect, test } from '@jest/globals';
import { readStackConfig } from '../../../infra/aws/cost/captures.ts';
import { captureGraph } from '../../../infra/aws/graph/capture.ts';
import type { Graph, Resource } from '../../../infra/aws/graph/graph.ts';
import { ASSERTIONS } from '../../../infra/aws/policy/assertions/index.ts';
import { EXCEPTIONS } from '../../../infra/aws/policy/exceptions.ts';
import { judge, unneeded } from '../../../infra/aws/policy/judge.ts';
import { secretIn } from '../../../infra/aws/policy/secret-in.ts';
import { graphOf, resource } from './graph-of.ts';
import { ACCEPTED_EVERYWHERE, BREAKAGES } from './policy-breakages.ts';

const STACKS = ['dev', 'staging', 'prod'] as const;
const graphs = new Map<string, Graph>();
const graphOfStack = (stack: string): Graph => {
  const graph = graphs.get(stack);
  if (!graph) throw new Error(`${stack} was not captured.`);
  return graph;
};

beforeAll(async () => {
  for (const stack of STACKS)
    graphs.set(stack, await captureGraph({ stack, config: readStackConfig(stack) }));
}, 60_000);

describe.each(STACKS)('%s', (stack) => {
  test.each(ASSERTIONS.map((assertion) => [assertion.id, assertion] as const))('keeps %s', (_, assertion) => {
    const [judgement] = judge(graphOfStack(stack), [assertion]);
    expect(judgement?.violations).toEqual([]);
  });
});

describe('every assertion can fail', () => {
  test.each(Object.entries(BREAKAGES))('%s', (id, broken) => {
    const assertion = ASSERTIONS.find((one) => one.id === id);
    expect(assertion && judge(broken(graphOfStack('dev')), [assertion])[0]?.violations).not.toEqual([]);
  });

  test.each(Object.entries(ACCEPTED_EVERYWHERE))('%s, but for its exception', (id, broken) => {
    const assertion = ASSERTIONS.find((one) => one.id === id);
    const found = assertion && judge(broken(graphOfStack('dev')), [assertion], [])[0]?.violations;
    expect(found).not.toEqual([]);
  });

  test('and none is left out of this proof', () => {
    const shown = [...Object.keys(BREAKAGES), ...Object.keys(ACCEPTED_EVERYWHERE)];
    expect(shown.toSorted()).toEqual(ASSERTIONS.map(({ id }) => id).toSorted());
  });
});

describe('the assertions', () => {
  test('are at least thirty, each with an id of its own, a reason and where it comes from', () => {
    console.log(`${ASSERTIONS.length} assertions on ${STACKS.join(', ')}; ${EXCEPTIONS.length} exceptions`);
    expect(ASSERTIONS.length).toBeGreaterThanOrEqual(30);
    expect(new Set(ASSERTIONS.map(({ id }) => id)).size).toBe(ASSERTIONS.length);
    for (const { title, why, like } of ASSERTIONS) expect([title, why, like]).not.toContain('');
  });

  test('have no exception that nothing needs any longer', () => {
    expect(unneeded(STACKS.flatMap((stack) => judge(graphOfStack(stack))))).toEqual([]);
  });

  test('have a reason for every exception', () => {
    for (const { reason } of EXCEPTIONS) expect(reason.length).toBeGreaterThan(30);
  });
});

describe('a function is watched', () => {
  const [assertion] = ASSERTIONS.filter(({ id }) => id === 'alarms-on-functions');
  const called = resource('aws:lambda/function:Function', { name: 'probe' }, 'probe');
  const queue = resource('aws:sqs/queue:Queue', { name: 'probe' }, 'probe-queue');
  const feeding = resource('aws:lambda/eventSourceMapping:EventSourceMapping', {
    functionName: 'probe',
    eventSourceArn: 'probe-queue',
  });
  const alarm = (metricName: string, dimension: string) =>
    resource('aws:cloudwatch/metricAlarm:MetricAlarm', { metricName, dimensions: { [dimension]: 'probe' } });
  const unwatched = (...resources: readonly Resource[]) =>
    judge(graphOf(called, ...resources), assertion ? [assertion] : [])[0]?.violations;

  test('by its errors, also in metric math', () => {
    const metric = { metricName: 'Errors', dimensions: { FunctionName: 'probe' } };
    const math = resource('aws:cloudwatch/metricAlarm:MetricAlarm', { metricQueries: [{ metric }] });
    expect(unwatched(alarm('Errors', 'FunctionName'))).toEqual([]);
    expect(unwatched(math)).toEqual([]);
  });

  test('by the age of what waits in the queue that feeds it', () => {
    expect(unwatched(queue, feeding, alarm('ApproximateAgeOfOldestMessage', 'QueueName'))).toEqual([]);
  });

  test('by nothing less', () => {
    const violations = [{ resource: 'probe', detail: 'has no alarm' }];
    expect(unwatched(queue, feeding)).toEqual(violations);
    expect(unwatched(alarm('Duration', 'FunctionName'))).toEqual(violations);
    expect(unwatched(queue, alarm('ApproximateAgeOfOldestMessage', 'QueueName'))).toEqual(violations);
    const depth = alarm('ApproximateNumberOfMessagesVisible', 'QueueName');
    expect(unwatched(queue, feeding, depth)).toEqual(violations);
  });
});

describe('an exception', () => {
  const [assertion] = ASSERTIONS.filter(({ id }) => id === 's3-not-emptied');
  const graph = graphOf(
    resource('aws:s3/bucket:Bucket', { forceDestroy: true }, 'one'),
    resource('aws:s3/bucket:Bucket', { forceDestroy: true }, 'another'),
  );
  const judged = (named: string) => {
    const exceptions = [{ assertion: 's3-not-emptied', resource: named, reason: 'Because.' }];
    const [judgement] = judge(graph, assertion ? [assertion] : [], exceptions);
    return judgement?.violations.map((violation) => violation.resource);
  };

  test('accepts the resource that it names, and no other', () => {
    expect(judged('one')).toEqual(['another']);
  });

  test('accepts those whose names begin so, where it ends with a star', () => {
    expect(judged('an*')).toEqual(['one']);
  });

  test('that matches nothing is found', () => {
    const exceptions = [{ assertion: 's3-not-emptied', resource: 'gone', reason: 'Because.' }];
    expect(unneeded(judge(graph, ASSERTIONS, exceptions), exceptions)).toEqual(exceptions);
  });
});

describe('a secret in a named value', () => {
  test.each([
    ['KEY', 'AKIAABCDEFGHIJKLMNOP'],
    ['URL', 'https://user:pass@example.org'],
    ['DB_PASSWORD', 'hunter2hunter2'],
    ['PEM', '-----BEGIN EC PRIVATE KEY-----'],
  ])('is found in %s', (name, value) => {
    expect(secretIn(name, value)).toBeDefined();
  });

  test.each([
    ['SIGNING_SECRET_NAME', 'sessions-dev/token-signing'],
    ['SECRET_ARN', 'arn:aws:secretsmanager:us-east-1:000000000000:secret:sessions-dev/token-signing'],
    ['STACK', 'dev'],
  ])('is not seen in what only says where it is: %s', (name, value) => {
    expect(secretIn(name, value)).toBeUndefined();
  });
});
