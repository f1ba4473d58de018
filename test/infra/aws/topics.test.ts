import { beforeAll, describe, expect, test } from '@jest/globals';
import { alarmReceivers, makeTopics } from '../../../infra/aws/topics.ts';
import { contextOf, find, json, type Made, madeBy, names, place } from './parts.ts';

let made: readonly Made[];
beforeAll(async () => {
  made = await madeBy(() =>
    makeTopics(contextOf({ operators: ['ops@lab.example', '+34600123456', '#ops'] })),
  );
});
const topic = (name: string): Made['inputs'] => find(made, 'aws:sns/topic:Topic', name);
const statements = (name: string): Record<string, unknown>[] =>
  json(find(made, 'aws:sns/topicPolicy:TopicPolicy', name).policy).Statement;

test('events and messages to people are encrypted; alarms are not, or CloudWatch could not send them', () => {
  expect(topic('events')).toMatchObject({ name: names.topic, kmsMasterKeyId: 'alias/aws/sns' });
  expect(topic('people')).toMatchObject({ name: names.peopleTopic, kmsMasterKeyId: 'alias/aws/sns' });
  expect(topic('alarms').kmsMasterKeyId).toBeUndefined();
});

test.each(['events', 'people', 'alarms'])('nobody publishes to %s without TLS', (name) => {
  expect(statements(name)).toContainEqual(
    expect.objectContaining({
      Effect: 'Deny',
      Principal: '*',
      Action: 'sns:Publish',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    }),
  );
});

test.each(['events', 'people'])('only roles of this platform publish to %s', (name) => {
  const only = statements(name).find(({ Sid }) => Sid === 'OnlyOurRoles');
  expect(only).toMatchObject({ Effect: 'Deny', Principal: '*' });
  expect(only?.Condition).toEqual({
    ArnNotLike: {
      'aws:PrincipalArn': [
        'arn:aws:iam::000000000000:role/sessions-test-*',
        'arn:aws:sts::000000000000:assumed-role/sessions-test-*',
      ],
    },
  });
});

test('only alarms and the budget of this account publish alarms', () => {
  const allowed = statements('alarms').filter(({ Effect }) => Effect === 'Allow');
  expect(allowed.map(({ Principal }) => Principal)).toEqual([
    { Service: 'cloudwatch.amazonaws.com' },
    { Service: 'budgets.amazonaws.com' },
  ]);
  for (const { Condition } of allowed)
    expect(Condition).toMatchObject({ StringEquals: { 'aws:SourceAccount': place.account } });
});

describe('operators', () => {
  test('are told of alarms by mail and by SMS, without any function of ours', () => {
    const told = made.filter(({ type }) => type === 'aws:sns/topicSubscription:TopicSubscription');
    expect(told.map(({ inputs }) => [inputs.protocol, inputs.endpoint])).toEqual([
      ['email', 'ops@lab.example'],
      ['sms', '+34600123456'],
    ]);
  });

  test('who are all in Slack would hear of no alarm: the deployment stops and says so', () => {
    expect(() => alarmReceivers(['#alerts', 'slack:ops'])).toThrow(/sessions:operators .*e-mail address/);
  });

  test('who cannot be read are named with their key', () => {
    expect(() => alarmReceivers(['ops@lab.example', 'nobody'])).toThrow(/^sessions:operators: "nobody"/);
  });
});
