import { type Answers, text, uuid } from './answer.ts';

/** SNS and SQS. */
export const messages: Answers = {
  'aws:sns/topic:Topic': ({ inputs, name, arn }) => {
    const topic = text(inputs.name, name);
    return { id: arn('sns', topic), outputs: { arn: arn('sns', topic), name: topic } };
  },
  'aws:sns/topicSubscription:TopicSubscription': ({ inputs, name, type }) => {
    const id = `${String(inputs.topic)}:${uuid(type + name)}`;
    return { id, outputs: { arn: id, pendingConfirmation: false } };
  },
  'aws:sqs/queue:Queue': ({ inputs, name, place, arn }) => {
    const queue = text(inputs.name, name);
    const url = `https://sqs.${place.region}.amazonaws.com/${place.account}/${queue}`;
    return { id: url, outputs: { url, name: queue, arn: arn('sqs', queue) } };
  },
};
