import { beforeAll, describe, expect, test } from '@jest/globals';
import { captureGraph } from '../../../infra/aws/graph/capture.ts';
import { type Graph, ofType, type Resource } from '../../../infra/aws/graph/graph.ts';
import { exampleConfig, privateConfig } from './example-config.ts';

let cognito: Graph;
let saml: Graph;
beforeAll(async () => {
  [cognito, saml] = await Promise.all([
    captureGraph({ stack: 'test', config: exampleConfig() }),
    captureGraph({ stack: 'test', config: privateConfig() }),
  ]);
}, 120_000);

interface Policy {
  readonly Statement: readonly {
    readonly Principal?: { readonly AWS?: string };
    readonly Action: string | readonly string[];
    readonly Resource: unknown;
    readonly Condition?: Record<string, Record<string, unknown>>;
  }[];
}

const inPart = (graph: Graph, type: string): readonly Resource[] =>
  ofType(graph, type).filter(({ part }) => part === 'search');
function one(graph: Graph, type: string, name?: string): Resource {
  const found = inPart(graph, type).filter((resource) => name === undefined || resource.name === name);
  const [first] = found;
  if (!first || found.length > 1) throw new Error(`${found.length} of ${type} ${name ?? ''}.`);
  return first;
}
const domainOf = (graph: Graph) => one(graph, 'aws:opensearch/domain:Domain').inputs;
const policyOf = (text: unknown): Policy => JSON.parse(String(text)) as Policy;
const ROLE = 'arn:aws:iam::000000000000:role/sessions-test-';

describe('the domain', () => {
  test('is encrypted at rest, between its nodes, and on the way', () => {
    expect(domainOf(cognito)).toMatchObject({
      encryptAtRest: { enabled: true },
      nodeToNodeEncryption: { enabled: true },
      domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' },
    });
  });

  test('is the engine that the tests run on', () => {
    expect(domainOf(cognito).engineVersion).toBe('OpenSearch_3.5');
  });

  test('has a subnet and a node in every zone', () => {
    const subnets = ({ vpcOptions }: Record<string, unknown>) =>
      (vpcOptions as { subnetIds: string[] }).subnetIds;
    expect(subnets(domainOf(cognito))).toHaveLength(1);
    expect(domainOf(cognito).clusterConfig).toMatchObject({ zoneAwarenessEnabled: false, instanceCount: 1 });
    expect(new Set(subnets(domainOf(saml))).size).toBe(2);
    expect(domainOf(saml).clusterConfig).toMatchObject({
      zoneAwarenessEnabled: true,
      zoneAwarenessConfig: { availabilityZoneCount: 2 },
      instanceCount: 2,
    });
  });

  test('has one master, a role that Lambda functions alone can take, and no people of its own', () => {
    expect(domainOf(cognito).advancedSecurityOptions).toMatchObject({
      enabled: true,
      internalUserDatabaseEnabled: false,
      masterUserOptions: { masterUserArn: `${ROLE}search-access` },
    });
    const runs = ofType(cognito, 'aws:lambda/function:Function').filter(
      ({ inputs }) => inputs.role === `${ROLE}search-access`,
    );
    expect(runs.map(({ name }) => name)).toEqual(['search-access']);
  });

  test('is spoken to by the roles of people’s groups and its master, besides the functions', () => {
    const [statement, ...more] = policyOf(domainOf(cognito).accessPolicies).Statement;
    expect(more).toEqual([]);
    expect(statement?.Principal?.AWS).toBe('arn:aws:iam::000000000000:root');
    expect(statement?.Condition?.ArnEquals?.['aws:PrincipalArn']).toEqual([
      `${ROLE}search-access`,
      `${ROLE}dashboards-everyone`,
      `${ROLE}dashboards-ecg`,
    ]);
  });

  test('writes four logs, each kept as long as the stack says, and may write no others', () => {
    const published = domainOf(cognito).logPublishingOptions as Record<string, unknown>[];
    const groups = inPart(cognito, 'aws:cloudwatch/logGroup:LogGroup').filter(({ name }) =>
      published.some(({ cloudwatchLogGroupArn }) =>
        String(cloudwatchLogGroupArn).endsWith(`/${name.slice(7)}`),
      ),
    );
    expect(published.map(({ logType }) => logType)).toEqual([
      'SEARCH_SLOW_LOGS',
      'INDEX_SLOW_LOGS',
      'ES_APPLICATION_LOGS',
      'AUDIT_LOGS',
    ]);
    expect(groups.map(({ inputs }) => inputs.retentionInDays)).toEqual([14, 14, 14, 14]);
    const { policyDocument } = one(cognito, 'aws:cloudwatch/logResourcePolicy:LogResourcePolicy').inputs;
    expect(policyOf(policyDocument).Statement.map(({ Resource }) => Resource)).toEqual([
      'arn:aws:logs:us-east-1:000000000000:log-group:/aws/opensearch/sessions-test/*',
    ]);
  });
});

describe('the set-up function', () => {
  test('runs where the domain is, and may speak to it and to nothing else of ours', () => {
    const { inputs } = one(cognito, 'aws:lambda/function:Function');
    expect(inputs).toMatchObject({
      runtime: 'nodejs24.x',
      architectures: ['arm64'],
      handler: 'index.handler',
    });
    expect(inputs.vpcConfig).toMatchObject({ subnetIds: [expect.any(String)] });
    const { Statement } = policyOf(
      one(cognito, 'aws:iam/rolePolicy:RolePolicy', 'search-access').inputs.policy,
    );
    const services = new Set(Statement.flatMap(({ Action }) => Action).map((each) => each.split(':')[0]));
    expect([...services].toSorted()).toEqual(['ec2', 'es', 'logs']);
  });

  test('is called by the deployment with the domain and the plan, anew when the plan changes', () => {
    const call = one(cognito, 'aws:lambda/invocation:Invocation').inputs;
    const input = JSON.parse(String(call.input)) as { endpoint: string; access: { roles: object } };
    expect(input.endpoint).toMatch(/^https:\/\/vpc-sessions-test-/);
    expect(Object.keys(input.access.roles)).toContain('sessions-group-ecg');
    const other = one(saml, 'aws:lambda/invocation:Invocation').inputs;
    expect(call.triggers).not.toEqual(other.triggers);
  });
});

describe('sign-in by Cognito', () => {
  test('knows only people whom somebody entered, with long passwords and a second factor for who wants it', () => {
    expect(one(cognito, 'aws:cognito/userPool:UserPool').inputs).toMatchObject({
      adminCreateUserConfig: { allowAdminCreateUserOnly: true },
      mfaConfiguration: 'OPTIONAL',
      passwordPolicy: { minimumLength: 14 },
    });
    expect(one(cognito, 'aws:cognito/identityPool:IdentityPool').inputs.allowUnauthenticatedIdentities).toBe(
      false,
    );
  });

  test('gives a person the role of their first group, and of no group a role that may do nothing', () => {
    const groups = inPart(cognito, 'aws:cognito/userGroup:UserGroup').map(({ inputs }) => inputs);
    expect(groups).toMatchObject([
      { name: 'everyone', roleArn: `${ROLE}dashboards-everyone`, precedence: 0 },
      { name: 'ecg', roleArn: `${ROLE}dashboards-ecg`, precedence: 1 },
    ]);
    const { roles, roleMappings } = one(
      cognito,
      'aws:cognito/identityPoolRoleAttachment:IdentityPoolRoleAttachment',
    ).inputs;
    const { authenticated } = roles as Record<string, string>;
    expect(roleMappings).toMatchObject([{ type: 'Token', ambiguousRoleResolution: 'Deny' }]);
    const named = ofType(cognito, 'aws:iam/role:Role').find(({ outputs }) => outputs.arn === authenticated);
    const rights = ofType(cognito, 'aws:iam/rolePolicy:RolePolicy').filter(
      ({ inputs }) => inputs.role === named?.inputs.name,
    );
    expect([named?.name, rights]).toEqual(['group-none', []]);
  });

  test('is taken by people of this stack’s own pool only', () => {
    const pool = one(cognito, 'aws:cognito/identityPool:IdentityPool').id;
    for (const name of ['group-everyone', 'group-ecg', 'group-none']) {
      const { assumeRolePolicy } = one(cognito, 'aws:iam/role:Role', name).inputs;
      expect(policyOf(assumeRolePolicy).Statement[0]?.Condition?.StringEquals).toEqual({
        'cognito-identity.amazonaws.com:aud': pool,
      });
    }
  });
});

describe('sign-in by SAML', () => {
  test('trusts the identity provider of the configuration, with its groups', () => {
    expect(one(saml, 'aws:opensearch/domainSamlOptions:DomainSamlOptions').inputs.samlOptions).toMatchObject({
      enabled: true,
      idp: { entityId: 'https://idp.example.org', metadataContent: '<EntityDescriptor/>' },
      rolesKey: 'groups',
    });
  });

  test('makes nothing of Cognito', () => {
    expect(saml.resources.filter(({ type }) => type.startsWith('aws:cognito/'))).toEqual([]);
  });
});
