import {
  add,
  type Breakage,
  change,
  drop,
  named,
  openApi,
  right,
  set,
  statements,
  trust,
  withoutTls,
} from './policy-breakage.ts';

const text = (value: unknown): string => JSON.stringify(value);
const isDead = ({ inputs }: { inputs: Readonly<Record<string, unknown>> }) =>
  String(inputs.name).endsWith('-dead');
const isLive = ({ inputs }: { inputs: Readonly<Record<string, unknown>> }) =>
  !String(inputs.name).endsWith('-dead');
const bySqs = ({ inputs }: { inputs: Readonly<Record<string, unknown>> }) => inputs.protocol === 'sqs';
const ofArchive = ({ inputs }: { inputs: Readonly<Record<string, unknown>> }) =>
  /-archive-\d/.test(String(inputs.bucket));

const STORES: Readonly<Record<string, Breakage>> = {
  's3-public-access-blocked': set('BucketPublicAccessBlock', 'restrictPublicBuckets', false),
  's3-encrypted': drop('BucketServerSideEncryptionConfiguration'),
  's3-tls-only': statements('BucketPolicy', 'policy', withoutTls),
  's3-versioned': set('BucketVersioning', 'versioningConfiguration.status', 'Suspended'),
  's3-archive-locked': drop('BucketObjectLockConfiguration'),
  's3-archive-written-once': statements(
    'BucketPolicy',
    'policy',
    (all) => all.filter((one) => !text(one.Condition ?? {}).includes('if-none-match')),
    ofArchive,
  ),
  's3-acls-off': set('BucketOwnershipControls', 'rule.objectOwnership', 'ObjectWriter'),
  's3-access-logged': drop('BucketLogging'),
  's3-uploads-aborted': set('BucketLifecycleConfiguration', 'rules', []),
  's3-old-versions-expire': set('BucketLifecycleConfiguration', 'rules', [], (one) => !ofArchive(one)),
  's3-truth-protected': change('Bucket', ({ protect: _, ...old }) => old, ofArchive),
  's3-not-emptied': set('Bucket', 'forceDestroy', true),
};

const BUS: Readonly<Record<string, Breakage>> = {
  'sqs-encrypted': set('Queue', 'sqsManagedSseEnabled', false),
  'sqs-tls-only': statements('QueuePolicy', 'policy', withoutTls),
  'sqs-dead-letters': set('Queue', 'redrivePolicy', undefined, isLive),
  'sqs-dead-letters-from-one': set(
    'Queue',
    'redriveAllowPolicy',
    text({ redrivePermission: 'allowAll' }),
    isDead,
  ),
  'sqs-dead-letters-kept': set('Queue', 'messageRetentionSeconds', 345_600, isDead),
  'sqs-visibility': set('Queue', 'visibilityTimeoutSeconds', 30, isLive),
  'sqs-partial-batches': set('EventSourceMapping', 'functionResponseTypes', []),
  'sqs-concurrency-limited': set('EventSourceMapping', 'scalingConfig', undefined),
  'sns-encrypted': set('Topic', 'kmsMasterKeyId', undefined, (one) => one.name !== 'alarms'),
  'sns-tls-only': statements('TopicPolicy', 'policy', withoutTls),
  'sns-policy-own': drop('TopicPolicy'),
  'sns-no-plain-http': set('TopicSubscription', 'protocol', 'http'),
  'sns-undelivered-kept': set('TopicSubscription', 'redrivePolicy', undefined, bySqs),
  'sqs-policy-own': drop('QueuePolicy'),
};

const FUNCTIONS: Readonly<Record<string, Breakage>> = {
  'lambda-runtime-current': set('Function', 'runtime', 'nodejs18.x'),
  'lambda-arm64': set('Function', 'architectures', ['x86_64']),
  'lambda-environment-without-secrets': set('Function', 'environment.variables', {
    SLACK: 'https://hooks.slack.com/services/T000/B000/xyz',
  }),
  'lambda-inside-network': set('Function', 'vpcConfig', undefined, named('preprocess')),
  'lambda-own-role': set(
    'Function',
    'role',
    'arn:aws:iam::000000000000:role/sessions-dev-commit',
    named('ingest'),
  ),
  'lambda-logs-kept-apart': drop('LogGroup', named('ingest')),
  'lambda-permission-has-source': set('Permission', 'sourceArn', undefined),
  'lambda-no-url': add('aws:lambda/functionUrl:FunctionUrl', { authorizationType: 'NONE' }),
  'queues-consumed-by-function': drop('EventSourceMapping'),
};

const RIGHTS: Readonly<Record<string, Breakage>> = {
  'iam-no-wildcard-action': right({ Action: 's3:Get*', Resource: 'arn:aws:s3:::one/*' }),
  'iam-no-wildcard-resource': right({ Action: 's3:GetObject', Resource: '*' }),
  'iam-nothing-by-exclusion': right({ NotAction: 'iam:PassRole', Resource: 'arn:aws:s3:::one/*' }),
  'iam-statements-named': right({ Sid: undefined, Action: 's3:GetObject', Resource: 'arn:aws:s3:::one/*' }),
  'iam-no-wide-managed-policy': add('aws:iam/rolePolicyAttachment:RolePolicyAttachment', {
    policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
  }),
  'iam-roles-have-the-boundary': set('Role', 'permissionsBoundary', undefined, named('commit')),
  'iam-no-users': add('aws:iam/accessKey:AccessKey'),
  'iam-trust-names-principals': trust({ Principal: { AWS: '*' } }),
  'iam-trust-has-source': trust({ Principal: { Service: 'scheduler.amazonaws.com' } }),
  'iam-oidc-limited': trust({
    Principal: { Federated: 'arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com' },
    Condition: {
      StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
      StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:example/*' },
    },
  }),
  'iam-pass-role-limited': right({
    Action: 'iam:PassRole',
    Resource: 'arn:aws:iam::000000000000:role/sessions-dev-sandbox-instance',
  }),
  'policy-no-anonymous': statements('TopicPolicy', 'policy', (all) => [
    ...all,
    { Effect: 'Allow', Principal: '*', Action: 'sns:Publish', Resource: '*' },
  ]),
  'policy-service-has-source': statements('QueuePolicy', 'policy', (all) => [
    ...all,
    {
      Effect: 'Allow',
      Principal: { Service: 's3.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: '*',
    },
  ]),
};

const NETWORK: Readonly<Record<string, Breakage>> = {
  'vpc-no-way-out': add('aws:ec2/natGateway:NatGateway'),
  'vpc-no-route-out': set('RouteTable', 'routes', [{ cidrBlock: '0.0.0.0/0', gatewayId: 'igw-1' }]),
  'subnets-no-public-address': set('Subnet', 'mapPublicIpOnLaunch', true),
  'sg-no-open-ingress': set('SecurityGroupIngressRule', 'cidrIpv4', '0.0.0.0/0'),
  'sg-no-open-egress': set('SecurityGroupEgressRule', 'cidrIpv4', '0.0.0.0/0'),
  'sg-rules-described': set('SecurityGroupIngressRule', 'description', undefined),
  'vpc-default-sg-closed': drop('DefaultSecurityGroup'),
  'vpc-flow-logs': set('FlowLog', 'trafficType', 'ACCEPT'),
  'endpoint-policy-own': set('VpcEndpoint', 'policy', undefined),
  'endpoint-policy-limited': set(
    'VpcEndpoint',
    'policy',
    text({ Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] }),
  ),
};

const MACHINES: Readonly<Record<string, Breakage>> = {
  'ec2-imdsv2': set('LaunchTemplate', 'metadataOptions.httpTokens', 'optional'),
  'ec2-volumes-encrypted': set('LaunchTemplate', 'blockDeviceMappings.0.ebs.encrypted', 'false'),
  'ec2-no-public-address': set('LaunchTemplate', 'networkInterfaces', [{ associatePublicIpAddress: 'true' }]),
  'ec2-no-key-pairs': set('LaunchTemplate', 'keyName', 'mine'),
  'ec2-user-data-without-secrets': set(
    'LaunchTemplate',
    'userData',
    Buffer.from('#!/bin/sh\nexport API_KEY=abcdef123456\n').toString('base64'),
  ),
  'ec2-ends-when-stopped': set('LaunchTemplate', 'instanceInitiatedShutdownBehavior', 'stop'),
};

const GATEWAY: Readonly<Record<string, Breakage>> = {
  'api-authorized': openApi((document) => ({ ...document, paths: { '/v1/open': { get: {} } } })),
  'api-addresses-limited': openApi(({ 'x-amazon-apigateway-policy': _, ...document }) => document),
  'api-validates': openApi(({ 'x-amazon-apigateway-request-validator': _, ...document }) => ({
    ...document,
    paths: { '/v1/open': { get: {} } },
  })),
  'api-access-logged': set('Stage', 'accessLogSettings', undefined),
  'api-behind-waf': drop('WebAclAssociation'),
  'waf-limits-rate': set('WebAcl', 'rules', []),
  'waf-measured': set('WebAcl', 'visibilityConfig.cloudwatchMetricsEnabled', false),
  'api-keys-limited': set('UsagePlan', 'quotaSettings', undefined),
  'api-has-usage-plan': set('UsagePlan', 'apiStages', []),
  'api-own-name-tls12': add('aws:apigateway/domainName:DomainName', { securityPolicy: 'TLS_1_0' }),
  'api-no-plain-cache': set('Stage', 'cacheClusterEnabled', true),
  'api-there': add('aws:apigateway/restApi:RestApi', { body: '{}' }),
};

const SEARCH: Readonly<Record<string, Breakage>> = {
  'search-encrypted': set('Domain', 'encryptAtRest.enabled', false),
  'search-encrypted-between-nodes': set('Domain', 'nodeToNodeEncryption.enabled', false),
  'search-tls12': set('Domain', 'domainEndpointOptions.tlsSecurityPolicy', 'Policy-Min-TLS-1-0-2019-07'),
  'search-inside-network': set('Domain', 'vpcOptions', undefined),
  'search-fine-grained': set('Domain', 'advancedSecurityOptions.enabled', false),
  'search-no-password': set('Domain', 'advancedSecurityOptions.internalUserDatabaseEnabled', true),
  'search-logged': set('Domain', 'logPublishingOptions', []),
  'search-updated': set('Domain', 'softwareUpdateOptions', undefined),
  'people-not-self-made': set('UserPool', 'adminCreateUserConfig', undefined),
  'people-second-factor': set('UserPool', 'mfaConfiguration', 'OFF'),
  'people-not-deleted': set('UserPool', 'deletionProtection', 'INACTIVE'),
};

const WATCHING: Readonly<Record<string, Breakage>> = {
  'logs-expire': set('LogGroup', 'retentionInDays', 0),
  'alarms-tell-somebody': set('MetricAlarm', 'alarmActions', []),
  'alarms-say-what-to-do': set('MetricAlarm', 'alarmDescription', 'Something is wrong.'),
  'alarms-on-dead-letters': drop('MetricAlarm', named('index-dead-letters')),
  'alarms-on-functions': (graph) => ({
    ...graph,
    resources: graph.resources.filter(
      ({ type, inputs }) => !type.endsWith(':MetricAlarm') || !text(inputs).includes('"sessions-dev-ingest"'),
    ),
  }),
  'trail-there': drop('Trail'),
  'trail-validated': set('Trail', 'enableLogFileValidation', false),
  'trail-everywhere': add('aws:cloudtrail/trail:Trail', { isMultiRegionTrail: false }),
  'trail-reads-of-archive': set('Trail', 'advancedEventSelectors', undefined),
  'audit-logs-elsewhere': set('Trail', 's3BucketName', 'sessions-dev-archive-000000000000-us-east-1'),
};

const REST: Readonly<Record<string, Breakage>> = {
  'secrets-without-values': add('aws:secretsmanager/secretVersion:SecretVersion'),
  'secrets-recoverable': set('Secret', 'recoveryWindowInDays', 0),
  'secrets-rotated': add('aws:secretsmanager/secret:Secret', { name: 'one-more' }),
  'keys-rotated': add('aws:kms/key:Key'),
  'outputs-without-secrets': (graph) => ({
    ...graph,
    stackOutputs: { ...graph.stackOutputs, signingSecret: 'c2VjcmV0c2VjcmV0' },
  }),
  'tags-say-whose': set('Queue', 'tags', undefined),
  'budget-there': drop('Budget'),
};

/** For each assertion, a change of the dev stack that it must notice. */
export const BREAKAGES: Readonly<Record<string, Breakage>> = {
  ...STORES,
  ...BUS,
  ...FUNCTIONS,
  ...RIGHTS,
  ...NETWORK,
  ...MACHINES,
  ...GATEWAY,
  ...SEARCH,
  ...WATCHING,
  ...REST,
};

/** Accepted everywhere, so that no breakage can be new: what they find is shown without their exceptions. */
export const ACCEPTED_EVERYWHERE: Readonly<Record<string, Breakage>> = {
  'lambda-traced': set('Function', 'tracingConfig.mode', 'PassThrough'),
  'api-traced': set('Stage', 'xrayTracingEnabled', false),
};
