import type { Graph, Resource } from '../graph/graph.ts';
import { ofType } from '../graph/graph.ts';
import { DAYS } from './quantity.ts';
import type { Usage } from './usage.ts';

/** A function of the graph and how often it is called in a month. */
export interface Called {
  readonly service: string;
  readonly memoryGb: number;
  /** In the network: its interface is seen by flow logs, its calls pass endpoints. */
  readonly inNetwork: boolean;
  readonly calls: number;
  /** Of these, by a clock. */
  readonly ticks: number;
  /** Behind the gateway: each call is a request, and one of the authorizer. */
  readonly behindGateway: boolean;
}

const AUTHORIZER = 'authorize';

/** Calls of every function in a month: its schedule, what each session asks of it, and what people do. */
export function callsOf(graph: Graph, usage: Usage): readonly Called[] {
  const gateway = functionsCalledBy(graph, 'apigateway.amazonaws.com');
  const called = ofType(graph, 'aws:lambda/function:Function').map((resource) => {
    const name = String(resource.inputs.name);
    const service = serviceOf(graph, name);
    const ticks = ticksOf(graph, name);
    const asked =
      (usage.session.calls[service] ?? 0) * usage.sessionsPerDay + (usage.day.calls[service] ?? 0);
    return {
      service,
      memoryGb: Number(resource.inputs.memorySize ?? 128) / 1024,
      inNetwork: resource.inputs.vpcConfig !== undefined,
      calls: ticks + asked * DAYS,
      ticks,
      behindGateway: gateway.has(name) && service !== AUTHORIZER,
    };
  });
  const requests = apiRequests(called);
  return called.map((one) => (one.service === AUTHORIZER ? { ...one, calls: one.calls + requests } : one));
}

export const apiRequests = (called: readonly Called[]): number =>
  called.filter(({ behindGateway }) => behindGateway).reduce((sum, { calls }) => sum + calls, 0);

/** `sessions-dev-ingest` is the function of `ingest`. */
const serviceOf = (graph: Graph, name: string): string => name.replace(`sessions-${graph.stack}-`, '');

function functionsCalledBy(graph: Graph, principal: string): ReadonlySet<string> {
  const permissions = ofType(graph, 'aws:lambda/permission:Permission');
  return new Set(
    permissions
      .filter(({ inputs }) => inputs.principal === principal)
      .map(({ inputs }) => lastName(inputs.function)),
  );
}

const lastName = (arn: unknown): string => String(arn).split(':').at(-1) ?? '';

function ticksOf(graph: Graph, functionName: string): number {
  const rules = new Map(
    ofType(graph, 'aws:cloudwatch/eventRule:EventRule').map((rule) => [String(rule.inputs.name), rule]),
  );
  const byRule = ofType(graph, 'aws:cloudwatch/eventTarget:EventTarget')
    .filter(({ inputs }) => lastName(inputs.arn) === functionName)
    .map(({ inputs }) => rules.get(String(inputs.rule)));
  const byScheduler = ofType(graph, 'aws:scheduler/schedule:Schedule').filter(
    ({ inputs }) => lastName((inputs.target as { arn?: string } | undefined)?.arn) === functionName,
  );
  return [...byRule, ...byScheduler].reduce((sum, schedule) => sum + perMonth(schedule), 0);
}

const MINUTES = { minute: 1, hour: 60, day: 1440 } as const;

/** Calls in a month by `rate(5 minutes)`; other expressions are not used here and are refused rather than guessed. */
export function perMonth(schedule: Resource | undefined): number {
  const expression = schedule?.inputs.scheduleExpression;
  if (expression === undefined) return 0;
  const [, value, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(String(expression)) ?? [];
  if (value === undefined) throw new Error(`The cost of the schedule "${String(expression)}" is not known.`);
  return (DAYS * 1440) / (Number(value) * MINUTES[unit as keyof typeof MINUTES]);
}
