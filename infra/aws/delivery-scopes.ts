import { trailName } from './bucket-policies.ts';
import { providerArn } from './delivery-trust.ts';
import type { Context } from './part.ts';
import type { Statement } from './rights/statement.ts';
import { DEFAULT_IMAGE_PARAMETER, imageParameterArn } from './sandbox-image.ts';
import { SEARCH_ACCESS } from './search-policy.ts';

/** What actions of a deployment are allowed on. One without resources is not for this configuration. */
export interface Scope {
  readonly Resource: readonly string[];
  readonly Condition?: NonNullable<Statement['Condition']>;
}

/** Policies that AWS wrote and that roles of the stack have; no other may be attached. */
export const ATTACHED = [
  'arn:aws:iam::aws:policy/AmazonOpenSearchServiceCognitoAccess',
  'arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs',
];

/** Who roles of the stack are handed to. */
const HANDED_TO = [
  'apigateway',
  'cognito-identity',
  'cognito-idp',
  'ec2',
  'es',
  'lambda',
  'opensearchservice',
];

/** Services that make a role of their own for the account with the first resource of theirs. */
const WITH_OWN_ROLE = [
  'ec2-instance-connect.amazonaws.com',
  'opensearchservice.amazonaws.com',
  'ops.apigateway.amazonaws.com',
];

export type ScopeContext = Pick<Context, 'config' | 'names' | 'place'>;
export type ScopeName = keyof ReturnType<typeof scopesOf>;

/**
 * Resources by the stack's names; where AWS gives names, by the tag `platform`, which they get while they are made.
 * `everywhere`, `new…` and `look` are for actions that know no resources.
 */
export function scopesOf({ config, names, place }: ScopeContext) {
  const { platform } = names;
  const { account, region } = place;
  const arn = (service: string, resource: string): string =>
    `arn:aws:${service}:${region}:${account}:${resource}`;
  const iam = (resource: string): string => `arn:aws:iam::${account}:${resource}`;
  const gateway = (path: string): string => `arn:aws:apigateway:${region}::/${path}`;
  const named = (...Resource: readonly string[]): Scope => ({ Resource });
  const equals = (key: string, value: string | readonly string[]) => ({ StringEquals: { [key]: value } });
  const ours = equals('aws:ResourceTag/platform', platform);
  const oursToBe = equals('aws:RequestTag/platform', platform);
  const bounded = equals('iam:PermissionsBoundary', names.boundaryArn);
  const ourFunction = { ArnLike: { 'lambda:FunctionArn': arn('lambda', `function:${platform}-*`) } };
  const { domain, laboratory, sandboxImageParameter } = config;
  const zone = domain?.hostedZoneId;
  const directConnect = laboratory?.directConnectGateway;
  return {
    look: named('*'),
    everywhere: named('*'),

    buckets: named(
      ...(['landing', 'archive', 'results', 'ledger'] as const).map(names.bucketArn),
      `arn:aws:s3:::${names.logBucket}`,
    ),
    queues: named(arn('sqs', `${platform}-*`)),
    topics: named(arn('sns', `${platform}-*`)),
    secrets: named(arn('secretsmanager', `secret:${platform}/*`)),

    functions: named(arn('lambda', `function:${platform}-*`)),
    searchAccess: named(names.functionArn(SEARCH_ACCESS)),
    callers: {
      Resource: [arn('lambda', `function:${platform}-*`)],
      Condition: equals('lambda:Principal', ['apigateway.amazonaws.com', 'events.amazonaws.com']),
    },
    newMappings: { Resource: ['*'], Condition: ourFunction },
    mappings: { Resource: [arn('lambda', 'event-source-mapping:*')], Condition: ourFunction },
    mappingTags: named(arn('lambda', 'event-source-mapping:*')),
    rules: named(arn('events', `rule/${platform}-*`)),

    logGroups: named(
      ...[`/aws/lambda/${platform}-*`, `/aws/opensearch/${platform}/*`, `/aws/apigateway/${platform}*`].map(
        (group) => arn('logs', `log-group:${group}`),
      ),
    ),
    alarms: named(arn('cloudwatch', `alarm:${platform}-*`)),
    dashboard: named(`arn:aws:cloudwatch::${account}:dashboard/${platform}`),
    trail: named(arn('cloudtrail', `trail/${trailName(names)}`)),
    budget: named(`arn:aws:budgets::${account}:budget/${platform}-month`),

    newApis: { Resource: [gateway('restapis'), gateway('usageplans')], Condition: oursToBe },
    // What is in an API has the API's tags where rights are judged.
    apis: { Resource: [gateway('restapis/*'), gateway('usageplans/*')], Condition: ours },
    apiTags: named(gateway('tags/*')),
    apiAccount: named(gateway('account')),
    apiDomain: named(
      ...(domain
        ? ['', `/${domain.name}`, `/${domain.name}/*`].map((path) => gateway(`domainnames${path}`))
        : []),
    ),
    webAcl: named(arn('wafv2', `regional/webacl/${platform}-*/*`), gateway('restapis/*/stages/*')),
    certificate: named(...(domain ? [domain.certificateArn] : [])),
    record: {
      Resource: zone ? [`arn:aws:route53:::hostedzone/${zone}`] : [],
      Condition: {
        'ForAllValues:StringEquals': {
          'route53:ChangeResourceRecordSetsNormalizedRecordNames': (domain?.name ?? '').toLowerCase(),
        },
      },
    },
    zone: named(...(zone ? [`arn:aws:route53:::hostedzone/${zone}`, 'arn:aws:route53:::change/*'] : [])),

    search: named(names.domainArn),
    newPools: { Resource: ['*'], Condition: oursToBe },
    pools: {
      Resource: [arn('cognito-idp', 'userpool/*'), arn('cognito-identity', 'identitypool/*')],
      Condition: ours,
    },

    newInNetwork: { Resource: [arn('ec2', '*/*')], Condition: oursToBe },
    tagsOfNew: {
      Resource: [arn('ec2', '*/*')],
      // Only while it is made: what exists cannot be tagged as ours, and so not be removed as ours.
      Condition: { ...oursToBe, Null: { 'ec2:CreateAction': 'false' } },
    },
    network: { Resource: [arn('ec2', '*/*')], Condition: ours },
    // The zone that an endpoint's names are in belongs to AWS.
    endpointNames: named('arn:aws:route53:::hostedzone/*'),
    image: named(imageParameterArn(sandboxImageParameter ?? DEFAULT_IMAGE_PARAMETER, place)),
    directConnect: named(
      ...(directConnect ? [`arn:aws:directconnect::${account}:dx-gateway/${directConnect}`] : []),
    ),

    roles: named(iam(`role/${platform}-*`)),
    boundedRoles: { Resource: [iam(`role/${platform}-*`)], Condition: bounded },
    attachedPolicies: {
      Resource: [iam(`role/${platform}-*`)],
      Condition: { ...bounded, ArnEquals: { 'iam:PolicyARN': ATTACHED } },
    },
    handedOver: {
      Resource: [iam(`role/${platform}-*`)],
      Condition: equals(
        'iam:PassedToService',
        HANDED_TO.map((service) => `${service}.amazonaws.com`),
      ),
    },
    profiles: named(iam(`instance-profile/${platform}-*`)),
    policies: named(iam(`policy/${platform}-*`)),
    oidcProvider: named(providerArn(place)),
    rolesOfServices: {
      Resource: WITH_OWN_ROLE.map((service) => iam(`role/aws-service-role/${service}/*`)),
      Condition: equals('iam:AWSServiceName', WITH_OWN_ROLE),
    },
  } satisfies Record<string, Scope>;
}
