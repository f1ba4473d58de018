import { type Graph, ofType, type Resource } from '../../infra/aws/graph/graph.ts';
import { isPrivate } from '../../infra/aws/kinds.ts';
import { type Call, callsOf, type Host } from '../../infra/aws/rights/needs.ts';
import { EVENTS } from '../../shared/events/catalog.ts';
import type { ServiceManifest } from '../../shared/service/define.ts';
import type { Edge, Flowchart } from './flowchart.ts';

/**
 * What the diagrams of docs/architecture.md say that is not so, or leave out. Services stand under their own names;
 * `x-queue` and `x-dead` are the queues of the service `x`, `x-topic` and `x-endpoint` those of that name.
 */
export type Gap = string;

/** Events that no service handles go here. */
export const NOBODY = 'others';
/** The subgraph of what is in the network. */
export const NETWORK = 'network';
const TOPIC = 'events-topic';
/** Takes the dead letters of all queues. */
const SWEEPER = 'reconcile';

/** Whoever is in the one and not in the other. */
function compare(drawn: Iterable<string>, real: Iterable<string>): Gap[] {
  const [there, wanted] = [new Set(drawn), new Set(real)];
  return [
    ...[...wanted].filter((each) => !there.has(each)).map((each) => `not drawn: ${each}`),
    ...[...there].filter((each) => !wanted.has(each)).map((each) => `drawn, and not there: ${each}`),
  ];
}

export const missingServices = ({ nodes }: Flowchart, manifests: readonly ServiceManifest[]): Gap[] =>
  manifests.filter(({ name }) => !nodes.has(name)).map(({ name }) => `not drawn: ${name}`);

/** The types in an edge's label; none where it speaks of something else. */
function typesOn({ label = '' }: Edge): readonly string[] {
  const words = label.split(/, ?/);
  return words.every((word) => /^([A-Z][a-z]+){2,}$/.test(word)) ? words : [];
}

/** From who emits an event to who handles it: each pair that the manifests make, and no other. */
export function eventGaps({ edges }: Flowchart, manifests: readonly ServiceManifest[]): Gap[] {
  const drawn = edges.flatMap((edge) => typesOn(edge).map((type) => `${edge.from} ${type} ${edge.to}`));
  const real = manifests.flatMap(({ name, emits }) =>
    emits.flatMap((type) => {
      const handlers = manifests.filter(({ on }) => 'events' in on && on.events.includes(type));
      const to = handlers.length > 0 ? handlers.map((handler) => handler.name) : [NOBODY];
      return to.map((each) => `${name} ${type} ${each}`);
    }),
  );
  return compare(drawn, real);
}

/** Labels that look like events and are none: a type that was renamed, or a slip. */
export const unknownEvents = ({ edges }: Flowchart): Gap[] =>
  edges
    .flatMap(typesOn)
    .filter((type) => !Object.hasOwn(EVENTS, type))
    .map((type) => `no event: ${type}`);

/** Every function, in the network's subgraph exactly where it is connected to the network. */
export function functionGaps({ nodes }: Flowchart, graph: Graph): Gap[] {
  return ofType(graph, 'aws:lambda/function:Function').flatMap(({ name, inputs }) => {
    const within = nodes.get(name);
    if (!within) return [`not drawn: ${name}`];
    const isInside = inputs.vpcConfig !== undefined;
    return isInside === within.includes(NETWORK)
      ? []
      : [`${name} is ${isInside ? 'in' : 'outside of'} the network, and drawn otherwise`];
  });
}

/** Resources of a kind, each as a node by its name in the program and that ending, and no such node beside them. */
export function kindGaps({ nodes }: Flowchart, graph: Graph, type: string, ending: `-${string}`): Gap[] {
  const drawn = [...nodes.keys()].filter((id) => id.endsWith(ending));
  return compare(
    drawn,
    ofType(graph, type).map(({ name }) => name + ending),
  );
}

/** Resources that stand under their own names. */
export const namedGaps = ({ nodes }: Flowchart, graph: Graph, type: string): Gap[] =>
  ofType(graph, type)
    .filter(({ name }) => !nodes.has(name))
    .map(({ name }) => `not drawn: ${name}`);

/** What comes into each queue, who takes it out, and where what failed goes. */
export function queueGaps({ nodes, edges }: Flowchart, graph: Graph): Gap[] {
  const isQueue = (id: string): boolean => /-(queue|dead)$/.test(id);
  const drawn = edges
    .filter(({ from, to }) => isQueue(from) || isQueue(to))
    // Sorted: in which order types are listed means nothing.
    .map((edge) => [edge.from, typesOn(edge).toSorted().join(' + '), edge.to].filter(Boolean).join(' '));
  const queues = ofType(graph, 'aws:sqs/queue:Queue');
  const ids = new Map(queues.map((queue) => [String(queue.outputs.arn), idOf(queue)]));
  const id = (arn: unknown): string => ids.get(String(arn)) ?? String(arn);
  return [
    ...compare([...nodes.keys()].filter(isQueue), ids.values()),
    ...compare(drawn, [
      ...subscriptions(graph, id),
      ...notifications(graph, id),
      ...takings(graph, id),
      ...queues.flatMap((queue) => redrive(queue, id)),
      ...queues.map(idOf).flatMap((each) => (each.endsWith('-dead') ? [`${each} ${SWEEPER}`] : [])),
    ]),
  ];
}

/** `commit` is the service's queue, `commit-dead` its dead letters. */
const idOf = ({ name }: Resource): string => (name.endsWith('-dead') ? name : `${name}-queue`);

type IdOf = (arn: unknown) => string;

const subscriptions = (graph: Graph, id: IdOf): string[] =>
  ofType(graph, 'aws:sns/topicSubscription:TopicSubscription')
    .filter(({ inputs }) => inputs.protocol === 'sqs')
    .map(({ inputs }) => {
      const { type } = JSON.parse(String(inputs.filterPolicy)) as { type: string[] };
      return `${TOPIC} ${type.toSorted().join(' + ')} ${id(inputs.endpoint)}`;
    });

const notifications = (graph: Graph, id: IdOf): string[] =>
  ofType(graph, 'aws:s3/bucketNotification:BucketNotification').flatMap(({ name, inputs }) =>
    (inputs.queues as { queueArn: string }[]).map(({ queueArn }) => `${name} ${id(queueArn)}`),
  );

const takings = (graph: Graph, id: IdOf): string[] =>
  ofType(graph, 'aws:lambda/eventSourceMapping:EventSourceMapping').map(
    ({ name, inputs }) => `${id(inputs.eventSourceArn)} ${name}`,
  );

const redrive = (queue: Resource, id: IdOf): string[] => {
  if (queue.inputs.redrivePolicy === undefined) return [];
  const { deadLetterTargetArn } = JSON.parse(String(queue.inputs.redrivePolicy));
  return [`${idOf(queue)} ${id(deadLetterTargetArn)}`];
};

/** Arrows from one node, against the functions that AWS lets it call. */
export const callGaps = ({ edges }: Flowchart, from: string, called: readonly string[]): Gap[] =>
  compare(
    edges.filter((edge) => edge.from === from).map(({ to }) => to),
    called,
  ).map((gap) => `${gap}, from ${from}`);

/** Functions that the gateway may call, and those that a schedule calls. */
export function callsInto(graph: Graph): { readonly api: string[]; readonly schedule: string[] } {
  const functions = ofType(graph, 'aws:lambda/function:Function');
  const names = new Map(functions.map(({ name, inputs }) => [inputs.name, name]));
  const of = (principal: string): string[] =>
    ofType(graph, 'aws:lambda/permission:Permission')
      .filter(({ inputs }) => inputs.principal === principal)
      .map(({ inputs }) => names.get(inputs.function) ?? String(inputs.function));
  return { api: of('apigateway.amazonaws.com'), schedule: of('events.amazonaws.com') };
}

/** Where the calls that a service can make go to, as nodes; S3 from outside of the network is drawn for all at once. */
export function wayGaps({ edges }: Flowchart, manifests: readonly ServiceManifest[]): Gap[] {
  const ways = manifests.flatMap((manifest) =>
    [...new Set(callsIn(manifest).flatMap((call) => placesOf(call, manifest)))].map(
      (place) => `${manifest.name} ${place}`,
    ),
  );
  const places = new Set(ways.map((way) => way.split(' ')[1]));
  const names = new Set(manifests.map(({ name }) => name));
  const drawn = edges.filter(({ from, to }) => names.has(from) && places.has(to));
  return compare(
    drawn.map(({ from, to }) => `${from} ${to}`),
    ways,
  );
}

/** Whichever way functions in the network publish. */
const callsIn = (manifest: ServiceManifest): readonly Call[] =>
  (['endpoint', 'store'] as const).flatMap((way) => callsOf(manifest, way));

function placesOf({ name, host }: Call, manifest: ServiceManifest): readonly string[] {
  const isInside = isPrivate(manifest);
  const isMail = name.startsWith('mail.');
  const places: Readonly<Record<Host, readonly string[]>> = {
    s3: isInside ? ['s3-endpoint'] : [],
    sns: isMail ? ['people-topic'] : [isInside ? 'sns-endpoint' : TOPIC],
    search: ['domain'],
    secretsmanager: [isMail ? 'slack-webhooks' : (/\((.+)\)$/.exec(name)?.[1] ?? name)],
    ec2: ['instances'],
    internet: ['slack'],
    // Dead letters: queueGaps looks at them.
    sqs: [],
  };
  return places[host];
}
