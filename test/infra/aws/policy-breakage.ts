import type { Graph, Resource } from '../../../infra/aws/graph/graph.ts';
import { resource } from './graph-of.ts';

/** A change of a graph that an assertion must notice. */
export type Breakage = (graph: Graph) => Graph;

type Which = (resource: Resource) => boolean;
const any: Which = () => true;

/** A type by its last word: `Queue` is `aws:sqs/queue:Queue`. */
const isOf =
  (kind: string): Which =>
  ({ type }) =>
    type.endsWith(`:${kind}`);

export const named =
  (name: string): Which =>
  (one) =>
    one.name === name;

/** The first that fits; an error where none does, so that no breakage breaks nothing. */
function first(graph: Graph, kind: string, which: Which): Resource {
  const found = graph.resources.find((one) => isOf(kind)(one) && which(one));
  if (!found) throw new Error(`The graph has no ${kind} to break.`);
  return found;
}

const replaced = (graph: Graph, old: Resource, by: readonly Resource[]): Graph => ({
  ...graph,
  resources: graph.resources.flatMap((one) => (one === old ? by : [one])),
});

/** The value with something else at a path; undefined takes it away. */
function withAt(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  if (Array.isArray(value)) return value.map((one, at) => (String(at) === key ? withAt(one, rest, to) : one));
  const record = (value ?? {}) as Record<string, unknown>;
  return { ...record, [key]: withAt(record[key], rest, to) };
}

/** Sets an input of one resource. */
export const set =
  (kind: string, path: string, to: unknown, which: Which = any): Breakage =>
  (graph) => {
    const old = first(graph, kind, which);
    const inputs = withAt(old.inputs, path.split('.'), to) as Resource['inputs'];
    return replaced(graph, old, [{ ...old, inputs }]);
  };

/** Changes a resource as a whole. */
export const change =
  (kind: string, to: (old: Resource) => Resource, which: Which = any): Breakage =>
  (graph) => {
    const old = first(graph, kind, which);
    return replaced(graph, old, [to(old)]);
  };

/** Takes one resource away. */
export const drop =
  (kind: string, which: Which = any): Breakage =>
  (graph) =>
    replaced(graph, first(graph, kind, which), []);

/** Adds a resource. */
export const add =
  (type: string, inputs: Record<string, unknown> = {}): Breakage =>
  (graph) => ({ ...graph, resources: [...graph.resources, resource(type, inputs, 'broken')] });

interface Statement {
  readonly Condition?: object;
  readonly [key: string]: unknown;
}

const documentAt = (old: Resource, key: string): { Statement: readonly Statement[] } =>
  JSON.parse(String(old.inputs[key])) as { Statement: readonly Statement[] };

/** Changes the statements of a policy that is written as JSON. */
export const statements =
  (
    kind: string,
    key: string,
    to: (all: readonly Statement[]) => readonly Statement[],
    which: Which = any,
  ): Breakage =>
  (graph) => {
    const old = first(graph, kind, which);
    const document = documentAt(old, key);
    const text = JSON.stringify({ ...document, Statement: to(document.Statement) });
    return replaced(graph, old, [{ ...old, inputs: { ...old.inputs, [key]: text } }]);
  };

/** Adds a statement to a role's rights. */
export const right = (statement: Statement): Breakage =>
  statements('RolePolicy', 'policy', (all) => [...all, { Sid: 'Broken', Effect: 'Allow', ...statement }]);

/** Adds a statement to a role's trust. */
export const trust = (statement: Statement): Breakage =>
  statements('Role', 'assumeRolePolicy', (all) => [
    ...all,
    { Effect: 'Allow', Action: 'sts:AssumeRole', ...statement },
  ]);

/** The statements without those that refuse plain HTTP. */
export const withoutTls = (all: readonly Statement[]): readonly Statement[] =>
  all.filter((statement) => !/securetransport/i.test(JSON.stringify(statement.Condition ?? {})));

/** Changes the OpenAPI document of the API. */
export const openApi = (to: (document: Record<string, unknown>) => Record<string, unknown>): Breakage =>
  change('RestApi', (old) => ({
    ...old,
    inputs: {
      ...old.inputs,
      body: JSON.stringify(to(JSON.parse(String(old.inputs.body)) as Record<string, unknown>)),
    },
  }));
