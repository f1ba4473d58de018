import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { namesOf } from '../../../infra/aws/names.ts';
import {
  type QueueAddress,
  type QueueAddresses,
  readQueues,
  writeQueues,
} from '../../../shared/service/queue-addresses.ts';

const text = fc.string({ unit: fc.constantFrom('a', 'b', '-', '/', '-dead', '"', 'ü'), maxLength: 6 });

/** Addresses beside each other: of one prefix, of another one, and of any form. */
const queues: fc.Arbitrary<QueueAddresses> = fc
  .uniqueArray(
    fc.record({ name: text, kind: fc.constantFrom('same', 'elsewhere', 'any'), url: text, deadUrl: text }),
    { selector: ({ name }) => name },
  )
  .map((made) =>
    Object.fromEntries(
      made.map(({ name, kind, url, deadUrl }): [string, QueueAddress] => {
        if (kind === 'any') return [name, { url, deadUrl }];
        const own = `${kind === 'same' ? 'https://sqs/' : 'https://other/'}${name}`;
        return [name, { url: own, deadUrl: `${own}-dead` }];
      }),
    ),
  );

test('the addresses of queues are read as they were written, whether one follows from another or not', () => {
  fc.assert(
    fc.property(queues, (given) => {
      expect(readQueues(writeQueues(given))).toEqual(given);
    }),
    { numRuns: 500 },
  );
});

const names = namesOf({ stack: 'dev', account: '0'.repeat(12), region: 'us-east-1' });
const addressOf = (name: string): QueueAddress => ({
  url: names.queueUrl(name),
  deadUrl: names.deadQueueUrl(name),
});

test('the queues of a stack take one address, and a name each', () => {
  const given = { commit: addressOf('commit'), index: addressOf('index'), notify: addressOf('notify') };
  expect(JSON.parse(writeQueues(given))).toEqual({
    url: names.queueUrl('commit'),
    names: ['commit', 'index', 'notify'],
  });
});

test('a queue that is called otherwise is written out', () => {
  const given = { commit: addressOf('commit'), old: { url: 'https://q/1', deadUrl: 'https://q/2' } };
  expect(readQueues(writeQueues(given))).toEqual(given);
  expect(JSON.parse(writeQueues(given))).toMatchObject({ names: ['commit'], others: { old: given.old } });
});
