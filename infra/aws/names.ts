import type { StoreName } from '../../shared/ports/objects.ts';
import type { SecretName } from '../../shared/ports/secrets.ts';

/** Where a stack lives. Every name and ARN below follows from these three. */
export interface Place {
  /** Name of the stack: `dev`, `staging`, `prod`. */
  readonly stack: string;
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
}

/**
 * Physical names and ARNs of everything that rights are given on. They are chosen here rather than by Pulumi, so that
 * policies are plain text that can be read, compared and tested without a deployment.
 */
export interface Names {
  /** `sessions-dev`: before every name, and the value of the tag `platform`. */
  readonly platform: string;
  bucket(store: StoreName): string;
  bucketArn(store: StoreName): string;
  /** Access logs of the stores and of CloudTrail. */
  readonly logBucket: string;
  readonly topic: string;
  readonly topicArn: string;
  /** Its subscriptions are people's addresses. */
  readonly peopleTopic: string;
  readonly peopleTopicArn: string;
  /** What alarms tell. */
  readonly alarmTopic: string;
  readonly alarmTopicArn: string;
  queue(service: string): string;
  queueArn(service: string): string;
  queueUrl(service: string): string;
  deadQueue(service: string): string;
  deadQueueArn(service: string): string;
  deadQueueUrl(service: string): string;
  /** Also the name of its role. */
  function(service: string): string;
  functionArn(service: string): string;
  roleArn(service: string): string;
  logGroup(service: string): string;
  logGroupArn(service: string): string;
  secret(name: SecretName | 'slack-webhooks'): string;
  /** ARN without the six random characters that Secrets Manager adds: a policy ends it with `-??????`. */
  secretArn(name: SecretName | 'slack-webhooks'): string;
  readonly domain: string;
  readonly domainArn: string;
  readonly launchTemplate: string;
  /** Role and instance profile of sandboxes' instances. */
  readonly instanceRole: string;
  readonly instanceRoleArn: string;
  /** The most that any role of the stack may do, whatever its own policies say. */
  readonly boundary: string;
  readonly boundaryArn: string;
}

export function namesOf({ stack, account, region }: Place): Names {
  const platform = `sessions-${stack}`;
  const arn = (service: string, resource: string): string =>
    `arn:aws:${service}:${region}:${account}:${resource}`;
  const iam = (resource: string): string => `arn:aws:iam::${account}:${resource}`;
  const bucket = (store: string): string => `${platform}-${store}-${account}-${region}`;
  const queue = (service: string): string => `${platform}-${service}`;
  const deadQueue = (service: string): string => `${platform}-${service}-dead`;
  const url = (name: string): string => `https://sqs.${region}.amazonaws.com/${account}/${name}`;
  const logGroup = (service: string): string => `/aws/lambda/${platform}-${service}`;
  return {
    platform,
    bucket,
    bucketArn: (store) => `arn:aws:s3:::${bucket(store)}`,
    logBucket: bucket('logs'),
    topic: `${platform}-events`,
    topicArn: arn('sns', `${platform}-events`),
    peopleTopic: `${platform}-people`,
    peopleTopicArn: arn('sns', `${platform}-people`),
    alarmTopic: `${platform}-alarms`,
    alarmTopicArn: arn('sns', `${platform}-alarms`),
    queue,
    queueArn: (service) => arn('sqs', queue(service)),
    queueUrl: (service) => url(queue(service)),
    deadQueue,
    deadQueueArn: (service) => arn('sqs', deadQueue(service)),
    deadQueueUrl: (service) => url(deadQueue(service)),
    function: (service) => `${platform}-${service}`,
    functionArn: (service) => arn('lambda', `function:${platform}-${service}`),
    roleArn: (service) => iam(`role/${platform}-${service}`),
    logGroup,
    logGroupArn: (service) => arn('logs', `log-group:${logGroup(service)}`),
    secret: (name) => `${platform}/${name}`,
    secretArn: (name) => arn('secretsmanager', `secret:${platform}/${name}`),
    domain: platform,
    domainArn: arn('es', `domain/${platform}`),
    launchTemplate: `${platform}-sandbox`,
    instanceRole: `${platform}-sandbox-instance`,
    instanceRoleArn: iam(`role/${platform}-sandbox-instance`),
    boundary: `${platform}-boundary`,
    boundaryArn: iam(`policy/${platform}-boundary`),
  };
}
