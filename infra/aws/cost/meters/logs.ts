import { type Graph, ofType } from '../../graph/graph.ts';
import { apiRequests, callsOf } from '../calls.ts';
import { DAYS, GB, type Meter, type Metered } from '../quantity.ts';
import { interfaceEndpoints } from './network.ts';

/** Lines of functions, of the gateway, of the search domain, and what flows in the network. */
export const logs: Meter = (of) => {
  const part = 'watching';
  const flow = flowLogs(of);
  const daily = logBytesPerDay(of) + flow.toCloudWatch;
  return [
    { part, what: 'logs taken in', price: 'logs.ingest', amount: (daily * DAYS) / GB },
    { part, what: 'logs kept', price: 'logs.store', amount: (daily * daysKept(of)) / GB },
    { part, what: 'flow logs as files', price: 'logs.toS3', amount: (flow.toS3 * DAYS) / GB },
  ];
};

function logBytesPerDay({ graph, usage }: Metered): number {
  const called = callsOf(graph, usage);
  const calls = called.reduce((sum, one) => sum + one.calls, 0) / DAYS;
  const requests = apiRequests(called) / DAYS;
  const { logBytes, apiLogBytes } = usage.function;
  const domains = ofType(graph, 'aws:opensearch/domain:Domain').length;
  return calls * logBytes + requests * apiLogBytes + domains * usage.day.searchLogBytes;
}

function flowLogs({ graph, usage }: Metered): { toS3: number; toCloudWatch: number } {
  const bytes = interfacesOf(graph) * usage.day.flowLogBytes;
  const all = ofType(graph, 'aws:ec2/flowLog:FlowLog');
  const files = all.filter(({ inputs }) => inputs.logDestinationType === 's3').length;
  return { toS3: files * bytes, toCloudWatch: (all.length - files) * bytes };
}

/** Interfaces that flow logs tell of: of endpoints, of search nodes, and one of the functions in each subnet. */
function interfacesOf(graph: Graph): number {
  const endpoints = interfaceEndpoints(graph).reduce((sum, { zones }) => sum + zones, 0);
  const nodes = ofType(graph, 'aws:opensearch/domain:Domain').reduce(
    (sum, { inputs }) =>
      sum + ((inputs.clusterConfig as { instanceCount?: number } | undefined)?.instanceCount ?? 1),
    0,
  );
  return endpoints + nodes + ofType(graph, 'aws:ec2/subnet:Subnet').length;
}

/** The longest retention of all log groups, no longer than the platform has run. */
function daysKept({ graph, month }: Metered): number {
  const groups = ofType(graph, 'aws:cloudwatch/logGroup:LogGroup');
  const days = groups.map(({ inputs }) => Number(inputs.retentionInDays) || Number.POSITIVE_INFINITY);
  return Math.min(Math.max(0, ...days), month * DAYS);
}
