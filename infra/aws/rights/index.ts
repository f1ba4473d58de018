import type { DeadLetterRight } from '../../../shared/ports/queue.ts';
import type { ServiceManifest } from '../../../shared/service/define.ts';
import { grantsOf, placeOf } from '../../../shared/service/wire.ts';
import { type EventsWay, publishesBy } from '../kinds.ts';
import type { Names, Place } from '../names.ts';
import { computeStatements } from './compute.ts';
import { objectStatements } from './objects.ts';
import { runStatements } from './runs.ts';
import { searchStatements } from './search.ts';
import { type Statement, sidOf } from './statement.ts';

/** What the rights of one service are said in: the names of the stack, and who has a queue. */
export interface RightsContext {
  readonly names: Names;
  readonly place: Place;
  /** How functions in private subnets publish. */
  readonly events: EventsWay;
  /** Names of the services that are fed from queues: whose dead letters there are. */
  readonly fed: readonly string[];
  /** Parameter of SSM that names the image of instances, where the configuration has one of its own. */
  readonly imageParameter?: string | undefined;
}

/** All that the role of a service may do: what its manifest grants, and what Lambda does in its name. */
export function rightsOf(manifest: ServiceManifest, context: RightsContext): readonly Statement[] {
  const { names, place, events, fed, imageParameter } = context;
  const { objects, search, secrets, compute, deadLetters, mail } = grantsOf(manifest);
  return [
    ...(objects ? objectStatements(objects, names) : []),
    ...publishStatements(publishesBy(manifest, events), names),
    ...(search ? searchStatements(search, names) : []),
    ...(secrets ?? []).map((name) => readSecret(name, names)),
    ...(compute ? computeStatements(names, place, compute, imageParameter) : []),
    ...(deadLetters ?? []).map((right) => deadLetterStatement(right, fed, names)),
    ...(mail ? mailStatements(names) : []),
    ...runStatements(manifest, names, place),
  ];
}

const allow = (Sid: string, Action: readonly string[], Resource: readonly string[]): Statement => ({
  Sid,
  Effect: 'Allow',
  Action,
  Resource,
});

function publishStatements(way: ReturnType<typeof publishesBy>, names: Names): Statement[] {
  if (way === undefined) return [];
  if (way === 'bus') return [allow('EventsPublish', ['sns:Publish'], [names.topicArn])];
  const { store, prefix } = placeOf('ledger/bus');
  return [allow('EventsLeave', ['s3:PutObject'], [`${names.bucketArn(store)}/${prefix}*`])];
}

/** Secrets Manager ends a secret's ARN with a hyphen and six characters of its own. */
const readSecret = (name: Parameters<Names['secretArn']>[0], names: Names): Statement =>
  allow(`Secret${sidOf(name)}`, ['secretsmanager:GetSecretValue'], [`${names.secretArn(name)}-??????`]);

function deadLetterStatement(right: DeadLetterRight, fed: readonly string[], names: Names): Statement {
  const dead = fed.map((service) => names.deadQueueArn(service));
  const queues = fed.map((service) => names.queueArn(service));
  return right === 'take'
    ? allow('DeadLettersTake', ['sqs:ReceiveMessage', 'sqs:DeleteMessage'], dead)
    : allow('QueueDepths', ['sqs:GetQueueAttributes'], [...queues, ...dead]);
}

/** An address is subscribed when the first message to it comes: by mail or SMS, never a queue or a web address. */
function mailStatements(names: Names): Statement[] {
  const topic = [names.peopleTopicArn];
  return [
    allow('PeopleTell', ['sns:Publish'], topic),
    {
      ...allow('PeopleSubscribe', ['sns:Subscribe'], topic),
      Condition: { StringEqualsIfExists: { 'sns:Protocol': ['email', 'sms'] } },
    },
    allow('PeopleKnown', ['sns:ListSubscriptionsByTopic'], topic),
    readSecret('slack-webhooks', names),
  ];
}
