import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { services } from '../../../../services/registry.ts';
import { defineService, type Uses } from '../../../../shared/service/define.ts';
import { lambdaHandler, type Openers } from '../../../../shared/service/lambda.ts';
import type { Log } from '../../../../shared/service/observe.ts';
import { portsOf } from '../../../../shared/service/wire.ts';
import { openWorld, type TestWorld } from '../../../services/world.ts';
import { functionOf, VARIABLES } from './make.ts';

let world: TestWorld;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const clockwork = (handle: (deps: { log: Log }) => Promise<void>, uses: Uses = {}) =>
  defineService({
    name: 'clockwork',
    does: 'Takes part in a test.',
    on: { everySeconds: 60 },
    emits: [],
    uses,
    limits: { memory: 256, timeout: 60, concurrency: 1 },
    failure: { alarm: 'None', runbook: 'docs/runbooks/none.md' },
    handle,
  });

test('whatever a schedule sends, the service runs once', async () => {
  let runs = 0;
  const service = clockwork(async () => {
    runs += 1;
  });
  const { call } = functionOf(service, world);
  await call({ source: 'aws.events' });
  expect(runs).toBe(1);
});

test('a scheduled run that fails is thrown, so that it is counted as an error of the function', async () => {
  const { call } = functionOf(
    clockwork(() => Promise.reject(new Error('not now'))),
    world,
  );
  await expect(call({})).rejects.toThrow('not now');
});

test('each line of the log names the call that wrote it', async () => {
  const service = clockwork(async ({ log }) => log.info('Done.'));
  const { call, lines } = functionOf(service, world);
  await call({}, { awsRequestId: 'call-7' });
  await call({}, { awsRequestId: 'call-8' });
  expect(lines).toMatchObject([
    { message: 'Done.', service: 'clockwork', call: 'call-7' },
    { message: 'Done.', service: 'clockwork', call: 'call-8' },
  ]);
});

test('ports are opened once, when the function starts, with what the variables say', async () => {
  const opened: string[] = [];
  const openers: Openers = {
    secrets: ({ platform }) => {
      opened.push(platform);
      return world.secrets;
    },
  };
  const service = clockwork(async () => undefined, { secrets: ['token-signing'] });
  const handler = lambdaHandler(service, openers, VARIABLES);
  expect(opened).toEqual(['sessions-test']);
  const call = { awsRequestId: 'call-1', getRemainingTimeInMillis: () => 1000 };
  await handler({}, call);
  await handler({}, call);
  expect(opened).toEqual(['sessions-test']);
});

test('ports that a service did not ask for stay closed', () => {
  const openers: Openers = {
    bus: () => {
      throw new Error('opened');
    },
  };
  expect(() =>
    lambdaHandler(
      clockwork(async () => undefined),
      openers,
      VARIABLES,
    ),
  ).not.toThrow();
});

test.each(services.filter(({ manifest }) => portsOf(manifest).length > 0))(
  '$manifest.name does not start without what opens its ports, and says which',
  (service) => {
    const missing = portsOf(service.manifest).join(', ');
    expect(() => lambdaHandler(service, {}, VARIABLES)).toThrow(missing);
  },
);

test('nothing starts outside of the platform', () => {
  expect(() =>
    lambdaHandler(
      clockwork(async () => undefined),
      {},
      {},
    ),
  ).toThrow('SESSIONS_PLATFORM');
});
