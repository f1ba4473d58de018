import { beforeAll, describe, expect, test } from '@jest/globals';
import { ACTIONS } from '../../../infra/aws/delivery-actions.ts';
import { deployStatements } from '../../../infra/aws/delivery-policy.ts';
import { ATTACHED, scopesOf } from '../../../infra/aws/delivery-scopes.ts';
import { captureGraph } from '../../../infra/aws/graph/capture.ts';
import { type Graph, ofType, type Resource } from '../../../infra/aws/graph/graph.ts';
import { namesOf } from '../../../infra/aws/names.ts';
import { allows, like } from './allows.ts';
import { VARIANTS } from './variants.ts';

const graphs = new Map<string, Graph>();
const graphOf = (variant: string): Graph => {
  const graph = graphs.get(variant);
  if (!graph) throw new Error(`${variant} was not captured.`);
  return graph;
};

function contextOf(variant: string) {
  const request = VARIANTS[variant];
  if (!request) throw new Error(`There is no variant ${variant}.`);
  const place = { stack: request.stack, account: '000000000000', region: graphOf(variant).region };
  return { config: request.config, place, names: namesOf(place) };
}

beforeAll(async () => {
  for (const [name, request] of Object.entries(VARIANTS)) graphs.set(name, await captureGraph(request));
}, 120_000);

describe.each(Object.keys(VARIANTS))('%s', (variant) => {
  test('has no type of resource of which it is not known what it takes', () => {
    const types = new Set(graphOf(variant).resources.map(({ type }) => type));
    expect([...types].filter((type) => !ACTIONS[type]).toSorted()).toEqual([]);
  });

  test('can be deployed: every action that its types take is allowed on something', () => {
    const given = new Set(
      deployStatements(contextOf(variant))
        .filter(({ Effect }) => Effect === 'Allow')
        .flatMap(({ Action }) => Action),
    );
    const missing = graphOf(variant).resources.flatMap(({ type }) =>
      Object.values(ACTIONS[type] ?? {})
        .flat()
        .filter((action) => !given.has(action))
        .map((action) => `${type}: ${action}`),
    );
    expect([...new Set(missing)]).toEqual([]);
  });

  test('names its resources as the role that deploys may name them', () => {
    const statements = deployStatements(contextOf(variant));
    const refused = graphOf(variant).resources.flatMap((resource) => {
      const asked = ASKED[resource.type]?.(resource);
      return asked && !allows(statements, asked) ? [`${asked.action} ${asked.resource}`] : [];
    });
    expect(refused).toEqual([]);
  });

  test('attaches no policies of AWS but those that may be', () => {
    const attached = ofType(graphOf(variant), 'aws:iam/rolePolicyAttachment:RolePolicyAttachment').map(
      ({ inputs }) => String(inputs.policyArn),
    );
    expect(attached.filter((arn) => arn.startsWith('arn:aws:iam::aws:') && !ATTACHED.includes(arn))).toEqual(
      [],
    );
  });

  test('lets no service call its functions but those that may be let', () => {
    const { callers } = scopesOf(contextOf(variant));
    const principals = ofType(graphOf(variant), 'aws:lambda/permission:Permission').map(
      ({ inputs }) => inputs.principal,
    );
    expect(callers.Condition.StringEquals['lambda:Principal']).toEqual(expect.arrayContaining(principals));
  });

  test('gives its tag to whatever is found again by it', () => {
    const { network } = scopesOf(contextOf(variant));
    const untagged = graphOf(variant).resources.filter(
      ({ type, outputs, inputs }) =>
        ACTIONS[type]?.newInNetwork !== undefined &&
        like(String(outputs.arn), String(network.Resource[0])) &&
        (inputs.tags as Record<string, unknown> | undefined)?.platform !== contextOf(variant).names.platform,
    );
    expect(untagged.map(({ name }) => name)).toEqual([]);
  });
});

/** One request for each type that has a name before it is made: the change of what is there. */
const ASKED: Readonly<Record<string, (resource: Resource) => { action: string; resource: string }>> = {
  'aws:s3/bucket:Bucket': byArn('s3:PutBucketTagging'),
  'aws:sns/topic:Topic': byArn('sns:SetTopicAttributes'),
  'aws:sqs/queue:Queue': byArn('sqs:SetQueueAttributes'),
  'aws:secretsmanager/secret:Secret': byArn('secretsmanager:UpdateSecret'),
  'aws:lambda/function:Function': byArn('lambda:UpdateFunctionCode'),
  'aws:cloudwatch/eventRule:EventRule': byArn('events:PutRule'),
  'aws:cloudwatch/logGroup:LogGroup': byArn('logs:PutRetentionPolicy'),
  'aws:cloudwatch/metricAlarm:MetricAlarm': byArn('cloudwatch:PutMetricAlarm'),
  'aws:cloudwatch/dashboard:Dashboard': ({ outputs }) => ({
    action: 'cloudwatch:PutDashboard',
    resource: String(outputs.dashboardArn),
  }),
  'aws:cloudtrail/trail:Trail': byArn('cloudtrail:StartLogging'),
  'aws:wafv2/webAcl:WebAcl': byArn('wafv2:UpdateWebACL'),
  'aws:opensearch/domain:Domain': byArn('es:UpdateDomainConfig'),
  'aws:iam/instanceProfile:InstanceProfile': byArn('iam:TagInstanceProfile'),
  'aws:budgets/budget:Budget': ({ inputs }) => ({
    action: 'budgets:ModifyBudget',
    resource: `arn:aws:budgets::000000000000:budget/${String(inputs.name)}`,
  }),
};

function byArn(action: string): (resource: Resource) => { action: string; resource: string } {
  return ({ outputs }) => ({ action, resource: String(outputs.arn) });
}

test('nothing is known of a type that no stack has any longer', () => {
  const types = new Set([...graphs.values()].flatMap(({ resources }) => resources.map(({ type }) => type)));
  expect(Object.keys(ACTIONS).filter((type) => !types.has(type))).toEqual([]);
});

test('every action is written out', () => {
  const actions = Object.values(ACTIONS).flatMap((takes) => Object.values(takes).flat());
  expect(actions.filter((action) => !/^[a-z0-9-]+:[A-Z][A-Za-z0-9]+$/.test(action))).toEqual([]);
});
