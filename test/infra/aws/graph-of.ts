import type { Graph, Resource } from '../../../infra/aws/graph/graph.ts';

/** A resource of a graph made by hand: only its type and inputs matter. */
export function resource(type: string, inputs: Record<string, unknown>, name = type): Resource {
  return {
    type,
    name,
    urn: `urn:pulumi:dev::sessions::${type}::${name}`,
    id: name,
    part: undefined,
    inputs,
    outputs: { ...inputs, id: name },
    dependsOn: [],
  };
}

export const graphOf = (...resources: readonly Resource[]): Graph => ({
  stack: 'dev',
  region: 'us-east-1',
  resources,
  stackOutputs: {},
});
