import { CreateTopicCommand, SetTopicAttributesCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { type Deployers, NOTHING } from './deployer.ts';

/** Attributes that are there, as text. */
const attributes = (named: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(named).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)]],
    ),
  );

/** SNS and SQS. */
export const messages: Deployers = {
  'aws:sns/topic:Topic': async (inputs, { sns }) => {
    const { TopicArn } = await sns.send(
      new CreateTopicCommand({
        Name: inputs.name,
        Attributes: attributes({ KmsMasterKeyId: inputs.kmsMasterKeyId }),
      }),
    );
    return { arn: TopicArn };
  },
  'aws:sns/topicPolicy:TopicPolicy': async ({ arn, policy }, { sns }) => {
    await sns.send(
      new SetTopicAttributesCommand({ TopicArn: arn, AttributeName: 'Policy', AttributeValue: policy }),
    );
    return NOTHING;
  },
  'aws:sns/topicSubscription:TopicSubscription': async (inputs, { sns }) => {
    await sns.send(
      new SubscribeCommand({
        TopicArn: inputs.topic,
        Protocol: inputs.protocol,
        Endpoint: inputs.endpoint,
        Attributes: attributes({
          RawMessageDelivery: inputs.rawMessageDelivery,
          FilterPolicy: inputs.filterPolicy,
          FilterPolicyScope: inputs.filterPolicyScope,
          RedrivePolicy: inputs.redrivePolicy,
        }),
      }),
    );
    return NOTHING;
  },
  'aws:sqs/queue:Queue': async (inputs, { sqs }) => {
    const { QueueUrl } = await sqs.send(
      new CreateQueueCommand({
        QueueName: inputs.name,
        Attributes: attributes({
          VisibilityTimeout: inputs.visibilityTimeoutSeconds,
          MessageRetentionPeriod: inputs.messageRetentionSeconds,
          RedrivePolicy: inputs.redrivePolicy,
          SqsManagedSseEnabled: inputs.sqsManagedSseEnabled,
          ReceiveMessageWaitTimeSeconds: inputs.receiveWaitTimeSeconds,
        }),
      }),
    );
    return { url: QueueUrl, id: QueueUrl };
  },
  'aws:sqs/queuePolicy:QueuePolicy': async ({ queueUrl, policy }, { sqs }) => {
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { Policy: policy } }));
    return NOTHING;
  },
  'aws:sqs/redriveAllowPolicy:RedriveAllowPolicy': async ({ queueUrl, redriveAllowPolicy }, { sqs }) => {
    const Attributes = attributes({ RedriveAllowPolicy: redriveAllowPolicy });
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes }));
    return NOTHING;
  },
};
