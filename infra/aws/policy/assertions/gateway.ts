import { services } from '../../../../services/registry.ts';
import type { Graph, Resource } from '../../graph/graph.ts';
import { type Assertion, at, each, list, refersTo, whole } from '../assertion.ts';
import { isForAnyone, type Statement, statementsOf } from '../documents.ts';

const API = 'aws:apigateway/restApi:RestApi';
const STAGE = 'aws:apigateway/stage:Stage';
const ACL = 'aws:wafv2/webAcl:WebAcl';

interface Operation {
  readonly security?: readonly object[];
  readonly 'x-amazon-apigateway-request-validator'?: string;
}
interface Body {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly 'x-amazon-apigateway-request-validator'?: string;
}

const bodyOf = (api: Resource): Body => JSON.parse(String(at(api, 'body') ?? '{}')) as Body;

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'x-amazon-apigateway-any-method'];

const operationsOf = (api: Resource): readonly { name: string; operation: Operation }[] =>
  Object.entries(bodyOf(api).paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, operation })),
  );

/** The routes that a stranger may call: those of the services that say so. */
const PUBLIC: ReadonlySet<string> = new Set(
  services.flatMap(({ manifest }) =>
    'http' in manifest.on
      ? manifest.on.http
          .filter(({ scope }) => scope === 'public')
          .map(({ method, path }) => `${method} ${path}`)
      : [],
  ),
);

/** Where a request comes from. */
const BY_PLACE = ['aws:sourceip', 'aws:vpcsourceip', 'aws:sourcevpce'];

const named = (graph: Graph, type: string): readonly Resource[] =>
  graph.resources.filter((resource) => resource.type === type);

export const gateway: readonly Assertion[] = [
  {
    id: 'api-authorized',
    title: 'Every method of the API asks the authorizer, but those that are public by their manifest',
    why: 'One forgotten method is an open door.',
    like: 'Checkov CKV_AWS_59, FSBP APIGateway.8, Prowler apigateway_restapi_authorizers_enabled',
    check: each(API, (api) => {
      const operations = operationsOf(api);
      if (operations.length === 0) return 'has no methods';
      const open = operations.find(
        ({ name, operation }) => !PUBLIC.has(name) && list(operation.security).length === 0,
      );
      return open && `${open.name} asks nobody`;
    }),
  },
  {
    id: 'api-addresses-limited',
    title: 'The API answers only addresses that are allowed',
    why: 'Strangers should not even reach the authorizer.',
    like: 'Prowler apigateway_restapi_public, FSBP APIGateway',
    check: (graph) =>
      each(API, (api) => {
        const statements = statementsOf(graph).filter(
          ({ resource, kind }) =>
            kind === 'resource' && (resource === api || refersTo(at(resource, 'restApiId'), api)),
        );
        const refuses = ({ Effect, Condition = {} }: Statement): boolean =>
          Effect === 'Deny' &&
          Object.entries(Condition).some(([operator, tests]) =>
            operator.startsWith('Not') || operator.startsWith('StringNot')
              ? Object.keys(tests).some((key) => BY_PLACE.includes(key.toLowerCase()))
              : false,
          );
        const isLimited = statements.some(({ statement }) => isForAnyone(statement) && refuses(statement));
        return isLimited ? undefined : 'answers every address';
      })(graph),
  },
  {
    id: 'api-validates',
    title: 'The API checks requests before a function is called',
    why: 'What can’t be right costs nothing and reaches no code.',
    like: 'Checkov CKV2_AWS_53',
    check: each(API, (api) => {
      const body = bodyOf(api);
      if (body['x-amazon-apigateway-request-validator']) return undefined;
      const unchecked = operationsOf(api).find(
        ({ operation }) => !operation['x-amazon-apigateway-request-validator'],
      );
      return unchecked && `${unchecked.name} is not validated`;
    }),
  },
  {
    id: 'api-access-logged',
    title: 'Every stage logs who called',
    why: 'Without it a refused or failed request leaves no trace.',
    like: 'Checkov CKV_AWS_76, FSBP APIGateway.1',
    check: each(STAGE, (stage) =>
      at(stage, 'accessLogSettings.destinationArn') && at(stage, 'accessLogSettings.format')
        ? undefined
        : 'has no access log',
    ),
  },
  {
    id: 'api-traced',
    title: 'Every stage is traced',
    why: 'A slow request crosses gateway, function and stores: a trace says where its time went.',
    like: 'Checkov CKV_AWS_73, FSBP APIGateway.3',
    check: each(STAGE, (stage) => (at(stage, 'xrayTracingEnabled') === true ? undefined : 'is not traced')),
  },
  {
    id: 'api-behind-waf',
    title: 'Every stage is behind the firewall',
    why: 'It counts requests of an address before they cost anything.',
    like: 'Checkov CKV2_AWS_29, FSBP APIGateway.4',
    check: (graph) =>
      each(STAGE, (stage) =>
        named(graph, 'aws:wafv2/webAclAssociation:WebAclAssociation').some((association) =>
          refersTo(at(association, 'resourceArn'), stage),
        )
          ? undefined
          : 'has no firewall',
      )(graph),
  },
  {
    id: 'waf-limits-rate',
    title: 'The firewall limits the requests of one address',
    why: 'Keys can’t be guessed by trying, and one loop can’t use up everybody’s share.',
    like: 'Prowler wafv2_webacl_with_rules, CKV_AWS_192 (rules present)',
    check: each(ACL, (acl) =>
      list(at(acl, 'rules')).some(
        (rule) =>
          (rule as { statement?: { rateBasedStatement?: object } }).statement?.rateBasedStatement !==
            undefined && (rule as { action?: { block?: object } }).action?.block !== undefined,
      )
        ? undefined
        : 'limits no rate',
    ),
  },
  {
    id: 'waf-measured',
    title: 'The firewall counts what it does',
    why: 'A rule that refuses real people is noticed.',
    like: 'FSBP WAF.12',
    check: each(ACL, (acl) => {
      const views = [
        at(acl, 'visibilityConfig'),
        ...list(at(acl, 'rules')).map((rule) => (rule as { visibilityConfig?: object }).visibilityConfig),
      ];
      const isCounted = (view: unknown) =>
        (view as { cloudwatchMetricsEnabled?: boolean } | undefined)?.cloudwatchMetricsEnabled === true;
      return views.every(isCounted) ? undefined : 'does not count';
    }),
  },
  {
    id: 'api-keys-limited',
    title: 'Every usage plan limits the rate and the day of a key',
    why: 'A key in a loop would spend the money of all.',
    like: 'Prowler apigateway throttling, AWS: API Gateway quotas',
    check: each('aws:apigateway/usagePlan:UsagePlan', (plan) =>
      Number(at(plan, 'throttleSettings.rateLimit')) > 0 && Number(at(plan, 'quotaSettings.limit')) > 0
        ? undefined
        : 'has no limits',
    ),
  },
  {
    id: 'api-has-usage-plan',
    title: 'Every stage belongs to a usage plan',
    why: 'Limits of a key hold only where its plan knows the stage.',
    like: 'own',
    check: (graph) =>
      each(STAGE, (stage) =>
        named(graph, 'aws:apigateway/usagePlan:UsagePlan').some((plan) =>
          list(at(plan, 'apiStages')).some(
            (one) => (one as { stage?: unknown }).stage === at(stage, 'stageName'),
          ),
        )
          ? undefined
          : 'belongs to no usage plan',
      )(graph),
  },
  {
    id: 'api-own-name-tls12',
    title: 'An own name of the API takes TLS 1.2 or later',
    why: 'Older versions can be broken.',
    like: 'Checkov CKV_AWS_206, FSBP APIGateway',
    check: each('aws:apigateway/domainName:DomainName', (name) =>
      /^(TLS_1_2|SecurityPolicy_TLS1[23])/.test(String(at(name, 'securityPolicy')))
        ? undefined
        : 'takes old TLS',
    ),
  },
  {
    id: 'api-no-plain-cache',
    title: 'No stage keeps answers in a cache',
    why: 'A cached answer of one caller could be given to another.',
    like: 'Checkov CKV_AWS_120 and 308, decided the other way',
    check: each(STAGE, (stage) => (at(stage, 'cacheClusterEnabled') === true ? 'caches answers' : undefined)),
  },
  {
    id: 'api-there',
    title: 'There is one API and one stage',
    why: 'The assertions above hold for what is there; a second door would have to keep them too.',
    like: 'own',
    check: whole('gateway', (graph) =>
      named(graph, API).length === 1 && named(graph, STAGE).length === 1
        ? undefined
        : `there are ${named(graph, API).length} APIs and ${named(graph, STAGE).length} stages`,
    ),
  },
];
