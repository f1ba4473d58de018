import * as aws from '@pulumi/aws';
import { type Callback, parseCallback } from '../../shared/session/callback.ts';
import { type Context, Part } from './part.ts';
import type { Topics } from './shapes.ts';
import { alarmTopicPolicy, ownTopicPolicy } from './topics-policy.ts';

/** AWS's own key of SNS: nobody needs a right on it beyond the one on the topic. */
const SNS_KEY = 'alias/aws/sns';

/** The bus, the topic whose subscriptions are people, and the one that alarms tell. */
export function makeTopics(context: Context): Topics {
  const { config, names } = context;
  const part = new Part('topics');
  const parent = { parent: part };
  const events = new aws.sns.Topic('events', { name: names.topic, kmsMasterKeyId: SNS_KEY }, parent);
  const people = new aws.sns.Topic(
    'people',
    // What a person reads above a text message.
    { name: names.peopleTopic, displayName: 'Sessions', kmsMasterKeyId: SNS_KEY },
    parent,
  );
  // Without a key: CloudWatch may not use AWS's own one, and what an alarm says is no secret.
  const alarms = new aws.sns.Topic('alarms', { name: names.alarmTopic, displayName: 'Sessions' }, parent);
  const policies = [
    ['events', events, ownTopicPolicy(names.topicArn, context)],
    ['people', people, ownTopicPolicy(names.peopleTopicArn, context)],
    ['alarms', alarms, alarmTopicPolicy(names.alarmTopicArn, context)],
  ] as const;
  for (const [name, topic, policy] of policies)
    new aws.sns.TopicPolicy(name, { arn: topic.arn, policy: JSON.stringify(policy) }, parent);
  for (const { protocol, endpoint } of alarmReceivers(config.operators))
    new aws.sns.TopicSubscription(`alarms to ${endpoint}`, { topic: alarms.arn, protocol, endpoint }, parent);
  return { eventsArn: events.arn, peopleArn: people.arn, alarmsArn: alarms.arn };
}

interface Receiver {
  readonly protocol: 'email' | 'sms';
  readonly endpoint: string;
}

/**
 * Which operators alarms reach: those with a mailbox or a phone. A Slack channel is told by its own e-mail address,
 * since alarms are for the moment in which our functions, the one that tells Slack included, do not work.
 *
 * @throws an Error that names the key where nobody would hear of an alarm.
 */
export function alarmReceivers(operators: readonly string[]): readonly Receiver[] {
  const receivers = operators.flatMap((text) => {
    const parsed = parseCallback(text);
    if (!parsed.ok) throw new Error(`sessions:operators: ${parsed.message}`);
    return receiverOf(parsed.callback);
  });
  if (receivers.length === 0)
    throw new Error(
      'sessions:operators names nobody whom alarms reach: add an e-mail address or a phone number. ' +
        "A Slack channel's own e-mail address will do.",
    );
  return receivers;
}

function receiverOf(callback: Callback): Receiver[] {
  if (callback.kind === 'email') return [{ protocol: 'email', endpoint: callback.address }];
  if (callback.kind === 'phone') return [{ protocol: 'sms', endpoint: callback.number }];
  return [];
}
