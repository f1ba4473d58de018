import type { Graph, Resource } from '../graph/graph.ts';
import { list } from './assertion.ts';

/** What a policy document hangs on: it says what its statements may leave out. */
export type DocumentKind = 'identity' | 'resource' | 'trust' | 'endpoint';

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>;
  readonly NotPrincipal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** One statement, and the resource whose policy it stands in. */
export interface Found {
  readonly resource: Resource;
  readonly kind: DocumentKind;
  readonly statement: Statement;
}

const IDENTITY = ['aws:iam/rolePolicy:RolePolicy', 'aws:iam/policy:Policy', 'aws:iam/userPolicy:UserPolicy'];

/** Inputs that hold policies, beside `policy` of anything else, which is a resource's. */
const OTHER_KEYS: Readonly<Record<string, DocumentKind>> = {
  assumeRolePolicy: 'trust',
  accessPolicies: 'resource',
  policyDocument: 'resource',
};

/** Every statement of every policy document in the graph. */
export function statementsOf(graph: Graph): readonly Found[] {
  return graph.resources.flatMap((resource) =>
    documentsOf(resource).flatMap(({ kind, document }) =>
      list(document.Statement).map((statement) => ({ resource, kind, statement: statement as Statement })),
    ),
  );
}

type Document = { readonly Statement?: unknown };

function documentsOf(resource: Resource): readonly { kind: DocumentKind; document: Document }[] {
  const { inputs } = resource;
  const found = Object.entries(OTHER_KEYS).map(([key, kind]) => ({ kind, value: inputs[key] }));
  const inline = list(inputs.inlinePolicies).map((one) => ({
    kind: 'identity' as const,
    value: (one as { policy?: unknown }).policy,
  }));
  const own = { kind: kindOf(resource), value: inputs.policy ?? inBody(resource) };
  return [...found, ...inline, own].flatMap(({ kind, value }) => {
    const document = parsed(value);
    return document ? [{ kind, document }] : [];
  });
}

/** API Gateway takes the policy of an API as an extension of its OpenAPI document. */
function inBody({ type, inputs }: Resource): unknown {
  if (type !== 'aws:apigateway/restApi:RestApi' || typeof inputs.body !== 'string') return undefined;
  return (JSON.parse(inputs.body) as Record<string, unknown>)['x-amazon-apigateway-policy'];
}

function kindOf({ type }: Resource): DocumentKind {
  if (IDENTITY.includes(type)) return 'identity';
  return type === 'aws:ec2/vpcEndpoint:VpcEndpoint' ? 'endpoint' : 'resource';
}

function parsed(value: unknown): Document | undefined {
  if (typeof value === 'string' && value.trimStart().startsWith('{')) return JSON.parse(value) as Document;
  return typeof value === 'object' && value !== null ? (value as Document) : undefined;
}

export const actionsOf = ({ Action }: Statement): readonly string[] => list(Action).map(String);
export const resourcesOf = ({ Resource: named }: Statement): readonly string[] => list(named).map(String);

/** Services that the statement lets in, such as `sns.amazonaws.com`. */
export const servicesOf = ({ Principal }: Statement): readonly string[] =>
  typeof Principal === 'object' ? list(Principal.Service).map(String) : [];

export const isForAnyone = ({ Principal }: Statement): boolean =>
  Principal === '*' || (typeof Principal === 'object' && list(Principal.AWS).includes('*'));

/** Keys of its conditions in lower case, as IAM compares them. */
export const conditionKeys = ({ Condition = {} }: Statement): readonly string[] =>
  Object.values(Condition).flatMap((tests) => Object.keys(tests).map((key) => key.toLowerCase()));

/** Whether it refuses every request that does not come by TLS. */
export const deniesPlainHttp = (statement: Statement): boolean =>
  statement.Effect === 'Deny' &&
  isForAnyone(statement) &&
  Object.entries(statement.Condition ?? {}).some(
    ([operator, tests]) =>
      operator === 'Bool' &&
      Object.entries(tests).some(
        ([key, value]) =>
          key.toLowerCase() === 'aws:securetransport' && list(value).map(String).includes('false'),
      ),
  );
