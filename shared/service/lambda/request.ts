import type { RawRequest } from '../dispatch.ts';
import { decodeCaller } from './caller-context.ts';
import type { GatewayEvent } from './events.ts';

/** The gateway's event as a request of the dispatcher. The token stays unread: the gate has read it. */
export function requestOf(event: GatewayEvent): RawRequest {
  const caller = decodeCaller(event.requestContext.authorizer);
  return {
    method: event.httpMethod,
    path: withoutStage(event.path, event.requestContext.stage),
    query: queryOf(event),
    authorization: undefined,
    ...(caller && { caller }),
    body: Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8'),
    requestId: event.requestContext.requestId,
  };
}

/** At the gateway's own address the stage may come first in the path; under a domain of one's own it does not. */
function withoutStage(path: string, stage: string): string {
  return path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : path;
}

function queryOf(event: GatewayEvent): URLSearchParams {
  const query = new URLSearchParams();
  const many = event.multiValueQueryStringParameters;
  const names = many ?? event.queryStringParameters ?? {};
  for (const name of Object.keys(names)) {
    const values = many ? many[name] : [event.queryStringParameters?.[name]];
    for (const value of values ?? []) query.append(name, value ?? '');
  }
  return query;
}
