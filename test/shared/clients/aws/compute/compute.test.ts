import { EC2Client, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { ec2Compute, openEc2Compute } from '../../../../../shared/clients/aws/compute/index.ts';
import { listInstances } from '../../../../../shared/clients/aws/compute/instances.ts';
import { systemClock } from '../../../../../shared/clients/clock.ts';
import { type ComputeWorld, computeContract } from '../../../../contracts/compute.ts';
import { type Emulator, startEmulator } from '../../../../setup/emulator/start.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
}, 60_000);
afterAll(() => emulator.stop());

let worlds = 0;
const clients: EC2Client[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
});

/** A stack of its own each: what another test launched is not found. */
function world() {
  worlds += 1;
  const platform = `sessions-test-${worlds}`;
  const client = new EC2Client(emulator.root);
  clients.push(client);
  const settings = {
    template: 'lt-0123456789abcdef0',
    subnets: ['subnet-a', 'subnet-b'],
    role: 'AROAEXAMPLE',
  };
  const compute = ec2Compute({ client, platform, settings, clock: { wait: async () => undefined } });
  return { client, platform, compute };
}

describe('instances of EC2', () =>
  computeContract(
    async (): Promise<ComputeWorld> => ({ compute: world().compute, close: async () => undefined }),
    { forestalls: false },
  ));

describe('an instance of EC2', () => {
  test('says by its id which folder the policy of its role opens to it', async () => {
    const { client, compute, platform } = world();
    const { id } = await compute.launch({ token: 'sbx-1-1', bytes: 1 });
    const [found] = await listInstances(client, platform, 'sbx-1-1');
    expect(id).toBe(`AROAEXAMPLE:${found?.InstanceId}`);
  });

  test('carries the tags by which it is found, ended and knows its folder', async () => {
    const { client, compute, platform } = world();
    await compute.launch({ token: 'sbx-1-1', bytes: 1 });
    const [found] = await listInstances(client, platform, 'sbx-1-1');
    expect(Object.fromEntries((found?.Tags ?? []).map(({ Key, Value }) => [Key, Value]))).toEqual({
      platform,
      Name: `${platform}-sandbox-sbx-1-1`,
      'sessions:token': 'sbx-1-1',
      'sessions:role': 'AROAEXAMPLE',
    });
  });

  test('of another stack with the same token is neither found nor ended', async () => {
    const [ours, theirs] = [world(), world()];
    await theirs.compute.launch({ token: 'sbx-1-1', bytes: 1 });
    expect(await ours.compute.find('sbx-1-1')).toBeUndefined();
    await ours.compute.end('sbx-1-1');
    expect(await theirs.compute.find('sbx-1-1')).toMatchObject({ state: 'running' });
  });

  test('that ended by itself is found as ended', async () => {
    const { client, compute, platform } = world();
    await compute.launch({ token: 'sbx-1-1', bytes: 1 });
    const [found] = await listInstances(client, platform, 'sbx-1-1');
    await client.send(new TerminateInstancesCommand({ InstanceIds: [found?.InstanceId ?? ''] }));
    expect(await compute.find('sbx-1-1')).toMatchObject({ state: 'ended' });
  });
});

test('nothing is opened where the environment says nothing of launches', () => {
  const environment = { platform: 'sessions-test', stores: {}, secrets: {} };
  expect(() => openEc2Compute(environment, systemClock)).toThrow('no launch template');
});
