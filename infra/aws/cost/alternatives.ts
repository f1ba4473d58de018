import type { Config } from '../config.ts';
import type { Graph, Resource } from '../graph/graph.ts';
import { type Line, price } from './bill.ts';
import { METERS } from './meters/index.ts';
import { interfaceEndpoints } from './meters/network.ts';
import { DAYS, GB, HOURS, type Quantity } from './quantity.ts';
import type { Usage } from './usage.ts';

/** Graphs of one stack that differ in configuration only. */
export interface Captures {
  readonly oneZone: Graph;
  readonly twoZones: Graph;
  /** The same with the other way of events out of the network. */
  readonly oneZoneOtherEvents: Graph;
  readonly twoZonesOtherEvents: Graph;
  /** One zone, reached through a VPN. */
  readonly vpn: Graph;
  /** One zone, reached through the laboratory's Direct Connect gateway. */
  readonly directConnect: Graph;
}

/** Another way to run the platform, and its whole bill. */
export interface Alternative {
  readonly title: string;
  readonly lines: readonly Line[];
}

/** How functions in the network of a graph publish: `sessions:events`. */
export const eventsOf = (graph: Graph): Config['events'] =>
  interfaceEndpoints(graph).some(({ service }) => service === 'sns') ? 'endpoint' : 'store';

const WAYS = {
  endpoint: 'events by an endpoint of SNS',
  store: 'events by the store',
} as const satisfies Record<Config['events'], string>;

/** Bills of the other ways to run it, in one month; the first is the platform as it is. */
export function alternatives(captures: Captures, usage: Usage, month: number): readonly Alternative[] {
  const { oneZone, twoZones, oneZoneOtherEvents, twoZonesOtherEvents } = captures;
  const of = (graph: Graph, ...more: readonly Quantity[]) =>
    price([...METERS.flatMap((meter) => meter({ graph, usage, month })), ...more]);
  return [
    { title: `One zone, public link, search domain, ${WAYS[eventsOf(oneZone)]}`, lines: of(oneZone) },
    { title: 'without search', lines: of(withoutSearch(oneZone)) },
    { title: WAYS[eventsOf(oneZoneOtherEvents)], lines: of(oneZoneOtherEvents) },
    {
      title: `without search, ${WAYS[eventsOf(oneZoneOtherEvents)]}`,
      lines: of(withoutSearch(oneZoneOtherEvents)),
    },
    {
      title: 'search in OpenSearch Serverless instead of the domain',
      lines: of(withoutDomain(oneZone), ...serverless(usage, month)),
    },
    { title: 'with Redshift Serverless', lines: of(oneZone, ...redshift(usage, month)) },
    { title: 'laboratory linked by VPN', lines: of(captures.vpn) },
    {
      title: 'laboratory linked by Direct Connect, its 1 Gbit/s port counted',
      lines: of(captures.directConnect, port),
    },
    { title: 'two zones', lines: of(twoZones) },
    { title: `two zones, ${WAYS[eventsOf(twoZonesOtherEvents)]}`, lines: of(twoZonesOtherEvents) },
  ];
}

const ON_SEARCH = /^aws:(opensearch|cognito)\//;
const OF_SERVICES = /:(Function|EventSourceMapping|Queue|MetricAlarm)$/;

/** The graph without the domain, people's sign-in to Dashboards, and the services that are there for search only. */
export function withoutSearch(graph: Graph): Graph {
  const named = new RegExp(`sessions-${graph.stack}-(index|search|search-access)(-dead)?"`);
  const isGone = ({ type, inputs }: Resource): boolean => {
    const text = JSON.stringify(inputs);
    return (
      ON_SEARCH.test(type) || (OF_SERVICES.test(type) && (named.test(text) || text.includes('"AWS/ES"')))
    );
  };
  return { ...graph, resources: graph.resources.filter((resource) => !isGone(resource)) };
}

/** The services go on; only the engine that they ask is another one. */
const withoutDomain = (graph: Graph): Graph => ({
  ...graph,
  resources: graph.resources.filter(({ type }) => !ON_SEARCH.test(type)),
});

/** OCU only while it is awake; the documents lie in its own storage. */
function serverless({ sessionsPerDay, search }: Usage, month: number): readonly Quantity[] {
  const part = 'search';
  return [
    {
      part,
      what: `Serverless, awake ${search.activeHoursPerDay} h a day`,
      price: 'serverless.ocu',
      amount: search.activeHoursPerDay * search.awakeOcu * DAYS,
    },
    {
      part,
      what: 'Serverless, documents',
      price: 'serverless.bytes',
      amount: (sessionsPerDay * search.documentBytes * month * DAYS) / GB,
    },
  ];
}

const LEAST_BILLED_SECONDS = 60;

/** It wakes when there is something new, and each time a minute at least is billed; it holds a copy of the results. */
function redshift(
  { sessionsPerDay, session, redshift: { wakesPerDay, secondsAwake, rpu } }: Usage,
  month: number,
) {
  const hours = (wakesPerDay * Math.max(secondsAwake, LEAST_BILLED_SECONDS) * DAYS) / 3600;
  const bytes = sessionsPerDay * session.bytes * session.resultBytesPerRawByte * month * DAYS;
  return [
    {
      part: 'warehouse',
      what: `${wakesPerDay} wakes a day of ${rpu} RPU`,
      price: 'redshift.rpu',
      amount: hours * rpu,
    },
    { part: 'warehouse', what: 'tables', price: 'redshift.bytes', amount: bytes / GB },
  ] satisfies readonly Quantity[];
}

/** The port is the laboratory's; only the gateway's association is in the program. */
const port: Quantity = {
  part: 'network',
  what: 'Direct Connect port',
  price: 'directconnect.hours',
  amount: HOURS,
};
