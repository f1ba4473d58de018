/** The program's resources as they would be asked of AWS: what tests, costs, assertions and the lane read. */
export interface Resource {
  /** Pulumi's type token: `aws:s3/bucket:Bucket`. */
  readonly type: string;
  /** Its name in the program. */
  readonly name: string;
  readonly urn: string;
  /** As the provider would have answered; deterministic here. */
  readonly id: string;
  /** Name of the part that it belongs to. */
  readonly part: string | undefined;
  /** What the program asked for, resolved: plain JSON, and archives by their path as `{ archive: path }`. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Inputs and what the provider would have added: id, arn, endpoint … */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** URNs of what must exist before. */
  readonly dependsOn: readonly string[];
  /** Pulumi refuses to delete it. */
  readonly protect?: true;
}

export interface Graph {
  readonly stack: string;
  readonly region: string;
  /** In the order in which the program made them. */
  readonly resources: readonly Resource[];
  readonly stackOutputs: Readonly<Record<string, unknown>>;
}

export const ofType = (graph: Graph, type: string): readonly Resource[] =>
  graph.resources.filter((resource) => resource.type === type);
