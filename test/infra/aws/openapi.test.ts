import { describe, expect, test } from '@jest/globals';
import { publicPolicy } from '../../../infra/aws/gateway-policy.ts';
import { openApi, routesOf } from '../../../infra/aws/openapi.ts';
import { services } from '../../../services/registry.ts';

const manifests = services.map(({ manifest }) => manifest);
const arnOf = (service: string): string =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${service}/invocations`;

interface Operation {
  readonly description: string;
  readonly parameters: readonly { name: string; in: string; required: boolean }[];
  readonly requestBody?: { content: Record<string, { schema: { $ref: string } }> };
  readonly security: readonly Record<string, unknown>[];
  readonly [extension: `x-${string}`]: unknown;
}

interface Body {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: {
    readonly schemas: Record<string, unknown>;
    readonly securitySchemes: Record<string, Record<string, unknown>>;
  };
  readonly [extension: `x-${string}`]: unknown;
}

const policy = publicPolicy({ allowedAddresses: ['203.0.113.0/24'] });
const body = openApi(manifests, arnOf, arnOf('authorize'), { title: 'sessions-test', policy }) as Body;
const routes = routesOf(manifests).map(({ service, route }) => ({
  label: `${route.method} ${route.path}`,
  service,
  route,
  operation: body.paths[route.path]?.[route.method.toLowerCase()] as Operation,
}));

test('every route of every service is in it, and nothing else', () => {
  const inBody = Object.entries(body.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(inBody.toSorted()).toEqual(routes.map(({ label }) => label).toSorted());
});

describe.each(routes)('$label', ({ service, route, operation }) => {
  test('goes to the function of its service, which has 29 s', () => {
    expect(operation['x-amazon-apigateway-integration']).toEqual({
      type: 'aws_proxy',
      httpMethod: 'POST',
      uri: arnOf(service),
      timeoutInMillis: 29_000,
    });
  });

  test('asks for a token and counts by the key, unless it is public', () => {
    const schemes = operation.security.flatMap((each) => Object.keys(each));
    expect(schemes).toEqual(route.scope === 'public' ? [] : ['token', 'api_key']);
  });

  test('names all parameters of its path, and requires them', () => {
    const named = operation.parameters.filter((each) => each.in === 'path' && each.required);
    expect(named.map(({ name }) => `{${name}}`)).toEqual(route.path.match(/\{\w+\}/g) ?? []);
  });

  test('has its body checked where it takes one', () => {
    const model = operation.requestBody?.content['application/json']?.schema.$ref.split('/').at(-1);
    expect(model !== undefined).toBe(route.body !== undefined);
    if (model !== undefined) {
      expect(model).toMatch(/^[A-Za-z0-9]+$/);
      expect(body.components.schemas).toHaveProperty(model);
    }
    expect(operation['x-amazon-apigateway-request-validator']).toBe(route.body ? 'all' : 'parameters');
    expect(operation.description).toBe(route.does);
  });
});

test('the token is asked of the authorizer at every request, by the header', () => {
  expect(body.components.securitySchemes.token).toMatchObject({
    type: 'apiKey',
    name: 'Authorization',
    'x-amazon-apigateway-authtype': 'custom',
    'x-amazon-apigateway-authorizer': {
      type: 'request',
      identitySource: 'method.request.header.Authorization',
      authorizerUri: arnOf('authorize'),
      authorizerResultTtlInSeconds: 0,
    },
  });
  expect(body['x-amazon-apigateway-api-key-source']).toBe('AUTHORIZER');
});

test('two routes name the same part of a path the same, as the gateway demands', () => {
  const names = new Map<string, string>();
  for (const { route } of routes) {
    const segments = route.path.split('/');
    for (const [index, segment] of segments.entries()) {
      if (!segment.startsWith('{')) continue;
      const before = segments.slice(0, index).join('/');
      expect(names.get(before) ?? segment).toBe(segment);
      names.set(before, segment);
    }
  }
  expect(names.size).toBeGreaterThan(0);
});

test('the list of addresses is imported with the routes, so that no import loses it', () => {
  expect(body['x-amazon-apigateway-policy']).toEqual(policy);
});
