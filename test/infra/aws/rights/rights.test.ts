import { describe, expect, test } from '@jest/globals';
import { fedFromQueues, isFedFromQueue, isPrivate } from '../../../../infra/aws/kinds.ts';
import { rightsOf } from '../../../../infra/aws/rights/index.ts';
import { ON_EVERY_RESOURCE, USED_BY_AWS } from '../../../../infra/aws/rights/reasons.ts';
import { MAX_INLINE_POLICY, policyDocument, type Statement } from '../../../../infra/aws/rights/statement.ts';
import { services } from '../../../../services/registry.ts';
import type { ServiceManifest } from '../../../../shared/service/define.ts';
import { allows } from '../allows.ts';
import { config, manifestOf, names, place } from '../parts.ts';

const manifests = services.map(({ manifest }) => manifest);
const fed = fedFromQueues(manifests);
const { events } = config;
const rights = (manifest: ServiceManifest): readonly Statement[] =>
  rightsOf(manifest, { names, place, events, fed });
const all = manifests.map((manifest) => [manifest.name, manifest] as const);
const sids = (manifest: ServiceManifest): string[] => rights(manifest).map(({ Sid }) => Sid);

describe.each(all)('the role of %s', (_, manifest) => {
  test('names each right once, in letters and digits', () => {
    expect(new Set(sids(manifest)).size).toBe(sids(manifest).length);
    for (const sid of sids(manifest)) expect(sid).toMatch(/^[A-Za-z][A-Za-z0-9]+$/);
  });

  test('has no action with a wildcard, and no resource that is everything but for a reason', () => {
    for (const { Sid, Action, Resource } of rights(manifest)) {
      expect(Action.filter((action) => action.includes('*'))).toEqual([]);
      if (Resource.includes('*')) expect(Object.keys(ON_EVERY_RESOURCE)).toContain(Sid);
    }
  });

  test('fits into what IAM takes', () => {
    expect(policyDocument(rights(manifest)).length).toBeLessThan(MAX_INLINE_POLICY);
  });

  test('deletes no version, shortens no lock and makes no policy', () => {
    for (const action of [
      's3:DeleteObjectVersion',
      's3:PutObjectRetention',
      's3:BypassGovernanceRetention',
      's3:PutBucketPolicy',
      's3:PutLifecycleConfiguration',
      'iam:PutRolePolicy',
      'secretsmanager:PutSecretValue',
      'sqs:PurgeQueue',
    ])
      for (const resource of [`${names.bucketArn('archive')}/s1/raw/a.dat`, names.bucketArn('archive'), '*'])
        expect(allows(rights(manifest), { action, resource })).toBe(false);
  });

  test.each(['endpoint', 'store'] as const)(
    'publishes events only where it emits some or publishes those of others, with events by the %s',
    (way) => {
      const given = rightsOf(manifest, { names, place, events: way, fed });
      const publishes = manifest.emits.length > 0 || manifest.uses.republish === true;
      const byStore = way === 'store' && isPrivate(manifest);
      const may = (action: string, resource: string) => allows(given, { action, resource });
      expect(may('sns:Publish', names.topicArn)).toBe(publishes && !byStore);
      expect(may('s3:PutObject', `${names.bucketArn('ledger')}/bus/e1.json`)).toBe(publishes && byStore);
    },
  );

  test('reads the secrets that it names, and no others', () => {
    for (const secret of ['token-signing', 'receipt-signing', 'slack-webhooks'] as const) {
      const resource = `${names.secretArn(secret)}-Ab3dEf`;
      const named: readonly string[] = [
        ...(manifest.uses.secrets ?? []),
        ...(manifest.uses.mail ? ['slack-webhooks'] : []),
      ];
      const may = allows(rights(manifest), { action: 'secretsmanager:GetSecretValue', resource });
      expect([secret, may]).toEqual([secret, named.includes(secret)]);
    }
  });

  test('polls its own queue, if it has one, and no other', () => {
    for (const other of fed) {
      const may = allows(rights(manifest), {
        action: 'sqs:ReceiveMessage',
        resource: names.queueArn(other),
      });
      expect([other, may]).toEqual([other, other === manifest.name && isFedFromQueue(manifest)]);
    }
  });

  test('writes its own log, and no other', () => {
    const stream = (service: string): string => `${names.logGroupArn(service)}:log-stream:1`;
    const write = (service: string) => ({ action: 'logs:PutLogEvents', resource: stream(service) });
    expect(allows(rights(manifest), write(manifest.name))).toBe(true);
    expect(allows(rights(manifest), write('another'))).toBe(false);
  });
});

describe('network interfaces', () => {
  const create = {
    action: 'ec2:CreateNetworkInterface',
    resource: `arn:aws:ec2:${place.region}:${place.account}:subnet/subnet-1`,
  };

  test.each(all)(
    'of %s: Lambda connects it only where it is private, and its own code never does',
    (name, manifest) => {
      expect(allows(rights(manifest), create)).toBe(isPrivate(manifest));
      const keys = { 'lambda:SourceFunctionArn': names.functionArn(name) };
      expect(allows(rights(manifest), { ...create, keys })).toBe(false);
    },
  );
});

describe('who sends messages to people', () => {
  const statements = rights(manifestOf({ uses: { mail: true } }));
  const subscribe = (protocol: string): boolean =>
    allows(statements, {
      action: 'sns:Subscribe',
      resource: names.peopleTopicArn,
      keys: { 'sns:Protocol': protocol },
    });

  test('subscribes mailboxes and phones, and lets no machine listen', () => {
    expect(['email', 'sms', 'https', 'sqs', 'lambda'].map(subscribe)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test('publishes to people, and no events', () => {
    expect(allows(statements, { action: 'sns:Publish', resource: names.peopleTopicArn })).toBe(true);
    expect(allows(statements, { action: 'sns:Publish', resource: names.topicArn })).toBe(false);
  });
});

test('who takes dead letters reads every dead-letter queue, and no message that is not dead', () => {
  const statements = rights(manifestOf({ uses: { deadLetters: ['take'] } }));
  for (const service of fed) {
    const take = (resource: string) => allows(statements, { action: 'sqs:ReceiveMessage', resource });
    expect(take(names.deadQueueArn(service))).toBe(true);
    expect(take(names.queueArn(service))).toBe(false);
  }
});

test('an image of its own is the only parameter that a launch reads', () => {
  const manifest = manifestOf({ uses: { compute: ['launch'] } });
  const statements = rightsOf(manifest, { names, place, events, fed, imageParameter: '/lab/image' });
  const parameter = (name: string) => ({
    action: 'ssm:GetParameters',
    resource: `arn:aws:ssm:${place.region}:${place.account}:parameter${name}`,
  });
  expect(allows(statements, parameter('/lab/image'))).toBe(true);
  expect(allows(statements, parameter('/lab/other'))).toBe(false);
});

test('every reason is about a statement that some service has', () => {
  const known = new Set(manifests.flatMap(sids));
  const reasons = [USED_BY_AWS, ON_EVERY_RESOURCE].flatMap((each) => Object.keys(each));
  expect(reasons.filter((sid) => !known.has(sid))).toEqual([]);
});
