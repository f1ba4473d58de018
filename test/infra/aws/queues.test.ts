import { beforeAll, describe, expect, test } from '@jest/globals';
import * as pulumi from '@pulumi/pulumi';
import { isFedFromQueue } from '../../../infra/aws/kinds.ts';
import { makeQueues } from '../../../infra/aws/queues.ts';
import { queuePlan } from '../../../infra/aws/queues-policy.ts';
import { makeSecrets } from '../../../infra/aws/secrets.ts';
import { services } from '../../../services/registry.ts';
import { contextOf, find, json, type Made, madeBy, manifestOf, names, stores } from './parts.ts';

const manifests = services.map(({ manifest }) => manifest);
const fed = manifests.filter(isFedFromQueue).map((manifest) => [manifest.name, manifest] as const);
const FOURTEEN_DAYS = 14 * 24 * 3600;

let made: readonly Made[];
beforeAll(async () => {
  made = await madeBy(() => {
    const arn = pulumi.output(names.topicArn);
    makeQueues(contextOf(), manifests, { eventsArn: arn, peopleArn: arn, alarmsArn: arn }, stores);
    makeSecrets(contextOf());
  });
});
const queue = (name: string): Made['inputs'] => find(made, 'aws:sqs/queue:Queue', name);
const policy = (name: string): Record<string, unknown>[] =>
  json(find(made, 'aws:sqs/queuePolicy:QueuePolicy', name).policy).Statement;

test('whoever is fed has a queue and its dead letters, and nobody else has', () => {
  const queues = made.filter(({ type }) => type === 'aws:sqs/queue:Queue').map(({ name }) => name);
  expect(queues.toSorted()).toEqual(fed.flatMap(([name]) => [name, `${name}-dead`]).toSorted());
});

describe.each(fed)('the queue of %s', (name, manifest) => {
  test('hides a message for six times the time that a call may take', () => {
    expect(queue(name).visibilityTimeoutSeconds).toBe(6 * manifest.limits.timeout);
  });

  test('gives up after the attempts of the manifest, and keeps what it gave up', () => {
    expect(json(queue(name).redrivePolicy)).toEqual({
      deadLetterTargetArn: names.deadQueueArn(name),
      maxReceiveCount: manifest.limits.attempts,
    });
    expect(queue(`${name}-dead`).messageRetentionSeconds).toBe(FOURTEEN_DAYS);
    expect(json(queue(`${name}-dead`).redriveAllowPolicy)).toEqual({
      redrivePermission: 'byQueue',
      sourceQueueArns: [names.queueArn(name)],
    });
  });

  test('is encrypted, as its dead letters are', () => {
    expect([queue(name), queue(`${name}-dead`)].map((each) => each.sqsManagedSseEnabled)).toEqual([
      true,
      true,
    ]);
  });

  test('takes messages from its one source, over TLS', () => {
    const source = 'written' in manifest.on ? names.bucketArn('ledger') : names.topicArn;
    expect(policy(name).filter(({ Effect }) => Effect === 'Allow')).toEqual([
      expect.objectContaining({
        Action: 'sqs:SendMessage',
        Resource: names.queueArn(name),
        Condition: expect.objectContaining({ ArnEquals: { 'aws:SourceArn': source } }),
      }),
    ]);
    for (const each of [name, `${name}-dead`])
      expect(policy(each)).toContainEqual(
        expect.objectContaining({
          Effect: 'Deny',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
  });
});

describe.each(fed.filter(([, { on }]) => 'events' in on))('the subscription of %s', (name, { on }) => {
  const subscription = (): Made['inputs'] => find(made, 'aws:sns/topicSubscription:TopicSubscription', name);

  test('brings its events as they were published, and no others', () => {
    expect(subscription()).toMatchObject({
      topic: names.topicArn,
      protocol: 'sqs',
      endpoint: names.queueArn(name),
      rawMessageDelivery: true,
      filterPolicyScope: 'MessageBody',
    });
    expect(json(subscription().filterPolicy)).toEqual({ type: 'events' in on ? on.events : [] });
  });

  test('leaves what SNS cannot deliver to the dead letters, which take it', () => {
    expect(json(subscription().redrivePolicy)).toEqual({ deadLetterTargetArn: names.deadQueueArn(name) });
    expect(policy(`${name}-dead`)).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Condition: { ArnEquals: { 'aws:SourceArn': names.topicArn } },
      }),
    );
  });
});

test('reports of instances and events that were left are told by the ledger, and nothing else of it is', () => {
  const notification = find(made, 'aws:s3/bucketNotification:BucketNotification', 'ledger');
  expect(notification).toMatchObject({
    bucket: names.bucket('ledger'),
    queues: [
      {
        queueArn: names.queueArn('sandbox-reports'),
        events: ['s3:ObjectCreated:*'],
        filterPrefix: 'instances/',
        filterSuffix: '/report.json',
      },
      {
        queueArn: names.queueArn('publish'),
        events: ['s3:ObjectCreated:*'],
        filterPrefix: 'bus/',
        filterSuffix: '.json',
      },
    ],
  });
});

test('a bucket of the same name in another account tells nothing', () => {
  expect(policy('sandbox-reports')[1]?.Condition).toMatchObject({
    StringEquals: { 'aws:SourceAccount': '000000000000' },
  });
});

test('attempts that outlast what SQS keeps stop the deployment: such a message would be lost', () => {
  const limits = { memory: 128, timeout: 900, concurrency: 2, attempts: 224 };
  expect(() => queuePlan(manifestOf({ limits }))).toThrow(/probe: 224 attempts .* 14 days/);
  expect(() => queuePlan(manifestOf({ limits: { ...limits, attempts: 223 } }))).not.toThrow();
});

test('secrets are made without values, and can be had back for a month', () => {
  const secrets = made.filter(({ type }) => type === 'aws:secretsmanager/secret:Secret');
  expect(secrets.map(({ inputs }) => [inputs.name, inputs.recoveryWindowInDays])).toEqual([
    ['sessions-test/token-signing', 30],
    ['sessions-test/receipt-signing', 30],
    ['sessions-test/slack-webhooks', 30],
  ]);
  expect(made.some(({ type }) => type.includes('secretVersion'))).toBe(false);
});
