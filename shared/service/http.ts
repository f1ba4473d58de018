import type { Static, TSchema } from 'typebox';
import type { Caller, Scope } from './auth.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** A request after routing, authentication and validation: a handler sees nothing unchecked. */
export interface HttpRequest<B = unknown, Q = unknown> {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Q;
  readonly body: B;
  readonly caller: Caller;
  /** For the log and for the client's report. */
  readonly requestId: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One address of the API. The gateway's routes, request validation and docs/api.md follow from it. */
export interface Route<Deps> {
  readonly method: Method;
  /** With parameters in braces: `/v1/sessions/{id}`. */
  readonly path: string;
  readonly does: string;
  /** The scope that the key needs; `public` routes have no caller. */
  readonly scope: Scope | 'public';
  readonly query?: TSchema;
  readonly body?: TSchema;
  readonly handle: (request: HttpRequest<unknown, unknown>, deps: Deps) => Promise<HttpAnswer>;
}

/** A route of a service with those deps; body and query have the types of their schemas in `handle`. */
export function routeFor<Deps>() {
  return <B extends TSchema = TSchema, Q extends TSchema = TSchema>(route: {
    readonly method: Method;
    readonly path: string;
    readonly does: string;
    readonly scope: Scope | 'public';
    readonly query?: Q;
    readonly body?: B;
    handle(request: HttpRequest<Static<B>, Static<Q>>, deps: Deps): Promise<HttpAnswer>;
  }): Route<Deps> => route as Route<Deps>;
}

export interface RouteMatch<R> {
  readonly route: R;
  readonly params: Readonly<Record<string, string>>;
}

export type Matched<R> =
  | RouteMatch<R>
  /** The path is known, but not with this method. */
  | { readonly allowed: readonly Method[] }
  | undefined;

/** Finds routes by method and path. A parameter takes one segment, percent-decoded; bad encoding matches nothing. */
export function routeTable<R extends { method: Method; path: string }>(
  routes: readonly R[],
): (method: string, path: string) => Matched<R> {
  const table = routes.map((route) => ({ route, segments: route.path.split('/') }));
  return (method, path) => {
    const segments = decodeSegments(path);
    if (!segments) return undefined;
    const allowed = new Set<Method>();
    for (const { route, segments: pattern } of table) {
      const params = matchSegments(pattern, segments);
      if (!params) continue;
      if (route.method === method) return { route, params };
      allowed.add(route.method);
    }
    return allowed.size > 0 ? { allowed: [...allowed] } : undefined;
  };
}

function decodeSegments(path: string): string[] | undefined {
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function matchSegments(
  pattern: readonly string[],
  path: readonly string[],
): Record<string, string> | undefined {
  if (pattern.length !== path.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const actual = path[index] ?? '';
    if (expected.startsWith('{')) params[expected.slice(1, -1)] = actual;
    else if (expected !== actual) return undefined;
  }
  return params;
}
