import { beforeAll, describe, expect, test } from '@jest/globals';
import * as pulumi from '@pulumi/pulumi';
import { makeFunctions } from '../../../infra/aws/functions.ts';
import { fedFromQueues, isFedFromQueue, isPrivate, publishesBy } from '../../../infra/aws/kinds.ts';
import { makeQueues } from '../../../infra/aws/queues.ts';
import { rightsOf } from '../../../infra/aws/rights/index.ts';
import { rateOf } from '../../../infra/aws/schedules.ts';
import { makeSecrets } from '../../../infra/aws/secrets.ts';
import { makeTopics } from '../../../infra/aws/topics.ts';
import { services } from '../../../services/registry.ts';
import type { StoreName } from '../../../shared/ports/objects.ts';
import type { Area, ServiceManifest } from '../../../shared/service/define.ts';
import { readEnvironment } from '../../../shared/service/environment.ts';
import { grantsOf, placeOf, portsOf } from '../../../shared/service/wire.ts';
import {
  config,
  contextOf,
  find,
  json,
  type Made,
  madeBy,
  names,
  network,
  place,
  search,
  stores,
  workbench,
} from './parts.ts';

const manifests = services.map(({ manifest }) => manifest);
const all = manifests.map((manifest) => [manifest.name, manifest] as const);
const fed = fedFromQueues(manifests);

const bundles: string[] = [];
let made: readonly Made[];
beforeAll(async () => {
  const context = contextOf();
  made = await madeBy(() => {
    const topics = makeTopics(context);
    const secrets = makeSecrets(context);
    const queues = makeQueues(context, manifests, topics, stores);
    const needed = { network, stores, topics, secrets, queues, search, workbench };
    makeFunctions(context, manifests, needed, (name) => {
      bundles.push(name);
      return new pulumi.asset.FileArchive(`bundles/${name}`);
    });
  });
});

type Variables = Record<string, string>;
const functionOf = (name: string): Made['inputs'] => find(made, 'aws:lambda/function:Function', name);
const variablesOf = (name: string): Variables =>
  (functionOf(name).environment as { variables: Variables }).variables;
const environmentOf = (name: string) => readEnvironment(variablesOf(name));
const has = (type: string, name: string): boolean =>
  made.some((each) => each.type === type && each.name === name);

test('each service of the registry is one function, of its own bundle', () => {
  const functions = made.filter(({ type }) => type === 'aws:lambda/function:Function');
  const registered = manifests.map(({ name }) => name);
  expect(functions.map(({ name }) => name).toSorted()).toEqual(registered.toSorted());
  expect(bundles).toEqual(registered);
});

describe.each(all)('the function of %s', (name, manifest) => {
  test('has the memory and the time of its manifest', () => {
    expect(functionOf(name)).toMatchObject({
      name: names.function(name),
      runtime: 'nodejs24.x',
      architectures: ['arm64'],
      handler: 'index.handler',
      memorySize: manifest.limits.memory,
      timeout: manifest.limits.timeout,
    });
    expect(functionOf(name).reservedConcurrentExecutions).toBeUndefined();
  });

  test('has a role of its own, which Lambda alone takes on, with the rights of its manifest', () => {
    expect(functionOf(name).role).toBe(names.roleArn(name));
    expect(json(find(made, 'aws:iam/role:Role', name).assumeRolePolicy).Statement).toEqual([
      { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
    ]);
    const policy = find(made, 'aws:iam/rolePolicy:RolePolicy', name);
    expect(policy.role).toBe(names.function(name));
    expect(json(policy.policy).Statement).toEqual(
      rightsOf(manifest, { names, place, events: config.events, fed }),
    );
  });

  test('writes into a log that is kept as long as configured', () => {
    const log = find(made, 'aws:cloudwatch/logGroup:LogGroup', name);
    expect(log).toMatchObject({ name: names.logGroup(name), retentionInDays: 30 });
    expect(functionOf(name).loggingConfig).toMatchObject({ logGroup: names.logGroup(name) });
  });

  test('is in the private subnets if, and only if, it has to be', () => {
    const vpc = functionOf(name).vpcConfig;
    if (isPrivate(manifest))
      expect(vpc).toEqual({ subnetIds: ['subnet-1'], securityGroupIds: ['sg-functions'] });
    else expect(vpc).toBeUndefined();
  });

  test('knows of the world what its manifest names, and nothing else', () => {
    const environment = environmentOf(name);
    const ports = new Set(portsOf(manifest));
    expect(environment.platform).toBe('sessions-test');
    expect(Object.keys(environment.stores).toSorted()).toEqual(storesOf(manifest));
    const way = publishesBy(manifest, 'store');
    expect(environment.topic).toBe(way === 'bus' ? names.topicArn : undefined);
    expect(environment.busFolder).toBe(way === 'ledger' ? 'bus/' : undefined);
    expect(environment.search).toBe(ports.has('search') ? 'https://search.example' : undefined);
    expect(Object.keys(environment.secrets)).toEqual(manifest.uses.secrets ?? []);
    expect(environment.queues !== undefined).toBe(ports.has('deadLetters'));
    expect(environment.launch !== undefined).toBe(ports.has('compute'));
    expect(environment.mail !== undefined).toBe(ports.has('mail'));
  });

  test('has variables within the 4 KB that Lambda takes', () => {
    expect(JSON.stringify(variablesOf(name)).length).toBeLessThan(4096);
  });

  test('is fed from its queue, message by message judged alone', () => {
    const type = 'aws:lambda/eventSourceMapping:EventSourceMapping';
    expect(has(type, name)).toBe(isFedFromQueue(manifest));
    if (!isFedFromQueue(manifest)) return;
    expect(find(made, type, name)).toMatchObject({
      eventSourceArn: names.queueArn(name),
      functionResponseTypes: ['ReportBatchItemFailures'],
      batchSize: manifest.limits.timeout >= 300 ? 1 : 10,
      scalingConfig: { maximumConcurrency: Math.max(2, manifest.limits.concurrency) },
    });
  });

  test('is called by the clock if, and only if, it has a schedule', () => {
    const scheduled = 'everySeconds' in manifest.on;
    expect(has('aws:cloudwatch/eventRule:EventRule', name)).toBe(scheduled);
    if (!scheduled) return;
    const rule = find(made, 'aws:cloudwatch/eventRule:EventRule', name);
    expect(rule.scheduleExpression).toBe('rate(1 minute)');
    expect(find(made, 'aws:cloudwatch/eventTarget:EventTarget', name)).toMatchObject({
      rule: rule.name,
      arn: names.functionArn(name),
    });
    expect(find(made, 'aws:lambda/permission:Permission', `${name}-schedule`)).toMatchObject({
      principal: 'events.amazonaws.com',
      sourceArn: `arn:aws:events:us-east-1:000000000000:rule/${names.function(name)}`,
    });
    // The next call is a minute away and does the same.
    const invoke = find(made, 'aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig', name);
    expect(invoke.maximumRetryAttempts).toBe(0);
  });
});

function storesOf(manifest: ServiceManifest): string[] {
  const areas = Object.keys(grantsOf(manifest).objects ?? {}) as Area[];
  return [...new Set(areas.map((area): StoreName => placeOf(area).store))].toSorted();
}

test('who takes dead letters knows every queue', () => {
  expect(Object.keys(environmentOf('reconcile').queues ?? {})).toEqual(fed);
  expect(environmentOf('reconcile').queues?.commit).toEqual({
    url: names.queueUrl('commit'),
    deadUrl: names.deadQueueUrl('commit'),
  });
});

test('who launches instances knows template, subnets and the role that their folders are named after', () => {
  expect(environmentOf('sandbox-life').launch).toEqual({
    template: 'lt-1',
    subnets: ['subnet-1'],
    role: 'AROATEST',
  });
});

test('who tells people knows their topic, the secret of the webhooks, and the operators', () => {
  expect(environmentOf('notify').mail).toMatchObject({
    topic: names.peopleTopicArn,
    slackSecret: expect.stringContaining('slack-webhooks'),
    operators: ['ops@lab.example', '#alerts'],
  });
});

test('schedules are whole minutes: what EventBridge does not know stops the deployment', () => {
  expect(rateOf({ name: 'probe' }, 300)).toBe('rate(5 minutes)');
  for (const seconds of [1, 30, 90]) expect(() => rateOf({ name: 'probe' }, seconds)).toThrow(/^probe: /);
});
