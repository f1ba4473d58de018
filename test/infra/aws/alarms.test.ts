import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import * as pulumi from '@pulumi/pulumi';
import { alarmPlans, makeAlarms } from '../../../infra/aws/alarms.ts';
import { describeAlarm } from '../../../infra/aws/alarms-plan.ts';
import { captureGraph } from '../../../infra/aws/graph/capture.ts';
import { isFedFromQueue } from '../../../infra/aws/kinds.ts';
import { services } from '../../../services/registry.ts';
import { config, contextOf, type Made, madeBy, names, place } from './parts.ts';

const manifests = services.map(({ manifest }) => manifest);
const context = contextOf({
  delivery: { repository: 'lab/sessions', environment: 'test', oidcProvider: 'make' },
});
const plans = alarmPlans(manifests, context);
const root = new URL('../../../', import.meta.url);

let made: readonly Made[];
beforeAll(async () => {
  made = await madeBy(() =>
    makeAlarms(context, manifests, { topics: { alarmsArn: pulumi.output(names.alarmTopicArn) } }),
  );
});
const alarm = (name: string): Made['inputs'] => {
  const found = made.find((each) => each.name === name);
  if (!found) throw new Error(`There is no alarm "${name}".`);
  return found.inputs;
};

describe.each(plans.map((plan) => [plan.name, plan] as const))('the alarm %s', (name, plan) => {
  test('says what is wrong and where it says what to do, in what CloudWatch takes', () => {
    const { alarmDescription } = alarm(name);
    expect(alarmDescription).toMatch(new RegExp(`^${plan.alarm}\\. .+[.] What to do: https://`));
    expect(alarmDescription).toContain(`https://github.com/lab/sessions/blob/main/${plan.runbook}`);
    expect(String(alarmDescription).length).toBeLessThanOrEqual(1024);
  });

  test('leads to a runbook that has these very words in a heading', async () => {
    const page = await readFile(new URL(plan.runbook, root), 'utf8');
    const headings = [...page.matchAll(/^\*\*Alarm: ([^*]+)\*\*|^#+ (.+)$/gm)].map(([, bold, heading]) =>
      (bold ?? heading ?? '').replaceAll('\n', ' ').toLowerCase(),
    );
    expect(headings.filter((heading) => heading.includes(plan.alarm.toLowerCase()))).not.toEqual([]);
  });

  test('tells the operators when it begins and when it is over', () => {
    expect(alarm(name)).toMatchObject({
      alarmActions: [names.alarmTopicArn],
      okActions: [names.alarmTopicArn],
    });
  });
});

describe('a service', () => {
  test.each(manifests.map((manifest) => [manifest.name, manifest] as const))(
    '%s is watched for all that its manifest calls a failure',
    (name, manifest) => {
      const own = plans.filter(
        (plan) => plan.name.startsWith(`${name}-`) && plan.alarm === manifest.failure.alarm,
      );
      const kinds = own.map((plan) => plan.name.slice(name.length + 1));
      const scheduled = 'everySeconds' in manifest.on ? ['silent'] : [];
      expect(kinds).toEqual(isFedFromQueue(manifest) ? ['dead-letters', 'age'] : ['errors', ...scheduled]);
    },
  );

  test('that is scheduled and no longer called is an alarm; one that has nothing to do is none', () => {
    expect(alarm('reconcile-silent')).toMatchObject({
      metricName: 'Invocations',
      comparisonOperator: 'LessThanThreshold',
      treatMissingData: 'breaching',
    });
    expect(alarm('ingest-errors')).toMatchObject({
      metricName: 'Errors',
      threshold: 1,
      treatMissingData: 'notBreaching',
    });
  });

  test('whose message became a dead letter is told, though reconcile takes it away within a minute', () => {
    expect(alarm('index-dead-letters')).toMatchObject({
      metricName: 'NumberOfMessagesReceived',
      dimensions: { QueueName: names.deadQueue('index') },
      statistic: 'Sum',
    });
  });

  test('is called late once its second try failed, and before SQS leaves the message out of the metric', () => {
    for (const { name, limits } of manifests.filter(isFedFromQueue)) {
      // What a message hides for after each delivery, and the longest call.
      const [hidden, call] = [6 * limits.timeout, limits.timeout];
      const { threshold, period, evaluationPeriods } = alarm(`${name}-age`);
      expect(threshold).toBeGreaterThan(hidden + call);
      // The third delivery is at twice that; the metric has a value every minute.
      expect(threshold).toBeLessThanOrEqual(2 * hidden - 120);
      expect([period, evaluationPeriods]).toEqual([300, 1]);
    }
    // 60 s of timeout: nine minutes. 600 s: an hour and a half.
    expect([alarm('index-age').threshold, alarm('commit-age').threshold]).toEqual([540, 5400]);
  });

  test('at the gate is no alarm for single tokens that are refused', () => {
    const { metricQueries, threshold } = alarm('authorize-errors');
    expect(threshold).toBe(90);
    expect(metricQueries).toContainEqual(
      expect.objectContaining({ expression: 'IF(calls >= 10, 100 * errors / calls, 0)', returnData: true }),
    );
  });
});

describe('the search domain', () => {
  test('is red when it says nothing', () => {
    expect(alarm('search-red').treatMissingData).toBe('breaching');
  });

  test('is told to be full while a fifth is free', () => {
    expect(alarm('search-space')).toMatchObject({
      comparisonOperator: 'LessThanThreshold',
      threshold: 4096,
    });
  });

  test('lacks copies only where there are some', () => {
    const namesOf = (instances: number): string[] =>
      alarmPlans([], contextOf({ search: { ...context.config.search, instances } })).map(({ name }) => name);
    expect(namesOf(1)).not.toContain('search-yellow');
    expect(namesOf(2)).toContain('search-yellow');
  });
});

test('slow answers are judged by the slowest twentieth', () => {
  expect(alarm('gateway-slow')).toMatchObject({ extendedStatistic: 'p95', threshold: 10_000 });
  expect(alarm('gateway-slow').statistic).toBeUndefined();
});

test('without a repository the text names the page by its path', () => {
  const [plan] = plans;
  if (!plan) throw new Error('There are no alarms.');
  expect(describeAlarm(plan, contextOf())).toMatch(/What to do: docs\/runbooks\/[a-z]+\.md$/);
});

test('every alarm watches something that there is: one on a name that is wrong would never be heard', async () => {
  const { resources } = await captureGraph({ stack: place.stack, config });
  const named = (type: string, key: string): unknown[] =>
    resources.filter((resource) => resource.type === type).map(({ outputs }) => outputs[key]);
  const known: Readonly<Record<string, readonly unknown[]>> = {
    FunctionName: named('aws:lambda/function:Function', 'name'),
    QueueName: named('aws:sqs/queue:Queue', 'name'),
    ApiName: named('aws:apigateway/restApi:RestApi', 'name'),
    Stage: named('aws:apigateway/stage:Stage', 'stageName'),
    DomainName: named('aws:opensearch/domain:Domain', 'domainName'),
    ClientId: [place.account],
  };
  const watched = plans.flatMap(({ watches }) =>
    'name' in watches ? [watches] : Object.values(watches.metrics),
  );
  for (const { dimensions } of watched)
    for (const [key, value] of Object.entries(dimensions))
      expect([key, known[key]]).toEqual([key, expect.arrayContaining([value])]);
});
