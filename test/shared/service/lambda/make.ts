import type { DefinedService } from '../../../../shared/service/define.ts';
import { writeEnvironment } from '../../../../shared/service/environment.ts';
import type {
  BatchAnswer,
  GatewayAnswer,
  GatewayEvent,
  LambdaContext,
  QueueEvent,
  QueueRecord,
} from '../../../../shared/service/lambda/events.ts';
import { lambdaHandler, type Openers } from '../../../../shared/service/lambda.ts';
import type { TestWorld } from '../../../services/world.ts';

/** What the Pulumi program would have written for any function. */
export const VARIABLES = writeEnvironment({ platform: 'sessions-test', stores: {}, secrets: {} });

/** A call as Lambda makes it, with an hour to go. */
export const context = (more: Partial<LambdaContext> = {}): LambdaContext => ({
  awsRequestId: 'call-1',
  getRemainingTimeInMillis: () => 3_600_000,
  ...more,
});

export const gatewayEvent = (more: Partial<GatewayEvent> = {}): GatewayEvent => ({
  httpMethod: 'GET',
  path: '/things',
  queryStringParameters: null,
  multiValueQueryStringParameters: null,
  body: null,
  isBase64Encoded: false,
  requestContext: { requestId: 'request-1', stage: 'dev' },
  ...more,
});

export const queueRecord = (body: string, more: Partial<QueueRecord> = {}): QueueRecord => ({
  messageId: 'm-1',
  receiptHandle: 'r-1',
  body,
  attributes: { ApproximateReceiveCount: '1', SentTimestamp: '0' },
  ...more,
});

/** A batch of messages `m-1`, `m-2` … with these bodies. */
export const batchOf = (...bodies: readonly string[]): QueueEvent => ({
  Records: bodies.map((body, index) => queueRecord(body, { messageId: `m-${index + 1}` })),
});

/** A service as a function: what opens its ports gives it a world of tests. */
export function functionOf(
  service: DefinedService,
  world: TestWorld,
): {
  call(event: unknown, more?: Partial<LambdaContext>): Promise<unknown>;
  serve(event: Partial<GatewayEvent>): Promise<GatewayAnswer>;
  take(event: QueueEvent, more?: Partial<LambdaContext>): Promise<BatchAnswer>;
  /** Lines of its log, parsed. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
} {
  const lines: Record<string, unknown>[] = [];
  const openers: Openers = {
    stores: () => world.stores,
    bus: () => world.bus,
    secrets: () => world.secrets,
    search: () => world.search,
  };
  const handler = lambdaHandler(service, openers, VARIABLES, {
    clock: world.clock,
    write: (line) => lines.push(JSON.parse(line)),
  });
  const call = (event: unknown, more: Partial<LambdaContext> = {}) => handler(event, context(more));
  return {
    call,
    serve: async (event) => (await call(gatewayEvent(event))) as GatewayAnswer,
    take: async (event, more) => (await call(event, more)) as BatchAnswer,
    lines,
  };
}
