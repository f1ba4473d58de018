import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { namesOf } from '../../../infra/aws/names.ts';
import { type Environment, readEnvironment, writeEnvironment } from '../../../shared/service/environment.ts';

const text = fc.string({ unit: 'grapheme', minLength: 1 });
const queue = fc.record({ url: text, deadUrl: text });

/** Every part that an environment can have, each there or not. */
const parts: { readonly [K in keyof Required<Environment>]: fc.Arbitrary<NonNullable<Environment[K]>> } = {
  platform: text,
  stores: fc.record({ landing: text, archive: text, results: text, ledger: text }, { requiredKeys: [] }),
  topic: text,
  busFolder: text,
  search: text,
  secrets: fc.record({ 'token-signing': text, 'receipt-signing': text }, { requiredKeys: [] }),
  queues: fc.dictionary(text, queue),
  launch: fc.record({ template: text, subnets: fc.array(text), role: text }),
  mail: fc.record({ topic: text, slackSecret: text, operators: fc.array(text) }),
};
const environment = fc.record(parts, {
  requiredKeys: ['platform', 'stores', 'secrets'],
}) as fc.Arbitrary<Environment>;

/** As Lambda measures variables: the bytes of their JSON. */
const bytesOf = (variables: Readonly<Record<string, string>>): number =>
  Buffer.byteLength(JSON.stringify(variables));

describe('the environment of a function', () => {
  test('is read as it was written, whatever is in it', () => {
    fc.assert(
      fc.property(environment, (given) => {
        expect(readEnvironment(writeEnvironment(given))).toEqual(given);
      }),
    );
  });

  test('is read among the variables of Lambda itself', () => {
    const given: Environment = { platform: 'sessions-dev', stores: { ledger: 'l' }, secrets: {} };
    const variables = { AWS_REGION: 'us-east-1', PATH: '/bin', ...writeEnvironment(given) };
    expect(readEnvironment(variables)).toEqual(given);
  });

  test('is made of names that Lambda takes', () => {
    fc.assert(
      fc.property(environment, (given) => {
        for (const name of Object.keys(writeEnvironment(given))) expect(name).toMatch(/^SESSIONS_[A-Z_]+$/);
      }),
    );
  });

  test.each([{}, { SESSIONS_PLATFORM: '' }, { SESSIONS_TOPIC: 'arn' }])(
    'is missing in the variables %j: nothing starts with them',
    (variables) => {
      expect(() => readEnvironment(variables)).toThrow('SESSIONS_PLATFORM is not set');
    },
  );

  test('stays below the 4 KB of Lambda with the queues of 40 services, where names are long', () => {
    const names = namesOf({ stack: 'laboratory-north', account: '0'.repeat(12), region: 'ap-southeast-1' });
    const services = Array.from({ length: 40 }, (_, index) => `a-service-with-a-long-name-${index}`);
    const variables = writeEnvironment({
      platform: names.platform,
      stores: { ledger: names.bucket('ledger') },
      secrets: {},
      topic: names.topicArn,
      queues: Object.fromEntries(
        services.map((name) => [name, { url: names.queueUrl(name), deadUrl: names.deadQueueUrl(name) }]),
      ),
    });
    expect(bytesOf({ ...variables, NODE_OPTIONS: '--enable-source-maps' })).toBeLessThan(4096);
  });
});
