import { BUCKET_ACTIONS, OBJECT_ACTIONS } from './network-policies.ts';
import type { Context } from './part.ts';
import type { Statement } from './rights/statement.ts';
import { DEFAULT_IMAGE_PARAMETER, imageParameterArn } from './sandbox-image.ts';
import { HTTP_ACTIONS } from './search-policy.ts';

type Conditions = NonNullable<Statement['Condition']>;
type Arn = (service: string, resource: string) => string;

const STORES = ['landing', 'archive', 'results', 'ledger'] as const;

const allow = (
  Sid: string,
  Action: readonly string[],
  Resource: readonly string[],
  Condition?: Conditions,
): Statement => ({ Sid, Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) });

const equals = (keys: Conditions[string]): Conditions => ({ StringEquals: keys });

/**
 * The most that any role of the stack may ever do. A role has what both this and its own policies allow, so that
 * whoever writes policies, the role that deploys above all, cannot give more than stands here.
 *
 * It is written out beside the manifests and not made from them, since a mistake there would widen both at once;
 * test/infra/aws/boundary.test.ts compares the two in both directions. It is coarse by purpose, by the stack's names
 * and not by those of services: a new service needs no change here, a new kind of right does, by hand.
 */
export function boundaryStatements(
  context: Pick<Context, 'config' | 'names' | 'place'>,
): readonly Statement[] {
  const { config, names, place } = context;
  const { platform } = names;
  const { account, region } = place;
  const arn: Arn = (service, resource) => `arn:aws:${service}:${region}:${account}:${resource}`;
  const stores = STORES.map((store) => names.bucketArn(store));
  return [
    allow(
      'Objects',
      OBJECT_ACTIONS,
      stores.map((store) => `${store}/*`),
    ),
    allow('Buckets', BUCKET_ACTIONS, stores),
    allow('Tell', ['sns:Publish'], [names.topicArn, names.peopleTopicArn]),
    allow('People', ['sns:Subscribe', 'sns:ListSubscriptionsByTopic'], [names.peopleTopicArn], {
      StringEqualsIfExists: { 'sns:Protocol': ['email', 'sms'] },
    }),
    allow(
      'Queues',
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      [arn('sqs', `${platform}-*`)],
    ),
    allow('Secrets', ['secretsmanager:GetSecretValue'], [arn('secretsmanager', `secret:${platform}/*`)]),
    allow('Search', HTTP_ACTIONS, [`${names.domainArn}/*`]),
    allow(
      'Logs',
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      [arn('logs', `log-group:/aws/lambda/${platform}-*`)],
    ),
    ...networkStatements(arn),
    ...machineStatements(arn, platform, region),
    allow('InstanceRole', ['iam:PassRole'], [names.instanceRoleArn], {
      ...equals({ 'iam:PassedToService': 'ec2.amazonaws.com' }),
    }),
    allow(
      'InstanceImage',
      ['ssm:GetParameters'],
      [imageParameterArn(config.sandboxImageParameter ?? DEFAULT_IMAGE_PARAMETER, place)],
    ),
    ...rolesOfServices(arn, names.roleArn),
    ...NEVER,
  ];
}

/** Lambda's own, to connect functions in the network. EC2 knows no resources for its Describe actions. */
const networkStatements = (arn: Arn): Statement[] => [
  allow('Look', ['ec2:DescribeInstances', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'], ['*']),
  allow(
    'Connect',
    [
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:AssignPrivateIpAddresses',
      'ec2:UnassignPrivateIpAddresses',
    ],
    [arn('ec2', '*/*')],
  ),
];

/** Of the stack's template, tagged as the stack's while they are made; only what is tagged so is ended. */
function machineStatements(arn: Arn, platform: string, region: string): Statement[] {
  const ours = equals({ 'aws:ResourceTag/platform': platform });
  const template = arn('ec2', 'launch-template/*');
  const used = ['security-group', 'subnet', 'network-interface', 'instance', 'volume'];
  return [
    allow('LaunchTemplate', ['ec2:RunInstances'], [template], ours),
    allow(
      'Launch',
      ['ec2:RunInstances'],
      [`arn:aws:ec2:${region}::image/*`, ...used.map((kind) => arn('ec2', `${kind}/*`))],
      { ArnLike: { 'ec2:LaunchTemplate': template } },
    ),
    allow(
      'TagLaunched',
      ['ec2:CreateTags'],
      [arn('ec2', 'instance/*'), arn('ec2', 'volume/*')],
      equals({ 'ec2:CreateAction': 'RunInstances', 'aws:RequestTag/platform': platform }),
    ),
    allow('End', ['ec2:TerminateInstances'], [arn('ec2', 'instance/*')], ours),
  ];
}

/**
 * Roles that services of AWS take on with policies that AWS wrote. The services look whether the role can do all of
 * these policies, so they stand here in full, each for the one role that has it.
 */
function rolesOfServices(arn: Arn, roleArn: (name: string) => string): Statement[] {
  const only = (name: string): Conditions => ({ ArnLike: { 'aws:PrincipalArn': roleArn(name) } });
  return [
    // AmazonAPIGatewayPushToCloudWatchLogs
    allow(
      'GatewayLogs',
      [
        'logs:CreateLogGroup',
        'logs:CreateLogStream',
        'logs:DescribeLogGroups',
        'logs:DescribeLogStreams',
        'logs:PutLogEvents',
        'logs:GetLogEvents',
        'logs:FilterLogEvents',
      ],
      ['*'],
      only('gateway-logs-*'),
    ),
    // AmazonOpenSearchServiceCognitoAccess
    allow(
      'SignIn',
      [
        'cognito-idp:DescribeUserPool',
        'cognito-idp:CreateUserPoolClient',
        'cognito-idp:DeleteUserPoolClient',
        'cognito-idp:UpdateUserPoolClient',
        'cognito-idp:DescribeUserPoolClient',
        'cognito-idp:AdminInitiateAuth',
        'cognito-idp:AdminUserGlobalSignOut',
        'cognito-idp:ListUserPoolClients',
        'cognito-identity:DescribeIdentityPool',
        'cognito-identity:UpdateIdentityPool',
        'cognito-identity:GetIdentityPoolRoles',
      ],
      [arn('cognito-idp', 'userpool/*'), arn('cognito-identity', 'identitypool/*')],
      only('search-sign-in'),
    ),
    allow('SignInRoles', ['iam:PassRole'], [roleArn('dashboards*')], {
      ...equals({ 'iam:PassedToService': 'cognito-identity.amazonaws.com' }),
      ...only('search-sign-in'),
    }),
  ];
}

/** Allowed by nothing above; said so that no statement added there can allow it. */
const NEVER: readonly Statement[] = [
  {
    Sid: 'NeverVersionsAndLocks',
    Effect: 'Deny',
    Action: [
      's3:DeleteObjectVersion',
      's3:BypassGovernanceRetention',
      's3:PutObjectRetention',
      's3:PutObjectLegalHold',
      's3:PutBucket*',
      's3:DeleteBucket*',
      's3:PutLifecycleConfiguration',
    ],
    Resource: ['*'],
  },
  {
    Sid: 'NeverRights',
    Effect: 'Deny',
    Action: [
      ...['Add', 'Attach', 'Create', 'Delete', 'Detach', 'Put', 'Remove', 'Set', 'Update'].map(
        (verb) => `iam:${verb}*`,
      ),
      'sts:AssumeRole',
      'secretsmanager:PutSecretValue',
    ],
    Resource: ['*'],
  },
];
