import type { Names, Place } from './names.ts';
import type { Statement } from './rights/statement.ts';

/** GitHub's issuer of tokens for workflow runs. */
export const ISSUER = 'token.actions.githubusercontent.com';

export const providerArn = ({ account }: Place): string => `arn:aws:iam::${account}:oidc-provider/${ISSUER}`;

/** Where Pulumi keeps the state of all stacks of an account; made by hand, once (docs/deploy.md). */
export const stateBucketArn = ({ account, region }: Pick<Place, 'account' | 'region'>): string =>
  `arn:aws:s3:::sessions-state-${account}-${region}`;

/** What has to be seen to say what a change would do: how resources are, never what they hold. */
export function previewStatements(place: Place): readonly Statement[] {
  return [
    {
      Sid: 'ReadState',
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:ListBucket'],
      Resource: [stateBucketArn(place), `${stateBucketArn(place)}/*`],
    },
    {
      // A preview locks the stack while it looks.
      Sid: 'LockState',
      Effect: 'Allow',
      Action: ['s3:PutObject', 's3:DeleteObject'],
      Resource: [`${stateBucketArn(place)}/.pulumi/locks/*`],
    },
    {
      Sid: 'LookUp',
      Effect: 'Allow',
      Action: ['ec2:DescribeAvailabilityZones', 'ec2:DescribeManagedPrefixLists', 'sts:GetCallerIdentity'],
      Resource: ['*'],
    },
  ];
}

/** What a run has to be for a role to be taken on: one environment's deployment, or a pull request. */
export type Run = { readonly environment: string } | 'pull_request';

/** Who may take on a role: runs of that kind in that repository, with a token made for AWS. */
export function trustOf(provider: string, repository: string, run: Run): object {
  const what = run === 'pull_request' ? run : `environment:${run.environment}`;
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRoleWithWebIdentity',
        Principal: { Federated: provider },
        Condition: {
          StringEquals: {
            [`${ISSUER}:aud`]: 'sts.amazonaws.com',
            [`${ISSUER}:sub`]: `repo:${repository}:${what}`,
          },
        },
      },
    ],
  };
}

/**
 * What deploying takes: to make, change and remove the kinds of resources that the program has, by the stack's names
 * where the service knows names. What must survive every mistake in a program is denied on top: the bytes of sessions,
 * their locks, and rights beyond the stack's own roles.
 */
export function deployStatements(names: Names, { account, region }: Place): readonly Statement[] {
  const own = (service: string, resource: string): string =>
    `arn:aws:${service}:${region}:${account}:${resource}`;
  const roles = `arn:aws:iam::${account}:role/${names.platform}-*`;
  const profiles = `arn:aws:iam::${account}:instance-profile/${names.platform}-*`;
  return [
    {
      Sid: 'OwnNamedResources',
      Effect: 'Allow',
      Action: [
        's3:*',
        'sns:*',
        'sqs:*',
        'lambda:*',
        'logs:*',
        'secretsmanager:*',
        'es:*',
        'scheduler:*',
        'cloudwatch:*',
        'cloudtrail:*',
        'cognito-idp:*',
      ],
      Resource: [
        `arn:aws:s3:::${names.platform}-*`,
        own('sns', `${names.platform}-*`),
        own('sqs', `${names.platform}-*`),
        own('lambda', `function:${names.platform}-*`),
        own('lambda', 'event-source-mapping:*'),
        own('logs', 'log-group:*'),
        own('secretsmanager', `secret:${names.platform}/*`),
        own('es', `domain/${names.platform}*`),
        own('scheduler', `schedule*/${names.platform}*`),
        own('cloudwatch', `alarm:${names.platform}-*`),
        `arn:aws:cloudwatch::${account}:dashboard/${names.platform}*`,
        own('cloudtrail', `trail/${names.platform}*`),
        own('cognito-idp', 'userpool/*'),
      ],
    },
    {
      Sid: 'OwnRoles',
      Effect: 'Allow',
      Action: ['iam:*'],
      Resource: [roles, profiles],
    },
    {
      Sid: 'State',
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:ListBucket'],
      Resource: [stateBucketArn({ account, region }), `${stateBucketArn({ account, region })}/*`],
    },
    {
      // These services name their resources themselves.
      Sid: 'ResourcesWithoutNames',
      Effect: 'Allow',
      Action: [
        'ec2:*',
        'apigateway:*',
        'wafv2:*',
        'cognito-identity:*',
        'lambda:CreateEventSourceMapping',
        'lambda:ListEventSourceMappings',
        'logs:DescribeLogGroups',
        'logs:PutResourcePolicy',
        'logs:DescribeResourcePolicies',
        'cognito-idp:CreateUserPool',
        'acm:DescribeCertificate',
        'acm:ListCertificates',
        'route53:ChangeResourceRecordSets',
        'route53:GetChange',
        'route53:GetHostedZone',
        'route53:ListResourceRecordSets',
        'budgets:ViewBudget',
        'budgets:ModifyBudget',
        'ssm:GetParameter',
        'sts:GetCallerIdentity',
        'iam:GetOpenIDConnectProvider',
        'iam:CreateServiceLinkedRole',
      ],
      Resource: ['*'],
      Condition: { StringEquals: { 'aws:RequestedRegion': [region, 'us-east-1'] } },
    },
    {
      Sid: 'NeverTheBytesOfSessions',
      Effect: 'Deny',
      Action: [
        's3:GetObject',
        's3:GetObjectVersion',
        's3:PutObject',
        's3:DeleteObject',
        's3:DeleteObjectVersion',
        's3:BypassGovernanceRetention',
        's3:PutObjectRetention',
        's3:DeleteBucket',
      ],
      Resource: ['landing', 'archive', 'results', 'ledger'].flatMap((store) => [
        `arn:aws:s3:::${names.platform}-${store}-*`,
        `arn:aws:s3:::${names.platform}-${store}-*/*`,
      ]),
    },
    {
      Sid: 'NeverTheSecrets',
      Effect: 'Deny',
      Action: ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'],
      Resource: ['*'],
    },
    {
      Sid: 'NeverItsOwnRights',
      Effect: 'Deny',
      Action: [
        'iam:PutRolePolicy',
        'iam:AttachRolePolicy',
        'iam:UpdateAssumeRolePolicy',
        'iam:DeleteRolePolicy',
      ],
      Resource: [`arn:aws:iam::${account}:role/${names.platform}-deploy`],
    },
  ];
}
