import { EC2Client } from '@aws-sdk/client-ec2';
import { afterEach, describe, expect, test } from '@jest/globals';
import { ec2Compute } from '../../../../../shared/clients/aws/compute/index.ts';
import type { Compute } from '../../../../../shared/ports/compute.ts';
import { type Ec2Answer, type Ec2Request, type Ec2Server, openEc2Server } from './ec2-server.ts';

const GB = 1e9;
const NOTHING: Ec2Answer = { instances: [] };
const started = (id = 'i-1'): Ec2Answer => ({ instances: [{ id, state: 'pending' }] });

let server: Ec2Server;
let client: EC2Client;
let waits: number[];

afterEach(async () => {
  client.destroy();
  await server.close();
});

/** EC2 that answers launches so, and lists `found`. */
async function open(
  run: (request: Ec2Request, earlier: number) => Ec2Answer,
  found: () => Ec2Answer = () => NOTHING,
): Promise<Compute> {
  waits = [];
  let launches = 0;
  server = await openEc2Server((request) => {
    if (request.Action === 'DescribeInstances') return found();
    if (request.Action === 'RunInstances') return run(request, launches++);
    return NOTHING;
  });
  client = new EC2Client({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: { requestTimeout: 500, throwOnRequestTimeout: true },
  });
  return ec2Compute({
    client,
    platform: 'sessions-test',
    settings: { template: 'lt-1', subnets: ['subnet-a', 'subnet-b'], role: 'AROA1' },
    clock: {
      wait: async (ms) => {
        waits.push(ms);
      },
    },
  });
}

const launches = (): Ec2Request[] => server.seen.filter(({ Action }) => Action === 'RunInstances');
const places = (): string[] => [
  ...new Set(launches().map(({ InstanceType, SubnetId }) => `${InstanceType} ${SubnetId}`)),
];

describe('the request for an instance', () => {
  test('names the template, and of itself only type, zone and tags', async () => {
    const compute = await open(() => started());
    await compute.launch({ token: 'sbx-1-1', bytes: 100 * GB });
    expect(launches()).toEqual([
      expect.objectContaining({
        'LaunchTemplate.LaunchTemplateId': 'lt-1',
        'LaunchTemplate.Version': '$Default',
        InstanceType: 'i4i.large',
        SubnetId: 'subnet-a',
        MinCount: '1',
        MaxCount: '1',
        ClientToken: expect.stringMatching(/^[!-~]{32,64}$/),
        'TagSpecification.1.ResourceType': 'instance',
        'TagSpecification.2.ResourceType': 'volume',
      }),
    ]);
    const overridden = Object.keys(launches()[0] ?? {}).filter((key) =>
      /Image|Security|Iam|Network|UserData|Disk/.test(key),
    );
    expect(overridden).toEqual([]);
  });

  test('has the same client token whenever it is repeated, and another for another launch', async () => {
    const compute = await open(() => started());
    await compute.launch({ token: 'sbx-1-1', bytes: 1 });
    await compute.launch({ token: 'sbx-1-1', bytes: 1 });
    await compute.launch({ token: 'sbx-1-2', bytes: 1 });
    const [first, again, other] = launches().map(({ ClientToken }) => ClientToken);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  test('is not made where the token has an instance, were it an ended one', async () => {
    const compute = await open(
      () => started(),
      () => ({ instances: [{ id: 'i-9', state: 'terminated' }] }),
    );
    await expect(compute.launch({ token: 'sbx-1-1', bytes: 1 })).resolves.toEqual({
      id: 'AROA1:i-9',
      state: 'ended',
    });
    expect(launches()).toEqual([]);
  });
});

describe('where there is no machine', () => {
  test.each([
    ['InsufficientInstanceCapacity', 500],
    ['Unsupported', 400],
    ['UnfulfillableCapacity', 400],
    ['InsufficientFreeAddressesInSubnet', 400],
  ])('of the type in a zone, the next zone is asked under another client token: %s', async (code, status) => {
    const compute = await open(({ SubnetId }) =>
      SubnetId === 'subnet-a' ? { code, status } : started('i-2'),
    );
    await expect(compute.launch({ token: 'sbx-1-1', bytes: 1 })).resolves.toEqual({
      id: 'AROA1:i-2',
      state: 'running',
    });
    expect(places()).toEqual(['i4i.large subnet-a', 'i4i.large subnet-b']);
    expect(new Set(launches().map(({ ClientToken }) => ClientToken)).size).toBe(2);
  });

  test('of the type at all, others with room are asked for, none far dearer than the quoted one', async () => {
    const compute = await open(() => ({ code: 'UnfulfillableCapacity' }));
    await expect(compute.launch({ token: 'sbx-1-1', bytes: 1000 * GB })).rejects.toMatchObject({
      code: 'NoCapacity',
      message: expect.stringContaining('UnfulfillableCapacity'),
    });
    expect(places()).toEqual([
      'i4i.2xlarge subnet-a',
      'i4i.2xlarge subnet-b',
      'i7i.2xlarge subnet-a',
      'i7i.2xlarge subnet-b',
      'i4i.4xlarge subnet-a',
      'i4i.4xlarge subnet-b',
    ]);
  });

  test('that the account may have, nothing else is asked for', async () => {
    const compute = await open(() => ({ code: 'VcpuLimitExceeded' }));
    await expect(compute.launch({ token: 'sbx-1-1', bytes: 1 })).rejects.toMatchObject({
      code: 'NoCapacity',
      message: expect.stringContaining('VcpuLimitExceeded'),
    });
    expect(launches()).toHaveLength(1);
  });

  test('is not what a missing right says: it is thrown as it is', async () => {
    const compute = await open(() => ({ code: 'UnauthorizedOperation', status: 403 }));
    await expect(compute.launch({ token: 'sbx-1-1', bytes: 1 })).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
    });
    expect(launches()).toHaveLength(1);
  });
});

describe('a lost answer', () => {
  test.each(['lost', 'silence'] as const)(
    'is asked for again with the same zone, type and client token: %s',
    async (how) => {
      const compute = await open((_, earlier) => (earlier === 0 ? how : started('i-1')));
      await expect(compute.launch({ token: 'sbx-1-1', bytes: 1 })).resolves.toMatchObject({
        id: 'AROA1:i-1',
      });
      expect(launches()).toHaveLength(2);
      expect(launches()[1]).toEqual(launches()[0]);
    },
  );

  test('never leads to another zone, also when there is none for good', async () => {
    const compute = await open(() => 'lost');
    await expect(compute.launch({ token: 'sbx-1-1', bytes: 1 })).rejects.not.toMatchObject({
      code: 'NoCapacity',
    });
    expect(places()).toEqual(['i4i.large subnet-a']);
  });
});

describe('a client token that was used before', () => {
  const twice = (): (() => Ec2Answer) => {
    let asked = 0;
    return () => (asked++ === 0 ? NOTHING : { instances: [{ id: 'i-7', state: 'running' }] });
  };

  test('for the same launch by an earlier template leads to the instance that it gave', async () => {
    const compute = await open(() => ({ code: 'IdempotentParameterMismatch' }), twice());
    await expect(compute.launch({ token: 'sbx-1-1', bytes: 1 })).resolves.toEqual({
      id: 'AROA1:i-7',
      state: 'running',
    });
  });

  test('for an instance that EC2 no longer shows says that it has ended', async () => {
    const compute = await open(() => ({ code: 'IdempotentInstanceTerminated' }));
    await expect(compute.launch({ token: 'sbx-1-1', bytes: 1 })).resolves.toMatchObject({ state: 'ended' });
  });

  test('for something that cannot be found is an error', async () => {
    const compute = await open(() => ({ code: 'IdempotentParameterMismatch' }));
    await expect(compute.launch({ token: 'sbx-1-1', bytes: 1 })).rejects.toMatchObject({
      name: 'IdempotentParameterMismatch',
    });
  });
});

describe('several instances of one token', () => {
  const found: Ec2Answer = {
    instances: [
      { id: 'i-3', state: 'running', at: '2026-01-01T00:00:02.000Z' },
      { id: 'i-2', state: 'running', at: '2026-01-01T00:00:01.000Z' },
      { id: 'i-1', state: 'terminated', at: '2026-01-01T00:00:03.000Z' },
    ],
  };

  test('are found as the oldest of them, whoever looks', async () => {
    const compute = await open(
      () => started(),
      () => found,
    );
    await expect(compute.find('sbx-1-1')).resolves.toEqual({ id: 'AROA1:i-2', state: 'running' });
  });

  test('are ended together', async () => {
    const compute = await open(
      () => started(),
      () => found,
    );
    await compute.end('sbx-1-1');
    const ends = server.seen.filter(({ Action }) => Action === 'TerminateInstances');
    expect(ends).toEqual([expect.objectContaining({ 'InstanceId.1': 'i-2', 'InstanceId.2': 'i-3' })]);
  });
});

describe('an end', () => {
  test('looks again where EC2 does not show the instance yet', async () => {
    let looks = 0;
    const compute = await open(
      () => started(),
      () => (looks++ < 2 ? NOTHING : { instances: [{ id: 'i-5', state: 'pending' }] }),
    );
    await compute.end('sbx-1-1');
    expect(server.seen.map(({ Action }) => Action)).toEqual([
      'DescribeInstances',
      'DescribeInstances',
      'DescribeInstances',
      'TerminateInstances',
    ]);
    expect(waits).toEqual([500, 1500]);
  });

  test('does not wait for ever for what never was', async () => {
    const compute = await open(() => started());
    await expect(compute.end('sbx-1-1')).resolves.toBeUndefined();
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(10_000);
  });

  test('leaves alone what is on its way out', async () => {
    const compute = await open(
      () => started(),
      () => ({ instances: [{ id: 'i-5', state: 'shutting-down' }] }),
    );
    await compute.end('sbx-1-1');
    expect(server.seen.map(({ Action }) => Action)).toEqual(['DescribeInstances']);
  });
});
