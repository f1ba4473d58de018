import { describe, expect, test } from '@jest/globals';
import { deployCore, deployPolicies, deployStatements } from '../../../infra/aws/delivery-policy.ts';
import { PROJECT, previewStatements } from '../../../infra/aws/delivery-state.ts';
import { ISSUER, providerArn, trustOf } from '../../../infra/aws/delivery-trust.ts';
import { namesOf } from '../../../infra/aws/names.ts';
import {
  MAX_INLINE_POLICY,
  MAX_MANAGED_POLICY,
  policyDocument,
} from '../../../infra/aws/rights/statement.ts';
import { readProject } from '../../../infra/aws/stack-file.ts';
import { allows } from './allows.ts';
import { exampleConfig, privateConfig } from './example-config.ts';
import { VARIANTS } from './variants.ts';

const place = { stack: 'prod', account: '123456789012', region: 'eu-central-1' };
const names = namesOf(place);
const context = { config: exampleConfig(), place, names };
const statements = deployStatements(context);

const may = (action: string, resource: string, keys: Record<string, string> = {}): boolean =>
  allows(statements, { action, resource, keys });

const ec2 = (resource: string): string => `arn:aws:ec2:eu-central-1:123456789012:${resource}`;
const ours = { 'aws:ResourceTag/platform': 'sessions-prod' };
const theirs = { 'aws:ResourceTag/platform': 'sessions-staging' };
const bounded = { 'iam:PermissionsBoundary': names.boundaryArn };
const state = (key: string): string => `arn:aws:s3:::sessions-state-123456789012-eu-central-1/.pulumi/${key}`;

describe('who may deploy', () => {
  test('is a run in the environment of the stack, in this repository, with a token made for AWS', () => {
    const trust = JSON.stringify(trustOf(providerArn(place), 'lab/sessions', { environment: 'prod' }));
    expect(trust).toContain(`"${ISSUER}:sub":"repo:lab/sessions:environment:prod"`);
    expect(trust).toContain(`"${ISSUER}:aud":"sts.amazonaws.com"`);
    expect(trust).not.toContain('StringLike');
  });

  test('is no pull request: that one only looks, and locks the state meanwhile', () => {
    const trust = JSON.stringify(trustOf(providerArn(place), 'lab/sessions', 'pull_request'));
    expect(trust).toContain('repo:lab/sessions:pull_request');
    const changes = previewStatements(names, place).filter(({ Action }) =>
      Action.some((action) => !/:(Get|List|Describe)/.test(action)),
    );
    expect(changes.map(({ Sid, Resource }) => [Sid, Resource])).toEqual([
      ['LockState', [state('locks/*/sessions/prod/*')]],
    ]);
  });
});

describe('a deployment', () => {
  test.each([
    ['lambda:UpdateFunctionCode', names.functionArn('ingest')],
    ['s3:PutBucketNotification', names.bucketArn('ledger')],
    ['s3:PutLifecycleConfiguration', `arn:aws:s3:::${names.logBucket}`],
    ['iam:UpdateAssumeRolePolicy', names.roleArn('ingest')],
    ['s3:PutObject', state('stacks/sessions/prod.json')],
    ['s3:DeleteObject', state('locks/organization/sessions/prod/1.json')],
  ])('does %s on %s', (action, resource) => {
    expect(may(action, resource)).toBe(true);
  });

  test.each([
    ['s3:DeleteObjectVersion', `${names.bucketArn('archive')}/s-1/raw/a.bin`],
    ['s3:GetObject', `${names.bucketArn('archive')}/s-1/raw/a.bin`],
    ['s3:BypassGovernanceRetention', `${names.bucketArn('archive')}/s-1/raw/a.bin`],
    ['s3:PutObject', `${names.bucketArn('ledger')}/keys/mine.json`],
    ['s3:DeleteObject', `arn:aws:s3:::${names.logBucket}/trail/a.json.gz`],
    ['s3:DeleteBucket', names.bucketArn('archive')],
    ['s3:PutBucketPolicy', names.bucketArn('results')],
    ['s3:PutLifecycleConfiguration', names.bucketArn('ledger')],
    ['s3:PutBucketVersioning', names.bucketArn('ledger')],
    ['cloudtrail:StopLogging', 'arn:aws:cloudtrail:eu-central-1:123456789012:trail/sessions-prod-archive'],
    ['secretsmanager:GetSecretValue', `${names.secretArn('token-signing')}-abcdef`],
    ['lambda:InvokeFunction', names.functionArn('ingest')],
    ['lambda:UpdateFunctionCode', 'arn:aws:lambda:eu-central-1:123456789012:function:sessions-dev-ingest'],
    ['es:ESHttpGet', `${names.domainArn}/sessions/_search`],
    ['cognito-idp:AdminCreateUser', 'arn:aws:cognito-idp:eu-central-1:123456789012:userpool/one'],
    ['ec2:RunInstances', ec2('instance/*')],
    ['s3:PutObject', state('stacks/sessions/dev.json')],
    ['s3:DeleteObject', state('meta.yaml')],
  ])('never does %s on %s', (action, resource) => {
    expect(may(action, resource, ours)).toBe(false);
  });

  test('changes what has the stack’s tag in the network, and nothing else there', () => {
    expect(may('ec2:DeleteSubnet', ec2('subnet/subnet-1'), ours)).toBe(true);
    expect(may('ec2:DeleteSubnet', ec2('subnet/subnet-1'), theirs)).toBe(false);
    expect(may('ec2:DeleteSubnet', ec2('subnet/subnet-1'))).toBe(false);
  });

  test('tags what it makes while it makes it, and what is its own: never makes its own what is another’s', () => {
    const tag = { 'aws:RequestTag/platform': 'sessions-prod' };
    expect(may('ec2:CreateTags', ec2('vpc/vpc-1'), { ...tag, 'ec2:CreateAction': 'CreateVpc' })).toBe(true);
    expect(may('ec2:CreateTags', ec2('vpc/vpc-1'), { ...tag, ...ours })).toBe(true);
    expect(may('ec2:CreateTags', ec2('vpc/vpc-1'), tag)).toBe(false);
    expect(may('ec2:CreateTags', ec2('vpc/vpc-1'), { ...tag, ...theirs })).toBe(false);
  });

  test('changes the API of the stack, and no other', () => {
    const stage = 'arn:aws:apigateway:eu-central-1::/restapis/a1/stages/live';
    expect(may('apigateway:PATCH', stage, ours)).toBe(true);
    expect(may('apigateway:PATCH', stage, theirs)).toBe(false);
  });

  test('lets services call functions, and no other account', () => {
    const permit = (principal: string) =>
      may('lambda:AddPermission', names.functionArn('commit'), { 'lambda:Principal': principal });
    expect(permit('apigateway.amazonaws.com')).toBe(true);
    expect(permit('210987654321')).toBe(false);
  });

  test('writes the record of the stack’s own name, and no other of the zone', () => {
    const config = VARIANTS['with its own name']?.config;
    if (!config) throw new Error('There is no variant with its own name.');
    const own = deployStatements({ ...context, config });
    const write = (name: string) =>
      allows(own, {
        action: 'route53:ChangeResourceRecordSets',
        resource: 'arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ',
        keys: { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': name },
      });
    expect(write('sessions.example.org')).toBe(true);
    expect(write('www.example.org')).toBe(false);
  });
});

describe('roles that a deployment makes', () => {
  test.each(['iam:CreateRole', 'iam:PutRolePolicy', 'iam:PutRolePermissionsBoundary'])(
    '%s takes the stack’s boundary on the role',
    (action) => {
      expect(may(action, names.roleArn('ingest'), bounded)).toBe(true);
      expect(may(action, names.roleArn('ingest'))).toBe(false);
      const other = { 'iam:PermissionsBoundary': 'arn:aws:iam::123456789012:policy/wider' };
      expect(may(action, names.roleArn('ingest'), other)).toBe(false);
      expect(may(action, 'arn:aws:iam::123456789012:role/somebody-else', bounded)).toBe(false);
    },
  );

  test('get no policy of AWS but the two that services ask for', () => {
    const attach = (policy: string) =>
      may('iam:AttachRolePolicy', names.roleArn('commit'), { ...bounded, 'iam:PolicyARN': policy });
    expect(attach('arn:aws:iam::aws:policy/AmazonOpenSearchServiceCognitoAccess')).toBe(true);
    expect(attach('arn:aws:iam::aws:policy/AdministratorAccess')).toBe(false);
  });

  test('are handed to services that the stack has roles for', () => {
    const pass = (service: string) =>
      may('iam:PassRole', names.roleArn('commit'), { 'iam:PassedToService': service });
    expect(pass('lambda.amazonaws.com')).toBe(true);
    expect(pass('cloudformation.amazonaws.com')).toBe(false);
  });

  test('keep their boundary', () => {
    expect(may('iam:DeleteRolePermissionsBoundary', names.roleArn('ingest'), bounded)).toBe(false);
  });
});

describe('its own rights', () => {
  test.each([
    ['iam:PutRolePolicy', names.roleArn('deploy')],
    ['iam:AttachRolePolicy', names.roleArn('preview')],
    ['iam:UpdateAssumeRolePolicy', names.roleArn('deploy')],
    ['iam:DetachRolePolicy', names.roleArn('deploy')],
    ['iam:PassRole', names.roleArn('deploy')],
    ['iam:CreatePolicyVersion', names.boundaryArn],
    ['iam:SetDefaultPolicyVersion', names.boundaryArn],
    ['iam:DeletePolicy', `arn:aws:iam::123456789012:policy/sessions-prod-deploy-stores`],
    ['iam:CreatePolicy', `arn:aws:iam::123456789012:policy/sessions-prod-mine`],
    ['iam:AddClientIDToOpenIDConnectProvider', providerArn(place)],
  ])('%s on %s is a person’s', (action, resource) => {
    const keys = {
      ...bounded,
      'iam:PolicyARN': 'arn:aws:iam::aws:policy/AmazonOpenSearchServiceCognitoAccess',
      'iam:PassedToService': 'lambda.amazonaws.com',
    };
    expect(may(action, resource, keys)).toBe(false);
  });
});

describe('its policies', () => {
  const longest = { stack: 'staging', account: '123456789012', region: 'ap-southeast-2' };
  const contexts = [
    exampleConfig(),
    privateConfig(),
    ...Object.values(VARIANTS).map(({ config }) => config),
  ].map((config) => ({ config, place: longest, names: namesOf(longest) }));

  test('allow no action with a star', () => {
    const starred = [...statements, ...previewStatements(names, place)]
      .filter(({ Effect }) => Effect === 'Allow')
      .flatMap(({ Action }) => Action)
      .filter((action) => action.includes('*'));
    expect(starred).toEqual([]);
  });

  test('are as long as IAM takes them, and no more than it attaches', () => {
    for (const each of contexts) {
      const policies = Object.values(deployPolicies(each));
      for (const policy of policies)
        expect(policyDocument(policy).length).toBeLessThanOrEqual(MAX_MANAGED_POLICY);
      expect(policies.length).toBeLessThanOrEqual(10);
      expect(policyDocument(deployCore(each)).length).toBeLessThanOrEqual(MAX_INLINE_POLICY);
    }
  });
});

test('the state is looked for under the name by which Pulumi knows the program', () => {
  expect(PROJECT).toBe(readProject().name);
});
