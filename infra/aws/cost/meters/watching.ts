import { ofType, type Resource } from '../../graph/graph.ts';
import { callsOf } from '../calls.ts';
import { counted, type Meter, type Metered } from '../quantity.ts';
import { rawRequests } from './stores.ts';

/** Alarms, dashboards, metrics, traces and the audit trail. */
export const watching: Meter = (of) => {
  const { graph, usage } = of;
  const part = 'watching';
  const alarms = ofType(graph, 'aws:cloudwatch/metricAlarm:MetricAlarm');
  const filters = ofType(graph, 'aws:cloudwatch/logMetricFilter:LogMetricFilter').length;
  return [
    {
      part,
      what: counted(alarms.length, 'alarm'),
      price: 'cloudwatch.alarm',
      amount: alarms.reduce((sum, alarm) => sum + metricsOf(alarm), 0),
    },
    {
      part,
      what: 'composite alarms',
      price: 'cloudwatch.composite',
      amount: ofType(graph, 'aws:cloudwatch/compositeAlarm:CompositeAlarm').length,
    },
    {
      part,
      what: 'dashboards',
      price: 'cloudwatch.dashboard',
      amount: ofType(graph, 'aws:cloudwatch/dashboard:Dashboard').length,
    },
    { part, what: 'custom metrics', price: 'cloudwatch.metric', amount: filters + usage.customMetrics },
    { part, what: 'metrics of each method', price: 'cloudwatch.metric', amount: methodMetrics(of) },
    { part, what: 'traces', price: 'xray.traces', amount: tracesOf(of) },
    { part, what: 'data events of the archive', price: 'trail.data', amount: dataEvents(of) },
  ];
};

/** An alarm is billed by the metrics that it reads; one with an anomaly band as three. */
function metricsOf({ inputs }: Resource): number {
  const queries = (inputs.metricQueries as readonly { expression?: string; metric?: object }[]) ?? [];
  if (queries.length === 0) return 1;
  const metrics = queries.filter(({ metric }) => metric !== undefined).length;
  const banded = queries.some(({ expression }) => expression?.startsWith('ANOMALY_DETECTION_BAND'));
  return Math.max(1, metrics) * (banded ? 3 : 1);
}

/** At this size every call of a traced function is sampled: X-Ray takes the first of each second. */
function tracesOf({ graph, usage }: Metered): number {
  const traced = new Set(
    ofType(graph, 'aws:lambda/function:Function')
      .filter(({ inputs }) => (inputs.tracingConfig as { mode?: string } | undefined)?.mode === 'Active')
      .map(({ inputs }) => String(inputs.name)),
  );
  return callsOf(graph, usage)
    .filter(({ service }) => traced.has(`sessions-${graph.stack}-${service}`))
    .reduce((sum, { calls }) => sum + calls, 0);
}

function dataEvents({ graph, usage }: Metered): number {
  const trails = ofType(graph, 'aws:cloudtrail/trail:Trail').filter(
    ({ inputs }) => inputs.eventSelectors !== undefined || inputs.advancedEventSelectors !== undefined,
  );
  const { puts, gets } = rawRequests(usage);
  return trails.length * (puts + gets);
}

/** Count, latency twice, 4XX and 5XX. */
const METRICS_A_METHOD = 5;

/** With detailed metrics on, each method has metrics of its own, billed by the hours in which it is called. */
function methodMetrics({ graph, usage }: Metered): number {
  const isDetailed = ofType(graph, 'aws:apigateway/methodSettings:MethodSettings').some(
    ({ inputs }) =>
      inputs.methodPath === '*/*' &&
      (inputs.settings as { metricsEnabled?: boolean } | undefined)?.metricsEnabled === true,
  );
  if (!isDetailed) return 0;
  const methods = ofType(graph, 'aws:apigateway/restApi:RestApi').reduce((sum, { inputs }) => {
    const { paths = {} } = JSON.parse(String(inputs.body ?? '{}')) as { paths?: Record<string, object> };
    return sum + Object.values(paths).reduce((count, path) => count + Object.keys(path).length, 0);
  }, 0);
  return methods * METRICS_A_METHOD * (usage.day.methodHours / 24);
}
