import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { eventsOf, withoutSearch } from '../../../infra/aws/cost/alternatives.ts';
import { bill, type Line, price, total } from '../../../infra/aws/cost/bill.ts';
import { perMonth } from '../../../infra/aws/cost/calls.ts';
import { unpriced } from '../../../infra/aws/cost/coverage.ts';
import { staysOf } from '../../../infra/aws/cost/lifecycle.ts';
import { PRICES, priceKey } from '../../../infra/aws/cost/prices.ts';
import { readUsage, type Usage } from '../../../infra/aws/cost/usage.ts';
import { graphOf, resource } from './graph-of.ts';

const usage = readUsage();

const lifecycle = (store: string, rules: readonly object[]) =>
  resource('aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration', {
    bucket: `sessions-dev-${store}-000000000000-us-east-1`,
    rules,
  });

const archived = lifecycle('archive', [
  {
    status: 'Enabled',
    transitions: [
      { days: 1, storageClass: 'GLACIER_IR' },
      { days: 365, storageClass: 'DEEP_ARCHIVE' },
    ],
  },
]);

const ingest = resource('aws:lambda/function:Function', { name: 'sessions-dev-ingest', memorySize: 512 });
const calledByGateway = resource('aws:lambda/permission:Permission', {
  principal: 'apigateway.amazonaws.com',
  function: 'sessions-dev-ingest',
});
const domain = resource('aws:opensearch/domain:Domain', {
  clusterConfig: { instanceType: 't3.small.search', instanceCount: 1 },
  ebsOptions: { volumeSize: 10 },
});

const line = (lines: readonly Line[], what: string): Line => {
  const found = lines.find((one) => one.what === what);
  if (!found) throw new Error(`No line "${what}" in ${lines.map((one) => one.what).join('; ')}`);
  return found;
};

describe('the archive', () => {
  test('lies in Glacier Instant Retrieval for a year: 10 x 600 MB a day are $8.74 there in month 12', () => {
    const lines = bill(graphOf(archived), usage, 12);
    // 364 days x 6 GB x $0.004
    expect(line(lines, 'archive, Glacier Instant Retrieval').due).toBeCloseTo(8.736, 3);
    // 1 day x 6 GB x $0.023
    expect(line(lines, 'archive, Standard').due).toBeCloseTo(0.138, 3);
  });

  test('goes on to Deep Archive: a year of it is $2.17 in month 24, and Glacier is no dearer than before', () => {
    const lines = bill(graphOf(archived), usage, 24);
    expect(line(lines, 'archive, Deep Archive').due).toBeCloseTo(365 * 6 * 0.00099, 3);
    expect(line(lines, 'archive, Glacier Instant Retrieval').due).toBeCloseTo(8.736, 3);
  });

  test('is all in Standard where no rule moves it', () => {
    const lines = bill(graphOf(), usage, 12);
    expect(line(lines, 'archive, Standard').due).toBeCloseTo(365 * 6 * 0.023, 3);
  });

  test('ends where its rules expire it', () => {
    const expiring = lifecycle('archive', [{ status: 'Enabled', expiration: { days: 30 } }]);
    const lines = bill(graphOf(expiring), usage, 12);
    expect(line(lines, 'archive, Standard').due).toBeCloseTo(30 * 6 * 0.023, 3);
  });

  test('rules for one folder, or switched off, move nothing', () => {
    const transitions = [{ days: 1, storageClass: 'GLACIER_IR' }];
    const graph = graphOf(
      lifecycle('archive', [
        { status: 'Enabled', filter: { prefix: 'some/' }, transitions },
        { status: 'Disabled', transitions },
      ]),
    );
    expect(staysOf(graph, 'archive')).toEqual([
      { storageClass: 'STANDARD', from: 0, to: Number.POSITIVE_INFINITY },
    ]);
  });

  test('Intelligent-Tiering goes down by itself after 30 and 90 days', () => {
    const tiering = lifecycle('results', [
      { transitions: [{ days: 0, storageClass: 'INTELLIGENT_TIERING' }] },
    ]);
    expect(staysOf(graphOf(tiering), 'results').map(({ storageClass, to }) => [storageClass, to])).toEqual([
      ['INTELLIGENT_TIERING', 30],
      ['INTELLIGENT_TIERING.infrequent', 90],
      ['INTELLIGENT_TIERING.instant', Number.POSITIVE_INFINITY],
    ]);
  });
});

describe('what stands', () => {
  test('a t3.small.search node with 10 GiB is $27.50 a month', () => {
    const lines = bill(graphOf(domain), usage, 1).filter(({ part }) => part === 'search');
    expect(total(lines)).toBeCloseTo(730 * 0.036 + 10 * 0.122, 6);
  });

  test('an interface endpoint is $7.30 a zone, a gateway endpoint nothing', () => {
    const endpoint = (vpcEndpointType: string, subnetIds: readonly string[]) =>
      resource('aws:ec2/vpcEndpoint:VpcEndpoint', {
        vpcEndpointType,
        subnetIds,
        serviceName: 'com.amazonaws.us-east-1.sns',
      });
    const graph = graphOf(endpoint('Interface', ['a', 'b']), endpoint('Gateway', []));
    const lines = bill(graph, usage, 1);
    expect(line(lines, 'endpoint of sns in 2 zones').due).toBeCloseTo(14.6, 6);
    expect(lines.filter(({ price: key }) => key === 'endpoint.hours')).toHaveLength(1);
  });

  test('ten metrics in alarms are free; metric math counts each of its metrics', () => {
    const alarm = (metricQueries?: readonly object[]) =>
      resource('aws:cloudwatch/metricAlarm:MetricAlarm', metricQueries ? { metricQueries } : {});
    const math = alarm([{ metric: {} }, { metric: {} }, { expression: 'm1 + m2' }]);
    const lines = bill(graphOf(...Array.from({ length: 10 }, () => alarm()), math), usage, 1);
    expect(line(lines, '11 alarms')).toMatchObject({ amount: 12 });
    expect(line(lines, '11 alarms').due).toBeCloseTo(0.2, 6);
  });

  test('detailed metrics are five for each method, by the hours in which it is called', () => {
    const api = resource('aws:apigateway/restApi:RestApi', {
      body: JSON.stringify({ paths: { '/a': { get: {}, post: {} }, '/b': { get: {} } } }),
    });
    const settings = (metricsEnabled: boolean) =>
      resource('aws:apigateway/methodSettings:MethodSettings', {
        methodPath: '*/*',
        settings: { metricsEnabled },
      });
    const on = bill(graphOf(api, settings(true)), usage, 1);
    expect(line(on, 'metrics of each method').amount).toBeCloseTo((3 * 5 * usage.day.methodHours) / 24, 6);
    const off = bill(graphOf(api, settings(false)), usage, 1);
    expect(off.filter(({ what }) => what === 'metrics of each method')).toEqual([]);
  });

  test('flow logs are billed as files or as lines, by where they go', () => {
    const flowLog = (logDestinationType: string) =>
      graphOf(
        resource('aws:ec2/flowLog:FlowLog', { logDestinationType }),
        resource('aws:ec2/subnet:Subnet', {}),
      );
    const monthly = (usage.day.flowLogBytes * 365) / 12 / 1e9;
    expect(line(bill(flowLog('s3'), usage, 1), 'flow logs as files').amount).toBeCloseTo(monthly, 9);
    const lines = bill(flowLog('cloud-watch-logs'), usage, 1);
    expect(line(lines, 'logs taken in').amount).toBeCloseTo(monthly, 9);
  });

  test('a firewall is its list and its rules', () => {
    const acl = resource('aws:wafv2/webAcl:WebAcl', { rules: [{}, {}] });
    const lines = bill(graphOf(acl), usage, 1);
    expect(total(lines.filter(({ part, what }) => part === 'gateway' && what.startsWith('WAF')))).toBeCloseTo(
      7,
      6,
    );
  });

  test('each mapping polls its queue 656,000 times a month beyond the first million of all', () => {
    const mapping = resource('aws:lambda/eventSourceMapping:EventSourceMapping', {});
    const lines = bill(graphOf(mapping, mapping), usage, 1);
    expect(line(lines, 'polls of 2 mappings').amount).toBeCloseTo((2 * 5 * 86_400 * 365) / 12 / 20, 6);
  });

  test('without search there is no domain, and no service that only feeds or asks it', () => {
    const alarm = (inputs: Record<string, unknown>) =>
      resource('aws:cloudwatch/metricAlarm:MetricAlarm', inputs);
    const index = resource('aws:lambda/function:Function', { name: 'sessions-dev-index' });
    const graph = graphOf(
      domain,
      alarm({ namespace: 'AWS/ES' }),
      alarm({ dimensions: { QueueName: 'sessions-dev-index-dead' } }),
      index,
      ingest,
    );
    expect(withoutSearch(graph).resources).toEqual([ingest]);
  });

  test('a node that the table has no price for is told of', () => {
    expect(() => priceKey('search', 'x9.large.search')).toThrow('no price "search.x9.large.search"; it has');
  });
});

describe('events by the store', () => {
  const publish = resource('aws:lambda/function:Function', { name: 'sessions-dev-publish', memorySize: 256 });
  const calls = ((10 * (usage.session.calls.publish ?? 0) + (usage.day.calls.publish ?? 0)) * 365) / 12;

  test('are a write, a read and a message more, each', () => {
    const [without, stored] = [graphOf(), graphOf(publish)].map((graph) => bill(graph, usage, 1));
    const messages = (lines: readonly Line[] = []) => line(lines, 'messages in queues').amount;
    expect(calls).toBeGreaterThan(0);
    expect(line(stored ?? [], 'publish, calls').amount).toBeCloseTo(calls, 6);
    expect(line(stored ?? [], 'events left for `publish`').amount).toBeCloseTo(calls, 6);
    expect(line(stored ?? [], 'events read by `publish`').amount).toBeCloseTo(calls, 6);
    expect(messages(stored) - messages(without)).toBeCloseTo(3 * calls, 6);
  });

  test('are known by what is not in the network', () => {
    const endpoint = resource('aws:ec2/vpcEndpoint:VpcEndpoint', {
      vpcEndpointType: 'Interface',
      subnetIds: ['a'],
      serviceName: 'com.amazonaws.us-east-1.sns',
    });
    expect([eventsOf(graphOf(endpoint)), eventsOf(graphOf(publish))]).toEqual(['endpoint', 'store']);
  });
});

describe('what flows', () => {
  test('calls times seconds times the memory in the graph', () => {
    const lines = bill(graphOf(ingest), usage, 1);
    const calls = (10 * (usage.session.calls.ingest ?? 0) * 365) / 12;
    expect(line(lines, 'ingest, calls').amount).toBeCloseTo(calls, 6);
    expect(line(lines, 'ingest, duration').amount).toBeCloseTo(calls * 0.3 * 0.5, 6);
  });

  test('calls of functions behind the gateway are its requests, and calls of the authorizer', () => {
    const authorize = resource('aws:lambda/function:Function', { name: 'sessions-dev-authorize' });
    const lines = bill(graphOf(ingest, authorize, calledByGateway), usage, 1);
    expect(line(lines, 'authorize, calls').amount).toBe(line(lines, 'API requests').amount);
  });

  test.each([
    ['rate(1 minute)', 43_800],
    ['rate(5 minutes)', 8760],
    ['rate(1 hour)', 730],
  ])('%s is %i calls a month', (scheduleExpression, calls) => {
    expect(perMonth(resource('', { scheduleExpression }))).toBeCloseTo(calls, 6);
  });

  test('a schedule that can’t be read is told of, not left out', () => {
    expect(() => perMonth(resource('', { scheduleExpression: 'cron(0 4 * * ? *)' }))).toThrow('is not known');
  });

  test('an unknown kind of resource is named, so that it can’t slip past the bill', () => {
    const graph = graphOf(ingest, resource('aws:rds/cluster:Cluster', {}));
    expect(unpriced(graph)).toEqual(['aws:rds/cluster:Cluster']);
  });
});

describe('the bill', () => {
  const graph = graphOf(archived, domain, ingest, calledByGateway);
  const dueOf = (changed: Usage, month: number) => total(bill(graph, changed, month));
  const sessions = fc.double({ min: 0, max: 1e5, noNaN: true });
  const months = fc.integer({ min: 1, max: 60 });

  test('more sessions never cost less', () => {
    fc.assert(
      fc.property(sessions, sessions, months, (some, more, month) => {
        const due = (sessionsPerDay: number) => dueOf({ ...usage, sessionsPerDay }, month);
        expect(due(some + more)).toBeGreaterThanOrEqual(due(some) - 1e-9);
      }),
    );
  });

  test('an archive that keeps everything never gets cheaper by the month', () => {
    fc.assert(
      fc.property(months, (month) => {
        expect(dueOf(usage, month + 1)).toBeGreaterThanOrEqual(dueOf(usage, month) - 1e-9);
      }),
    );
  });

  test('larger sessions never cost less', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e12 }),
        fc.integer({ min: 0, max: 1e12 }),
        months,
        (some, more, month) => {
          const due = (bytes: number) => dueOf({ ...usage, session: { ...usage.session, bytes } }, month);
          expect(due(some + more)).toBeGreaterThanOrEqual(due(some) - 1e-9);
        },
      ),
    );
  });

  test('the free tier is taken once, shared by its lines, and never more than the list', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1, max: 1e7, noNaN: true }), { minLength: 1 }), (amounts) => {
        const lines = price(
          amounts.map((amount, at) => ({ part: 'bus', what: String(at), price: 'sqs.requests', amount })),
        );
        const asked = amounts.reduce((sum, amount) => sum + amount, 0);
        const expected = (Math.max(0, asked - 1e6) / 1e6) * PRICES['sqs.requests'].usd;
        expect(total(lines)).toBeCloseTo(expected, 6);
        for (const { list, free, due } of lines) {
          expect(due).toBeGreaterThanOrEqual(0);
          expect(free + due).toBeCloseTo(list, 9);
        }
      }),
    );
  });
});

describe('the usage file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'usage-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const reading = async (text: string) => {
    const file = join(folder, 'usage.json');
    await writeFile(file, text);
    return () => readUsage(file);
  };

  test('a wrong value is told of with its place', async () => {
    const wrong = JSON.stringify({ ...usage, session: { ...usage.session, bytes: -1 } });
    expect(await reading(wrong)).toThrow('/session/bytes');
  });

  test('a field that nobody knows is told of', async () => {
    expect(await reading(JSON.stringify({ ...usage, sesionsPerDay: 3 }))).toThrow('sesionsPerDay');
  });

  test('what is no JSON is told of', async () => {
    expect(await reading('{')).toThrow('cannot be read as JSON');
  });
});
