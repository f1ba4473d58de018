import type { TSchema } from 'typebox';
import type { Clock } from '../ports/clock.ts';
import { check } from '../schema/validate.ts';
import { authenticate, type Caller, requireScope } from './auth.ts';
import { type ErrorCode, Fault, Refusal } from './errors.ts';
import { type HttpAnswer, type Route, routeTable } from './http.ts';
import type { Log } from './observe.ts';
import { problemOf } from './problem.ts';

/** Bodies of requests are pages of JSON; files never come this way. */
export const MAX_BODY_BYTES = 5 * 1024 * 1024;

/** A request as it comes from any server: the local one or the gateway. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  /** Where a gateway in front of the server has read the token already. */
  readonly caller?: Caller;
  readonly body: Uint8Array;
  readonly requestId: string;
}

export interface Dispatcher {
  readonly routes: readonly Route<void>[];
  /** Who calls a route that is not public. Throws the refusals token-missing and token-invalid. */
  authenticate(request: RawRequest): Promise<Caller>;
  readonly log: Log;
}

/** Reads the token of the header: for a server that has no gateway in front of it. */
export const byToken =
  (tokenSecret: () => Promise<string>, clock: Clock): Dispatcher['authenticate'] =>
  async ({ authorization }) =>
    await authenticate(authorization, await tokenSecret(), clock);

/** Nobody: what public routes see as their caller. */
const NOBODY: Caller = { key: '', scopes: [], sources: [] };

/** Answers requests: route, token, scope, schemas, then the handler. Every error becomes problem+json. Never throws. */
export function dispatcher(world: Dispatcher): (request: RawRequest) => Promise<HttpAnswer> {
  const find = routeTable(world.routes);
  return async (request) => {
    try {
      const matched = find(request.method, request.path);
      if (!matched) throw new Refusal('route-unknown', `There is nothing at ${request.path}.`);
      if ('allowed' in matched) return notAllowed(matched.allowed, request);
      const { route, params } = matched;
      const caller = await callerOf(route, request, world);
      return await route.handle({
        params,
        caller,
        query: checkedAs(route.query, Object.fromEntries(request.query), '?'),
        body: route.body ? checkedAs(route.body, parseBody(request.body), '') : undefined,
        requestId: request.requestId,
      });
    } catch (error) {
      return refused(error, request, world.log);
    }
  };
}

async function callerOf(route: Route<void>, request: RawRequest, world: Dispatcher): Promise<Caller> {
  if (route.scope === 'public') return NOBODY;
  const caller = await world.authenticate(request);
  requireScope(caller, route.scope);
  return caller;
}

function checkedAs(schema: TSchema | undefined, value: unknown, before: string): unknown {
  if (!schema) return value;
  const checked = check(schema, value);
  if (checked.ok) return checked.value;
  const [problem] = checked.problems;
  const field = `${before}${problem?.field ?? ''}`;
  throw new Refusal('request-invalid', `${field || 'The body'} ${problem?.reason ?? 'is not valid'}.`, {
    field,
  });
}

function parseBody(bytes: Uint8Array): unknown {
  if (bytes.byteLength > MAX_BODY_BYTES) throw new Refusal('body-too-large');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new Refusal('body-not-json', undefined, {}, { cause });
  }
}

function notAllowed(allowed: readonly string[], request: RawRequest): HttpAnswer {
  const problem = problemOf(
    new Refusal('method-not-allowed', `${request.path} does not know ${request.method}.`),
  );
  return asProblem(problem, { allow: allowed.join(', ') });
}

/** R4: who was refused is told why, and the log has it too. */
function refused(error: unknown, request: RawRequest, log: Log): HttpAnswer {
  const problem = problemOf(error);
  const fields = { request: request.requestId, method: request.method, path: request.path };
  if (problem.status < 500)
    log.warn('Request refused.', {
      ...fields,
      code: problem.code,
      detail: problem.detail,
      field: problem.field,
    });
  else log.error('Request failed.', error, fields);
  const headers: Record<string, string> = {};
  if (problem.status === 401) headers['www-authenticate'] = 'Bearer';
  if (problem.status === 503) headers['retry-after'] = '1';
  return asProblem(problem, headers);
}

const asProblem = (problem: { status: number }, headers: Record<string, string>): HttpAnswer => ({
  status: problem.status,
  body: problem,
  headers: { 'content-type': 'application/problem+json', ...headers },
});

/** An answer for errors that come about before there is a request, such as a body that is too large. */
export const problemAnswer = (code: ErrorCode): HttpAnswer => asProblem(problemOf(new Fault(code)), {});
