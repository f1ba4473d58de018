import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { alternatives, type Captures } from '../../../infra/aws/cost/alternatives.ts';
import { bill, total, totalOf } from '../../../infra/aws/cost/bill.ts';
import { captureAll, inZones, readStackConfig } from '../../../infra/aws/cost/captures.ts';
import { unpriced } from '../../../infra/aws/cost/coverage.ts';
import { costPage } from '../../../infra/aws/cost/page.ts';
import { tables } from '../../../infra/aws/cost/tables.ts';
import { readUsage } from '../../../infra/aws/cost/usage.ts';
import type { Graph } from '../../../infra/aws/graph/graph.ts';

const usage = readUsage();
let captures: Captures;
beforeAll(async () => {
  captures = await captureAll('dev');
}, 60_000);

test('docs/cost.md says what the code says (else: npm run cost -- --write)', async () => {
  const page = await readFile(new URL('../../../docs/cost.md', import.meta.url), 'utf8');
  expect(page).toBe(costPage(captures, usage));
});

test('every resource of the program is counted, or said to be free', () => {
  for (const graph of Object.values(captures)) expect(unpriced(graph)).toEqual([]);
});

describe('the bill of the program', () => {
  test('has a line for every part that stands', () => {
    const lines = bill(captures.oneZone, usage, 1);
    for (const part of ['archive', 'gateway', 'search', 'bus', 'watching', 'secrets'] as const)
      expect(totalOf(lines, part)).toBeGreaterThan(0);
  });

  test('keeps raw files in Glacier Instant Retrieval for about $8.80 in month 12', () => {
    const lines = bill(captures.oneZone, usage, 12);
    const [glacier] = lines.filter(({ price }) => price === 's3.GLACIER_IR');
    expect(glacier?.due).toBeCloseTo(8.74, 2);
  });

  test('meets both aims as dev is configured, and that with search also with an endpoint', () => {
    const [aims] = tables(captures, usage);
    const met = Object.fromEntries(aims?.rows.map(([what, way, , , met]) => [`${what}, ${way}`, met]) ?? []);
    expect(met).toEqual({
      'with search, `sessions:events: store`': 'yes',
      'with search, `sessions:events: endpoint`': 'yes',
      'without search, `sessions:events: store`': 'yes',
      'without search, `sessions:events: endpoint`': 'no',
    });
  });

  test('has $7.30 a zone for the endpoint of SNS where there is one, and nothing for the network otherwise', () => {
    const network = (graph: Graph) => totalOf(bill(graph, usage, 12), 'network');
    const { oneZone, twoZones, oneZoneOtherEvents, twoZonesOtherEvents } = captures;
    expect([oneZone, twoZones, oneZoneOtherEvents, twoZonesOtherEvents].map(network)).toEqual([
      0,
      0,
      expect.closeTo(7.3, 6),
      expect.closeTo(14.6, 6),
    ]);
  });

  test('counts a second zone twice where a zone has its own, and the stores once', () => {
    const one = bill(captures.oneZoneOtherEvents, usage, 12);
    const two = bill(captures.twoZonesOtherEvents, usage, 12);
    expect(totalOf(two, 'network')).toBeCloseTo(2 * totalOf(one, 'network'), 6);
    expect(totalOf(two, 'archive')).toBeCloseTo(totalOf(one, 'archive'), 6);
    expect(totalOf(two, 'search')).toBeCloseTo(2 * totalOf(one, 'search'), 6);
  });

  test('is what the alternatives are compared with', () => {
    const all = alternatives(captures, usage, 12);
    const due = (title: string) => total(all.find((one) => one.title === title)?.lines ?? []);
    const usual = total(bill(captures.oneZone, usage, 12));
    expect(total(all[0]?.lines ?? [])).toBe(usual);
    expect(due('without search')).toBeLessThan(usual);
    expect(due('two zones')).toBeCloseTo(total(bill(captures.twoZones, usage, 12)), 6);
    // The endpoint, without a queue that is polled, two alarms and the calls of `publish`.
    expect(due('events by an endpoint of SNS') - usual).toBeGreaterThan(6.5);
    expect(due('events by an endpoint of SNS') - usual).toBeLessThan(7.3);
    // 730 h of the connection, and interface endpoints besides.
    expect(due('laboratory linked by VPN')).toBeGreaterThan(usual + 36.5);
    // 24 wakes a day, each of a minute at least, on 4 RPU at $0.375 an hour, and its copy of the results.
    const rpuHours = (24 * 60 * 365) / 12 / 3600;
    const copy = 10 * 0.6 * 0.12 * 365 * 0.024;
    expect(due('with Redshift Serverless') - usual).toBeCloseTo(rpuHours * 4 * 0.375 + copy, 6);
  });
});

test('another number of zones keeps as many search nodes in each', () => {
  const prod = readStackConfig('prod');
  const { zones, search } = inZones(prod, 1);
  expect([zones, search.instances]).toEqual([1, prod.search.instances / prod.zones]);
});

describe('npm run cost', () => {
  const run = (...given: readonly string[]) => {
    const program = fileURLToPath(new URL('../../../infra/aws/cost/index.ts', import.meta.url));
    return promisify(execFile)(process.execPath, ['--no-warnings', program, ...given]);
  };

  test.each([
    [['--zones', '4'], '--zones 4: it can be 1 or 2.'],
    [['--usage', 'no-such.json'], 'no-such.json cannot be read as JSON'],
    [['--zone', '1'], "Unknown option '--zone'"],
  ])('%j is refused with what is wrong, and nothing is computed', async (given, told) => {
    await expect(run(...given)).rejects.toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(told),
    });
  });
});
