import type { Graph, Resource } from '../graph/graph.ts';

/** A resource that is not as it should be. */
export interface Violation {
  /** Its name in the program, with a `/` and the Sid of a statement; a part's name where something is missing. */
  readonly resource: string;
  readonly detail: string;
}

/** A rule that every stack keeps, checked on the captured graph before anything is deployed. */
export interface Assertion {
  /** Kebab case, stable: exceptions and reports name it. */
  readonly id: string;
  readonly title: string;
  /** What goes wrong where it does not hold. */
  readonly why: string;
  /** The check of a public scanner or standard that it is modelled on; `own` where none has it. */
  readonly like: string;
  readonly check: (graph: Graph) => readonly Violation[];
}

/** Judges each resource of a type on its own: `judge` says what is wrong, or undefined. */
export const each =
  (type: string, judge: (resource: Resource, graph: Graph) => string | undefined): Assertion['check'] =>
  (graph) =>
    graph.resources
      .filter((resource) => resource.type === type)
      .flatMap((resource) => violation(resource.name, judge(resource, graph)));

/** Nothing of these types may be there. */
export const none =
  (types: readonly string[], detail: string): Assertion['check'] =>
  (graph) =>
    graph.resources
      .filter(({ type }) => types.includes(type))
      .map((resource) => ({ resource: resource.name, detail }));

/** Something must be there, and `judge` says what is wrong with the whole. */
export const whole =
  (name: string, judge: (graph: Graph) => string | undefined): Assertion['check'] =>
  (graph) =>
    violation(name, judge(graph));

const violation = (resource: string, detail: string | undefined): readonly Violation[] =>
  detail === undefined ? [] : [{ resource, detail }];

/** The input at a path such as `vpcOptions.subnetIds`; undefined where the way ends. Lists are entered by number. */
export function at(resource: Resource, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      resource.inputs,
    );
}

export const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

/** Whether two references mean the same resource: by name, id, URL or ARN. */
export function refersTo(reference: unknown, resource: Resource): boolean {
  if (typeof reference !== 'string' || reference === '') return false;
  const { inputs, outputs, id } = resource;
  return [id, outputs.id, outputs.arn, outputs.url, outputs.name, inputs.name, inputs.bucket].includes(
    reference,
  );
}

/** Each resource of `type` must have one of `companion` that refers to it by `key` and that `judge` finds right. */
export const accompanied =
  (
    type: string,
    companion: string,
    key: string,
    judge: (companion: Resource) => string | undefined = () => undefined,
  ): Assertion['check'] =>
  (graph) =>
    each(type, (resource) => {
      const found = graph.resources.filter(
        (other) => other.type === companion && refersTo(at(other, key), resource),
      );
      if (found.length === 0) return `has no ${companion.split(':').at(-1)}`;
      const wrong = found.map(judge).filter((detail) => detail !== undefined);
      return wrong.length === found.length ? wrong[0] : undefined;
    })(graph);
