import { beforeAll, describe, expect, test } from '@jest/globals';
import { boundaryStatements } from '../../../infra/aws/boundary-policy.ts';
import { DELIVERY_ROLES } from '../../../infra/aws/delivery-denials.ts';
import { captureGraph } from '../../../infra/aws/graph/capture.ts';
import { type Graph, ofType } from '../../../infra/aws/graph/graph.ts';
import { namesOf } from '../../../infra/aws/names.ts';
import { MAX_MANAGED_POLICY, policyDocument, type Statement } from '../../../infra/aws/rights/statement.ts';
import { allows, like } from './allows.ts';
import { VARIANTS } from './variants.ts';

const ROLE = 'aws:iam/role:Role';
/** With sign-in by Cognito and an endpoint of the bus; with SAML and events by way of the store. */
const TRIED = ['dev', 'with its own name', 'by VPN, with SAML'];

/** What AWS's own policies allow, as it documents them, on the roles that have them. */
const WRITTEN_BY_AWS: Readonly<Record<string, Statement>> = {
  'arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs': {
    Sid: 'AmazonAPIGatewayPushToCloudWatchLogs',
    Effect: 'Allow',
    Action: [
      'logs:CreateLogGroup',
      'logs:CreateLogStream',
      'logs:DescribeLogGroups',
      'logs:DescribeLogStreams',
      'logs:PutLogEvents',
      'logs:GetLogEvents',
      'logs:FilterLogEvents',
    ],
    Resource: ['*'],
  },
  'arn:aws:iam::aws:policy/AmazonOpenSearchServiceCognitoAccess': {
    Sid: 'AmazonOpenSearchServiceCognitoAccess',
    Effect: 'Allow',
    Action: [
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
    // Of this account and region: the service asks for no others.
    Resource: [
      'arn:aws:cognito-idp:us-east-1:000000000000:userpool/*',
      'arn:aws:cognito-identity:us-east-1:000000000000:identitypool/*',
    ],
  },
};

const graphs = new Map<string, Graph>();
const graphOf = (variant: string): Graph => {
  const graph = graphs.get(variant);
  if (!graph) throw new Error(`${variant} was not captured.`);
  return graph;
};

function boundaryOf(variant: string): readonly Statement[] {
  const request = VARIANTS[variant];
  if (!request) throw new Error(`There is no variant ${variant}.`);
  const place = { stack: request.stack, account: '000000000000', region: graphOf(variant).region };
  return boundaryStatements({ config: request.config, place, names: namesOf(place) });
}

interface Given {
  /** ARN of the role. */
  readonly role: string;
  readonly statement: Statement;
}

/** Every statement that allows something to a role with the boundary, AWS's own included. */
function given(graph: Graph): readonly Given[] {
  const roles = ofType(graph, ROLE).filter(({ inputs }) => inputs.permissionsBoundary !== undefined);
  const isOf = (reference: unknown) => roles.find(({ id, inputs }) => [id, inputs.name].includes(reference));
  const own = ofType(graph, 'aws:iam/rolePolicy:RolePolicy').flatMap(({ inputs }) => {
    const role = isOf(inputs.role);
    const { Statement: all } = JSON.parse(String(inputs.policy)) as { Statement: Statement[] };
    return role ? all.map((statement) => ({ role: roleArn(role), statement })) : [];
  });
  const attached = ofType(graph, 'aws:iam/rolePolicyAttachment:RolePolicyAttachment').flatMap(
    ({ inputs }) => {
      const role = isOf(inputs.role);
      const statement = WRITTEN_BY_AWS[String(inputs.policyArn)];
      if (!role) return [];
      if (!statement) throw new Error(`These tests do not know ${String(inputs.policyArn)}.`);
      return [{ role: roleArn(role), statement }];
    },
  );
  return [...own, ...attached].filter(({ statement }) => statement.Effect === 'Allow');
}

/** A name that AWS ends is as long as it begins in a graph. */
const roleArn = ({ inputs }: { inputs: Readonly<Record<string, unknown>> }): string =>
  `arn:aws:iam::000000000000:role/${String(inputs.name ?? `${String(inputs.namePrefix)}20260101`)}`;

/** Whether the boundary leaves a statement as it is: on all of its resources, whenever its own conditions hold. */
function covers(boundary: readonly Statement[], { role, statement }: Given): boolean {
  return statement.Action.every((action) =>
    statement.Resource.every((resource) =>
      boundary.some(
        ({ Effect, Action, Resource, Condition = {} }) =>
          Effect === 'Allow' &&
          Action.includes(action) &&
          Resource.some((pattern) => like(resource, pattern)) &&
          Object.entries(Condition).every(([operator, keys]) =>
            Object.entries(keys).every(([key, wanted]) => {
              if (key === 'aws:PrincipalArn') return [wanted].flat().some((pattern) => like(role, pattern));
              const asked = statement.Condition?.[operator]?.[key];
              if (asked === undefined) return operator.endsWith('IfExists') && key === 'sns:Protocol';
              return [asked].flat().every((value) => [wanted].flat().includes(value));
            }),
          ),
      ),
    ),
  );
}

beforeAll(async () => {
  for (const variant of TRIED) {
    const request = VARIANTS[variant];
    if (request) graphs.set(variant, await captureGraph(request));
  }
}, 90_000);

describe.each(TRIED)('the boundary of a stack: %s', (variant) => {
  test('is on every role but the two that runs on GitHub take on', () => {
    const { boundaryArn, function: named } = namesOf({ stack: 'dev', account: '000000000000', region: '' });
    const without = ofType(graphOf(variant), ROLE).filter(
      ({ inputs }) => inputs.permissionsBoundary !== boundaryArn,
    );
    const delivery = VARIANTS[variant]?.config.delivery ? DELIVERY_ROLES.map(named) : [];
    expect(without.map(({ inputs }) => inputs.name)).toEqual(delivery);
  });

  test('takes nothing away from a role that its own policies give', () => {
    const boundary = boundaryOf(variant);
    const rights = given(graphOf(variant));
    expect(rights.length).toBeGreaterThan(50);
    const cut = rights.filter((each) => !covers(boundary, each));
    expect(cut.map(({ role, statement }) => `${role.split('/')[1]}/${statement.Sid}`)).toEqual([]);
  });

  test('denies nothing that a role is given', () => {
    const denied = boundaryOf(variant)
      .filter(({ Effect }) => Effect === 'Deny')
      .flatMap(({ Action }) => Action);
    const actions = given(graphOf(variant)).flatMap(({ statement }) => statement.Action);
    expect(actions.filter((action) => denied.some((pattern) => like(action, pattern)))).toEqual([]);
  });
});

test('the boundary allows no action that no role has', () => {
  const used = new Set(
    TRIED.flatMap((variant) => given(graphOf(variant)).flatMap(({ statement }) => statement.Action)),
  );
  const spare = boundaryOf('dev')
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action }) => Action)
    .filter((action) => !used.has(action));
  expect(spare).toEqual([]);
});

describe('a role to which everything was given by mistake', () => {
  const place = { stack: 'prod', account: '123456789012', region: 'eu-central-1' };
  const names = namesOf(place);
  const config = VARIANTS.prod?.config;
  if (!config) throw new Error('There is no variant prod.');
  const boundary = boundaryStatements({ config, place, names });
  const may = (action: string, resource: string, keys: Record<string, string> = {}): boolean =>
    allows(boundary, {
      action,
      resource,
      keys: { 'aws:PrincipalArn': names.roleArn('notify'), ...keys },
    });

  test('still does what some part of its stack does', () => {
    expect(may('s3:GetObject', `${names.bucketArn('archive')}/s-1/manifest.json`)).toBe(true);
  });

  test.each([
    ['s3:DeleteObjectVersion', `${names.bucketArn('archive')}/s-1/manifest.json`],
    ['s3:BypassGovernanceRetention', `${names.bucketArn('archive')}/s-1/manifest.json`],
    ['s3:PutBucketPolicy', names.bucketArn('archive')],
    ['s3:GetObject', `arn:aws:s3:::${names.logBucket}/trail/a.json.gz`],
    ['s3:GetObject', 'arn:aws:s3:::sessions-dev-archive-123456789012-eu-central-1/s-1/manifest.json'],
    [
      's3:GetObject',
      'arn:aws:s3:::sessions-state-123456789012-eu-central-1/.pulumi/stacks/sessions/prod.json',
    ],
    ['iam:PutRolePolicy', names.roleArn('notify')],
    ['iam:PassRole', names.roleArn('deploy')],
    ['sts:AssumeRole', names.roleArn('deploy')],
    [
      'secretsmanager:GetSecretValue',
      'arn:aws:secretsmanager:eu-central-1:123456789012:secret:payroll-abcdef',
    ],
    ['secretsmanager:PutSecretValue', `${names.secretArn('token-signing')}-abcdef`],
    ['lambda:UpdateFunctionCode', names.functionArn('commit')],
    ['dynamodb:GetItem', 'arn:aws:dynamodb:eu-central-1:123456789012:table/theirs'],
    ['ec2:TerminateInstances', 'arn:aws:ec2:eu-central-1:123456789012:instance/i-theirs'],
    ['ec2:RunInstances', 'arn:aws:ec2:eu-central-1:123456789012:instance/*'],
    ['logs:GetLogEvents', 'arn:aws:logs:eu-central-1:123456789012:log-group:payroll:log-stream:one'],
    ['cognito-idp:UpdateUserPoolClient', 'arn:aws:cognito-idp:eu-central-1:123456789012:userpool/one'],
  ])('does not do %s on %s', (action, resource) => {
    expect(may(action, resource)).toBe(false);
  });

  test('fits into one policy, in the longest of regions', () => {
    const longest = { stack: 'staging', account: '123456789012', region: 'ap-southeast-2' };
    const document = policyDocument(
      boundaryStatements({
        config: { ...config, sandboxImageParameter: '/laboratory/images/sandbox/x86_64/current' },
        place: longest,
        names: namesOf(longest),
      }),
    );
    expect(document.length).toBeLessThanOrEqual(MAX_MANAGED_POLICY);
  });
});
