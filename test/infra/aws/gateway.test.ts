import { beforeAll, describe, expect, test } from '@jest/globals';
import { apiAddress } from '../../../infra/aws/gateway-domain.ts';
import { captureGraph } from '../../../infra/aws/graph/capture.ts';
import { type Graph, ofType, type Resource } from '../../../infra/aws/graph/graph.ts';
import type { Context } from '../../../infra/aws/part.ts';
import { services } from '../../../services/registry.ts';
import { check } from '../../../shared/schema/validate.ts';
import { ProblemSchema } from '../../../shared/service/problem.ts';
import { exampleConfig, privateConfig } from './example-config.ts';

const CERTIFICATE = 'arn:aws:acm:us-east-1:000000000000:certificate/12345678-1234-1234-1234-123456789012';
const own = { name: 'sessions.example.org', certificateArn: CERTIFICATE, hostedZoneId: 'Z0123456789' };

/** Called publicly, under an own name; and by a VPN. */
let open: Graph;
let closed: Graph;
beforeAll(async () => {
  [open, closed] = await Promise.all([
    captureGraph({ stack: 'test', config: exampleConfig({ domain: own }) }),
    captureGraph({ stack: 'test', config: privateConfig() }),
  ]);
}, 120_000);

function one(graph: Graph, type: string): Resource {
  const [found, ...more] = ofType(graph, type).filter(({ part }) => part === 'gateway');
  if (!found || more.length > 0) throw new Error(`${more.length + (found ? 1 : 0)} of ${type}.`);
  return found;
}
const bodyOf = (graph: Graph) => JSON.parse(String(one(graph, 'aws:apigateway/restApi:RestApi').inputs.body));

describe('the API', () => {
  test('is called by the functions of the services that have routes, and by no other API', () => {
    const permissions = ofType(open, 'aws:lambda/permission:Permission').filter(
      ({ part }) => part === 'gateway',
    );
    const api = one(open, 'aws:apigateway/restApi:RestApi').outputs.executionArn;
    const behind = services.flatMap(({ manifest: { name, on } }) =>
      'http' in on ? [[`sessions-test-${name}`, `${api}/live/*`]] : [],
    );
    const found = permissions.map(({ inputs }) => [inputs.function, inputs.sourceArn]);
    expect(found.toSorted()).toEqual(
      [...behind, ['sessions-test-authorize', `${api}/authorizers/*`]].toSorted(),
    );
  });

  test('calls functions by the addresses that AWS gave them', () => {
    const text = JSON.stringify(bodyOf(open));
    for (const service of ['ingest', 'search', 'sandbox', 'status', 'authorize'])
      expect(text).toContain(`function:sessions-test-${service}/invocations`);
  });

  test('is deployed anew when its body changes', () => {
    const triggerOf = (graph: Graph) => one(graph, 'aws:apigateway/deployment:Deployment').inputs.triggers;
    expect(triggerOf(closed)).not.toEqual(triggerOf(open));
  });

  test('lets the listed addresses in only', () => {
    expect(JSON.stringify(bodyOf(open)['x-amazon-apigateway-policy'])).toContain(
      '{"NotIpAddress":{"aws:SourceIp":["203.0.113.0/24"]}}',
    );
  });

  test('with private connectivity is called by the endpoint of the network only', () => {
    const { inputs } = one(closed, 'aws:apigateway/restApi:RestApi');
    const { types, vpcEndpointIds } = inputs.endpointConfiguration as Record<string, unknown>;
    const body = bodyOf(closed);
    expect(types).toBe('PRIVATE');
    expect(body['x-amazon-apigateway-endpoint-configuration']).toEqual({ vpcEndpointIds });
    expect(JSON.stringify(body['x-amazon-apigateway-policy'])).toContain(
      `"aws:SourceVpce":"${(vpcEndpointIds as string[])[0]}"`,
    );
    expect(closed.stackOutputs.url).toContain(`-${(vpcEndpointIds as string[])[0]}.execute-api.`);
  });
});

describe('the stage', () => {
  test('writes every call to a log that is kept as long as the stack says', () => {
    const { inputs } = one(open, 'aws:apigateway/stage:Stage');
    const log = one(open, 'aws:cloudwatch/logGroup:LogGroup');
    expect(log.inputs.retentionInDays).toBe(14);
    expect(inputs.accessLogSettings).toMatchObject({ destinationArn: log.outputs.arn });
  });

  test('is made after the account may write logs', () => {
    const account = one(open, 'aws:apigateway/account:Account');
    expect(one(open, 'aws:apigateway/stage:Stage').dependsOn).toContain(account.urn);
  });

  test('traces no bodies and pays for no metrics of each method; routes without a key are held back sooner', () => {
    const settings = ofType(open, 'aws:apigateway/methodSettings:MethodSettings').map(({ inputs }) => inputs);
    for (const { settings: each } of settings)
      expect(each).toMatchObject({ metricsEnabled: false, dataTraceEnabled: false });
    const rates = Object.fromEntries(
      settings.map(({ methodPath, settings: each }) => [
        methodPath,
        (each as Record<string, number>).throttlingRateLimit,
      ]),
    );
    expect(Object.keys(rates).toSorted()).toEqual(['*/*', 'v1/auth/token/POST']);
    expect(rates['v1/auth/token/POST']).toBeLessThan(rates['*/*'] ?? 0);
  });
});

describe('limits', () => {
  test('a key has the rate, burst and daily quota of the configuration', () => {
    expect(one(open, 'aws:apigateway/usagePlan:UsagePlan').inputs).toMatchObject({
      apiStages: [{ apiId: one(open, 'aws:apigateway/restApi:RestApi').id, stage: 'live' }],
      throttleSettings: { rateLimit: 20, burstLimit: 40 },
      quotaSettings: { limit: 100_000, period: 'DAY' },
    });
  });

  test('an address that asks too often gets 429 with a problem of ours, and is told when to come again', () => {
    const { inputs } = one(open, 'aws:wafv2/webAcl:WebAcl');
    const [rule, ...more] = inputs.rules as Record<string, Record<string, Record<string, unknown>>>[];
    expect(more).toEqual([]);
    expect(rule?.statement).toMatchObject({ rateBasedStatement: { aggregateKeyType: 'IP', limit: 3000 } });
    expect(rule?.action?.block?.customResponse).toMatchObject({
      responseCode: 429,
      responseHeaders: [{ name: 'Retry-After', value: '60' }],
    });
    const [body] = inputs.customResponseBodies as { content: string }[];
    expect(check(ProblemSchema, JSON.parse(body?.content ?? '')).ok).toBe(true);
  });

  test('the limit per address stands before the stage', () => {
    expect(one(open, 'aws:wafv2/webAclAssociation:WebAclAssociation').inputs).toEqual({
      resourceArn: one(open, 'aws:apigateway/stage:Stage').outputs.arn,
      webAclArn: one(open, 'aws:wafv2/webAcl:WebAcl').outputs.arn,
    });
  });
});

describe('an own domain', () => {
  test('has TLS 1.2 and its certificate, a record in its zone, and the API has no other address', () => {
    expect(one(open, 'aws:apigateway/domainName:DomainName').inputs).toMatchObject({
      domainName: own.name,
      regionalCertificateArn: CERTIFICATE,
      securityPolicy: 'TLS_1_2',
    });
    expect(one(open, 'aws:route53/record:Record').inputs).toMatchObject({ name: own.name, type: 'A' });
    expect(one(open, 'aws:apigateway/restApi:RestApi').inputs.disableExecuteApiEndpoint).toBe(true);
    expect(open.stackOutputs.url).toBe('https://sessions.example.org');
  });

  test('that is not configured leaves the address that AWS gave', () => {
    expect(one(closed, 'aws:apigateway/restApi:RestApi').inputs.disableExecuteApiEndpoint).toBe(false);
  });

  test('does not go with private connectivity: the preview stops and names the key', () => {
    const config = { ...privateConfig(), domain: own };
    const nothing = {} as never;
    expect(() => apiAddress({ config } as Context, nothing, nothing, nothing, nothing)).toThrow(
      /sessions:domain/,
    );
  });
});
