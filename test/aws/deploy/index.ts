import type { Graph, Resource } from '../../../infra/aws/graph/graph.ts';
import type { Emulator } from '../../setup/emulator/start.ts';
import { rootClients } from './clients.ts';
import { compute } from './compute.ts';
import type { Deployers } from './deployer.ts';
import { gateway } from './gateway.ts';
import { identity } from './identity.ts';
import { messages } from './messages.ts';
import { type Replacements, replacements } from './replace.ts';
import { s3 } from './s3.ts';
import { schedules } from './schedules.ts';

const deployers: Deployers = { ...s3, ...messages, ...identity, ...compute, ...gateway, ...schedules };

export interface Deployed {
  /** How many resources of each type were made. */
  readonly made: Readonly<Record<string, number>>;
  /** Types that were not, which must each have a reason. */
  readonly left: readonly string[];
  readonly real: Replacements;
}

/**
 * Makes on the emulator what the graph asks of AWS, in the program's order. Nothing is listed a second time: a
 * resource that the program does not make is not there. `known` are planned values whose real ones are known before.
 */
export async function deployGraph(
  graph: Graph,
  emulator: Emulator,
  known: Readonly<Record<string, string>>,
): Promise<Deployed> {
  const clients = rootClients(emulator);
  const real = replacements();
  const made: Record<string, number> = {};
  const left = new Set<string>();
  for (const [planned, actual] of Object.entries(known)) real.add(planned, actual);
  try {
    for (const resource of ordered(graph.resources)) {
      const deploy = deployers[resource.type];
      if (!deploy) {
        left.add(resource.type);
        continue;
      }
      const outputs = await deploy(real.apply(resource.inputs), clients, resource).catch((cause: unknown) => {
        throw new Error(`${resource.type} "${resource.name}" cannot be made: ${String(cause)}`, { cause });
      });
      for (const [name, value] of Object.entries(outputs))
        real.add(name === 'id' ? resource.id : resource.outputs[name], value);
      made[resource.type] = (made[resource.type] ?? 0) + 1;
    }
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
  return { made, left: [...left].toSorted(), real };
}

/** What others depend on comes first. */
function ordered(resources: readonly Resource[]): readonly Resource[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const done = new Set<string>();
  const order: Resource[] = [];
  const visit = (resource: Resource): void => {
    if (done.has(resource.urn)) return;
    done.add(resource.urn);
    for (const urn of resource.dependsOn) {
      const before = byUrn.get(urn);
      if (before) visit(before);
    }
    order.push(resource);
  };
  for (const resource of resources) visit(resource);
  return order;
}
