import { describe, expect, test } from '@jest/globals';
import { openPrivateBus } from '../../../../shared/clients/aws/store-bus.ts';
import { busContract, receiveSome } from '../../../contracts/bus.ts';
import { event } from '../../../make.ts';
import { emulatorOfFile } from './emulator.ts';
import { openStoreBusWorld } from './store-bus-world.ts';

const openWorld = openStoreBusWorld(emulatorOfFile());
const settings = { visibilityTimeout: 600, attempts: 3 };
const everything = [{ queue: 'everything', filter: {}, settings }];

describe('the bus by way of the store, with its publisher', () => busContract(openWorld));

describe('an event', () => {
  test('is durable in the store before anybody publishes it, and gone from there once it is in the queues', async () => {
    const world = await openWorld(everything);
    await world.bus.publish(event({ id: 'e1' }));
    expect(await world.left()).toEqual(['e1.json']);
    expect(await receiveSome(world, 'everything', 1)).toHaveLength(1);
    expect(await world.left()).toEqual([]);
    await world.close();
  });

  test('that is published twice is one event to whoever takes it', async () => {
    const world = await openWorld(everything);
    await world.bus.publish(event({ id: 'e1' }));
    await world.bus.publish(event({ id: 'e1' }));
    const ids = (await receiveSome(world, 'everything', 2)).map(({ body }) => JSON.parse(body).id);
    expect(new Set(ids)).toEqual(new Set(['e1']));
    await world.close();
  });
});

describe('the bus of a function in a private subnet', () => {
  const topic = 'arn:aws:sns:us-east-1:000000000000:events';

  test('is the folder of the ledger where one is named', async () => {
    const bus = openPrivateBus({ stores: {}, busFolder: 'bus/', topic });
    await expect(bus.publish(event())).rejects.toThrow('The store ledger is not named');
  });

  test('is the topic otherwise, and none where there is neither', () => {
    expect(() => openPrivateBus({ stores: { ledger: 'ledger' }, topic })).not.toThrow();
    expect(() => openPrivateBus({ stores: { ledger: 'ledger' } })).toThrow('names no topic');
  });
});
