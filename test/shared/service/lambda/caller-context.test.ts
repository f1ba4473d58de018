import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SCOPES } from '../../../../shared/service/auth.ts';
import { decodeCaller, encodeCaller } from '../../../../shared/service/lambda/caller-context.ts';
import { caller } from '../../../make.ts';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
const callers = fc.record(
  {
    key: text,
    scopes: fc.subarray([...SCOPES]),
    sources: fc.oneof(fc.constant('*' as const), fc.array(fc.oneof(text, fc.constant('*')))),
    source: text,
  },
  { requiredKeys: ['key', 'scopes', 'sources'] },
);

test('a caller comes through the gateway as it was, in values that are plain ASCII strings', () => {
  fc.assert(
    fc.property(callers, (caller) => {
      const context = encodeCaller(caller);
      for (const value of Object.values(context)) expect(value).toMatch(/^[\w-]+$/);
      expect(decodeCaller({ ...context, principalId: caller.key, integrationLatency: 3 })).toEqual(caller);
    }),
  );
});

test('a key for the one source named * does not become a key for all sources', () => {
  const one = caller({ sources: ['*'] });
  expect(decodeCaller(encodeCaller(one))?.sources).toEqual(['*']);
});

test.each([undefined, null, {}, { principalId: 'key-1' }])('%j holds no caller', (context) => {
  expect(decodeCaller(context)).toBeUndefined();
});

test.each([
  ['other JSON', Buffer.from('{"key":"k"}').toString('base64url')],
  [
    'a scope that there is not',
    Buffer.from('{"key":"k","scopes":["all"],"sources":"*"}').toString('base64url'),
  ],
  ['no JSON', 'x'],
])('%s is no caller', (_, value) => {
  expect(() => decodeCaller({ caller: value })).toThrow();
});
