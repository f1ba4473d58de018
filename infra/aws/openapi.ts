import type { RouteManifest, ServiceManifest } from '../../shared/service/define.ts';
import { gatewayResponses } from './openapi-responses.ts';
import { type GatewaySchema, gatewaySchema } from './openapi-schema.ts';

export interface OpenApiOptions {
  readonly title: string;
  /** The resource policy: who may call at all. Imported with the rest, so that no import takes it away. */
  readonly policy?: object;
  /** For a private API: the endpoints through which it is called. */
  readonly vpcEndpointIds?: readonly string[];
}

/** The longest that the gateway waits for a function, unless a quota is raised. */
const TIMEOUT_MILLIS = 29_000;

/** Names of the security schemes; the first is also the name of the authorizer. */
const TOKEN = 'token';
/** The gateway knows this one by its name. */
const API_KEY = 'api_key';

const VALIDATORS = {
  all: { validateRequestBody: true, validateRequestParameters: true },
  parameters: { validateRequestBody: false, validateRequestParameters: true },
};

/**
 * The REST API as API Gateway imports it (OpenAPI 3.0 with AWS's extensions), from the routes of the services.
 * `functionInvokeArn` gives the address by which the gateway calls a service's function.
 */
export function openApi(
  manifests: readonly ServiceManifest[],
  functionInvokeArn: (service: string) => string,
  authorizerInvokeArn: string,
  { title, policy, vpcEndpointIds }: OpenApiOptions,
): object {
  const routes = routesOf(manifests);
  return {
    openapi: '3.0.1',
    info: { title, version: '1' },
    paths: Object.fromEntries(
      [...new Set(routes.map(({ route }) => route.path))].map((path) => [
        path,
        Object.fromEntries(
          routes
            .filter(({ route }) => route.path === path)
            .map(({ service, route }) => [
              route.method.toLowerCase(),
              operation(service, route, functionInvokeArn(service)),
            ]),
        ),
      ]),
    ),
    components: { schemas: modelsOf(routes), securitySchemes: securitySchemes(authorizerInvokeArn) },
    'x-amazon-apigateway-api-key-source': 'AUTHORIZER',
    'x-amazon-apigateway-request-validators': VALIDATORS,
    'x-amazon-apigateway-request-validator': 'parameters',
    'x-amazon-apigateway-gateway-responses': gatewayResponses(),
    ...(vpcEndpointIds && { 'x-amazon-apigateway-endpoint-configuration': { vpcEndpointIds } }),
    ...(policy && { 'x-amazon-apigateway-policy': policy }),
  };
}

interface ServiceRoute {
  readonly service: string;
  readonly route: RouteManifest;
}

/** Every route of the services behind the gateway. */
export const routesOf = (manifests: readonly ServiceManifest[]): readonly ServiceRoute[] =>
  manifests.flatMap(({ name, on }) =>
    'http' in on ? on.http.map((route) => ({ service: name, route })) : [],
  );

/** `POST /v1/sessions/{id}/uploads` -> `PostV1SessionsIdUploads`: models have letters and digits only. */
export const modelName = ({ method, path }: Pick<RouteManifest, 'method' | 'path'>): string =>
  [method.toLowerCase(), ...path.split(/[^A-Za-z0-9]+/)]
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

const modelsOf = (routes: readonly ServiceRoute[]): Record<string, GatewaySchema> =>
  Object.fromEntries(
    routes.flatMap(({ route }) => (route.body ? [[modelName(route), gatewaySchema(route.body)]] : [])),
  );

function operation(service: string, route: RouteManifest, uri: string): object {
  const { does, path, scope, query, body } = route;
  return {
    operationId: modelName(route),
    tags: [service],
    description: does,
    parameters: [...pathParameters(path), ...queryParameters(query)],
    ...(body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { $ref: `#/components/schemas/${modelName(route)}` } } },
      },
    }),
    responses: { '200': { description: 'See docs/api.md.' } },
    // In two entries, as AWS's own tools write it: the token says who calls, the key's id by what plan it counts.
    security: scope === 'public' ? [] : [{ [TOKEN]: [] }, { [API_KEY]: [] }],
    'x-amazon-apigateway-request-validator': body ? 'all' : 'parameters',
    'x-amazon-apigateway-integration': {
      type: 'aws_proxy',
      httpMethod: 'POST',
      uri,
      timeoutInMillis: TIMEOUT_MILLIS,
    },
  };
}

const pathParameters = (path: string): object[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));

/** What may stand in the address. The service checks the values: the gateway looks only whether there are any. */
function queryParameters(query: RouteManifest['query']): object[] {
  const { properties = {}, required = [] } = (query ?? {}) as { properties?: object; required?: string[] };
  return Object.keys(properties).map((name) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: { type: 'string' },
  }));
}

const securitySchemes = (authorizerUri: string): object => ({
  [TOKEN]: {
    type: 'apiKey',
    name: 'Authorization',
    in: 'header',
    'x-amazon-apigateway-authtype': 'custom',
    'x-amazon-apigateway-authorizer': {
      type: 'request',
      // Without this header the gateway answers 401 by itself, and calls nobody.
      identitySource: 'method.request.header.Authorization',
      authorizerUri,
      // An answer that is kept would be kept for other routes too, and outlive the token.
      authorizerResultTtlInSeconds: 0,
    },
  },
  [API_KEY]: { type: 'apiKey', name: 'x-api-key', in: 'header' },
});
