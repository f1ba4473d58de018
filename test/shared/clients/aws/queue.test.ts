import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openSqsDeadLetters } from '../../../../shared/clients/aws/dead-letters.ts';
import { openSqsQueue } from '../../../../shared/clients/aws/queue.ts';
import type { Queue } from '../../../../shared/ports/queue.ts';
import type { BusWorld } from '../../../contracts/bus.ts';
import { queueContract } from '../../../contracts/queue.ts';
import { openBusWorld } from './bus-world.ts';
import { emulatorOfFile } from './emulator.ts';
import { type Front, jsonError, openFront } from './front.ts';

const openWorld = openBusWorld(emulatorOfFile());

describe('the queue of SQS', () => queueContract(openWorld));

describe('dead letters of several queues', () => {
  const names = ['first', 'second', 'third'];
  let world: BusWorld;
  beforeEach(async () => {
    const settings = { visibilityTimeout: 30, attempts: 1 };
    world = await openWorld(names.map((queue) => ({ queue, filter: {}, settings })));
  });
  afterEach(() => world.close());

  async function kill(queue: string, count: number): Promise<void> {
    const its = world.queue(queue);
    for (let i = 0; i < count; i++) await its.send(`letter ${i}`);
    await its.receive({ max: 10, waitSeconds: 0 });
    await its.receive({ max: 10, waitSeconds: 0 });
    await world.advance(31_000);
    await its.receive({ max: 1, waitSeconds: 0 });
  }

  const countByQueue = (letters: readonly { queue: string }[]): Record<string, number> =>
    Object.fromEntries(names.map((name) => [name, letters.filter(({ queue }) => queue === name).length]));

  test('are received in fair shares: a flood in one holds up no other', async () => {
    await kill('first', 20);
    await kill('third', 2);
    const letters = await world.deadLetters.receive(10);
    expect(countByQueue(letters)).toEqual({ first: 8, second: 0, third: 2 });
  });

  test('come from another queue first each time', async () => {
    for (const name of names) await kill(name, 3);
    const first: (string | undefined)[] = [];
    for (let i = 0; i < 3; i++) first.push((await world.deadLetters.receive(1))[0]?.queue);
    expect(first).toEqual(names);
  });

  test('come again when their reader has died', async () => {
    await kill('second', 1);
    const [letter] = await world.deadLetters.receive(10);
    await world.advance(299_000);
    expect(await world.deadLetters.receive(10)).toEqual([]);
    await world.advance(1_000);
    expect(await world.deadLetters.receive(10)).toMatchObject([{ id: letter?.id, queue: 'second' }]);
  });

  test('are counted while somebody reads them, until they are acknowledged', async () => {
    await kill('second', 1);
    const [letter] = await world.deadLetters.receive(10);
    expect(await world.queue('second').depth()).toMatchObject({ dead: 1 });
    await world.deadLetters.acknowledge('second', letter?.receipt ?? '');
    expect(await world.queue('second').depth()).toMatchObject({ dead: 0 });
  });

  test('of a queue that there is not are none', async () => {
    const { deadLetters } = world;
    await expect(deadLetters.acknowledge('fourth', 'any')).rejects.toMatchObject({ code: 'NoSuchQueue' });
    await expect(deadLetters.receive(11)).rejects.toMatchObject({ code: 'InvalidValue' });
  });
});

test('a queue that there is not is named as such', async () => {
  const world = await openWorld([]);
  const queue = world.queue('https://sqs.us-east-1.amazonaws.com/000000000000/nobody');
  for (const call of [
    () => queue.receive({ max: 1, waitSeconds: 0 }),
    () => queue.send('work'),
    () => queue.depth(),
    () => queue.acknowledge('any'),
    () => queue.release('any', 1),
  ])
    await expect(call()).rejects.toMatchObject({ name: 'BusError', code: 'NoSuchQueue' });
  await world.close();
});

describe('answers of AWS that the emulator does not give', () => {
  let front: Front;
  let client: SQSClient;
  let queue: Queue;
  beforeEach(async () => {
    front = await openFront();
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    client = new SQSClient({
      endpoint: front.url,
      region: 'us-east-1',
      credentials,
      maxAttempts: 1,
      useQueueUrlAsEndpoint: false,
    });
    const url = 'https://sqs.us-east-1.amazonaws.com/123456789012/sessions-dev-index';
    queue = openSqsQueue({ client, name: 'index', url, deadUrl: `${url}-dead` });
  });
  afterEach(async () => {
    client.destroy();
    await front.close();
  });

  test.each([
    ['com.amazonaws.sqs#ReceiptHandleIsInvalid', 'The input receipt handle is invalid.'],
    ['com.amazonaws.sqs#MessageNotInflight', 'The message referred to is not in flight.'],
    [
      'com.amazon.coral.service#InvalidParameterValueException',
      'Value AQEB for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.',
    ],
    [
      'com.amazon.coral.service#InvalidParameterValueException',
      'Value AQEB for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.',
    ],
  ])('a receipt is void by %s', async (type, message) => {
    front.answer(() => jsonError(type, message));
    await queue.acknowledge('AQEB');
    await queue.release('AQEB', 0);
    expect(front.asked.map(({ action }) => action)).toEqual(['DeleteMessage', 'ChangeMessageVisibility']);
  });

  test.each([
    [
      'com.amazon.coral.service#InvalidParameterValueException',
      'Value 1 for parameter VisibilityTimeout is invalid.',
    ],
    ['com.amazonaws.sqs#RequestThrottled', 'Slow down.'],
    ['com.amazon.coral.service#AccessDeniedException', 'Not authorized.'],
  ])('all else is an error: %s', async (type, message) => {
    front.answer(() => jsonError(type, message));
    await expect(queue.acknowledge('AQEB')).rejects.toThrow(message);
    await expect(queue.release('AQEB', 0)).rejects.toThrow(message);
  });
});

test('an environment without queues opens no dead letters', () => {
  expect(() => openSqsDeadLetters({})).toThrow('names no queues');
});
