import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { writtenNotice } from '../../../../shared/service/consume.ts';
import { type Area, defineService } from '../../../../shared/service/define.ts';
import { Refusal } from '../../../../shared/service/errors.ts';
import { writtenKeys } from '../../../../shared/service/lambda/written-keys.ts';
import { keysOf, openWorld, type TestWorld } from '../../../services/world.ts';
import { batchOf, functionOf } from './make.ts';

/** As S3 writes it, of which little is read. */
const notification = (...keys: readonly string[]): string =>
  JSON.stringify({
    Records: keys.map((key) => ({
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      eventName: 'ObjectCreated:Put',
      s3: {
        bucket: { name: 'sessions-dev-ledger' },
        object: { key, size: 3, versionId: 'v', sequencer: '0' },
      },
    })),
  });

const reports = { area: 'ledger/instances', suffix: '/report.json' } as const;

describe('the keys of a notification', () => {
  test('are relative to the area', () => {
    expect(writtenKeys(notification('instances/i-1/report.json'), reports)).toEqual(['i-1/report.json']);
  });

  test('are read as a form is: a plus is a space, and the rest is percent-encoded', () => {
    const written = { area: 'results' as Area, suffix: '' };
    expect(writtenKeys(notification('in/a+b%2B%C3%A9.bin'), written)).toEqual(['in/a b+é.bin']);
  });

  test('leave out what lies outside of the area or ends otherwise', () => {
    const body = notification(
      'instances/i-1/log.txt',
      'sessions/i-1/report.json',
      'instances/i-2/report.json',
    );
    expect(writtenKeys(body, reports)).toEqual(['i-2/report.json']);
  });

  test('leave out what an area without a folder of its own does not mean', () => {
    const body = notification('s1/manifest.json', 's1/raw/manifest.json');
    expect(writtenKeys(body, { area: 'archive/raw', suffix: '.json' })).toEqual(['s1/raw/manifest.json']);
  });

  test('are none in the message that S3 sends when notifications are set up', () => {
    const body = '{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"sessions-dev-ledger"}';
    expect(writtenKeys(body, reports)).toEqual([]);
  });

  test.each([
    'no json',
    '{}',
    'null',
    '{"Records":[{"s3":{}}]}',
    notification('instances/%E0%A4/report.json'),
  ])('%s is no notification', (body) => {
    expect(writtenKeys(body, reports)).toBeUndefined();
  });
});

describe('a function that hears of objects', () => {
  let world: TestWorld;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world.close());

  const hearer = (handle: (key: string) => Promise<void>) =>
    defineService({
      name: 'hearer',
      does: 'Takes part in a test.',
      on: { written: reports },
      emits: [],
      uses: {},
      limits: { memory: 256, timeout: 60, concurrency: 1 },
      failure: { alarm: 'None', runbook: 'docs/runbooks/none.md' },
      handle,
    });

  test('handles every object of every notification', async () => {
    const heard: string[] = [];
    const { take } = functionOf(
      hearer(async (key) => void heard.push(key)),
      world,
    );
    const batch = batchOf(
      notification('instances/i-1/report.json', 'instances/i-2/report.json'),
      notification('instances/i-3/report.json'),
      notification('instances/i-4/other.json'),
      '{"Event":"s3:TestEvent"}',
    );
    expect(await take(batch)).toEqual({ batchItemFailures: [] });
    expect(heard.toSorted()).toEqual(['i-1/report.json', 'i-2/report.json', 'i-3/report.json']);
    expect(await keysOf(world, 'ledger/failures')).toEqual([]);
  });

  test('takes a notice that was put into the queue by hand, as replay does', async () => {
    const heard: string[] = [];
    const { take } = functionOf(
      hearer(async (key) => void heard.push(key)),
      world,
    );
    expect(await take(batchOf(writtenNotice('i-1/report.json')))).toEqual({ batchItemFailures: [] });
    expect(heard).toEqual(['i-1/report.json']);
  });

  test('has the whole notification again where one of its objects failed', async () => {
    const service = hearer(async (key) => {
      if (key.startsWith('i-2')) throw new Error('not now');
    });
    const { take } = functionOf(service, world);
    const taken = take(batchOf(notification('instances/i-1/report.json', 'instances/i-2/report.json')));
    await world.clock.advance(5000);
    expect(await taken).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-1' }] });
  });

  test('keeps every object that it refused, and what is no notification, in the inbox', async () => {
    const service = hearer(async () => {
      throw new Refusal('event-invalid');
    });
    const { take } = functionOf(service, world);
    const two = notification('instances/i-1/report.json', 'instances/i-2/report.json');
    expect(await take(batchOf(two, 'no notification'))).toEqual({ batchItemFailures: [] });
    expect(await keysOf(world, 'ledger/failures')).toEqual([
      'event-invalid/hearer-m-1.0.json',
      'event-invalid/hearer-m-1.1.json',
      'event-invalid/hearer-m-2.json',
    ]);
  });
});
