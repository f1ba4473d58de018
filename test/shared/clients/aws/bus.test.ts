import { SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openSnsBus, snsBus } from '../../../../shared/clients/aws/bus.ts';
import { type Bus, MAX_EVENT_BYTES } from '../../../../shared/ports/bus.ts';
import { busContract, receiveSome } from '../../../contracts/bus.ts';
import { event, eventOfBytes } from '../../../make.ts';
import { openBusWorld } from './bus-world.ts';
import { emulatorOfFile } from './emulator.ts';
import { type Front, openFront, xmlError } from './front.ts';

const emulator = emulatorOfFile();
const openWorld = openBusWorld(emulator);

describe('the bus of SNS', () => busContract(openWorld));

test('a text that XML cannot carry arrives as it was', async () => {
  const settings = { visibilityTimeout: 30, attempts: 3 };
  const world = await openWorld([{ queue: 'everything', filter: {}, settings }]);
  const published = event({ data: { note: '\u0000 \uFFFE \uFFFF \uD800' } });
  await world.bus.publish(published);
  const [message] = await receiveSome(world, 'everything', 1);
  expect(message?.body).not.toMatch(/[\uFFFE\uFFFF]/);
  expect(JSON.parse(message?.body ?? '')).toEqual(published);
  await world.close();
});

describe('what is asked of SNS', () => {
  const topic = 'arn:aws:sns:eu-central-1:123456789012:sessions-dev-events';
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  let front: Front;
  let bus: Bus;
  let client: SNSClient;
  beforeEach(async () => {
    front = await openFront();
    client = new SNSClient({ endpoint: front.url, region: 'eu-central-1', credentials, maxAttempts: 1 });
    bus = snsBus({ client, topic });
  });
  afterEach(async () => {
    client.destroy();
    await front.close();
  });

  test('is the envelope, and nothing beside it', async () => {
    front.answer(() => ({ status: 200, body: '<PublishResponse/>' }));
    await bus.publish(event());
    expect(front.asked).toHaveLength(1);
    const { Version: _, ...asked } = Object.fromEntries(new URLSearchParams(front.asked[0]?.body));
    expect(asked).toEqual({ Action: 'Publish', TopicArn: topic, Message: JSON.stringify(event()) });
  });

  test('is nothing for an event that is too large', async () => {
    await expect(bus.publish(eventOfBytes(MAX_EVENT_BYTES + 1))).rejects.toMatchObject({
      code: 'EventTooLarge',
    });
    expect(front.asked).toEqual([]);
  });

  test('and not taken is an error, so that the outbox keeps the event', async () => {
    front.answer(() => xmlError('InternalError', 'not now', 500));
    await expect(bus.publish(event())).rejects.toThrow('not now');
  });
});

test('an environment without a topic opens no bus', () => {
  expect(() => openSnsBus({})).toThrow('names no topic');
});
