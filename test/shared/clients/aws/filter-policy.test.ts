import { describe, expect, test } from '@jest/globals';
import { snsFilterPolicy } from '../../../../shared/clients/aws/filter-policy.ts';
import type { FilterPolicy } from '../../../../shared/ports/bus.ts';

describe('a filter policy for SNS', () => {
  test('looks into the envelope, which is the body of the message', () => {
    const filter: FilterPolicy = { type: ['SessionMigrated'], source: [{ prefix: '/services/' }] };
    expect(snsFilterPolicy(filter)).toEqual({ policy: filter, scope: 'MessageBody' });
  });

  test('is none where everything is wanted', () => {
    expect(snsFilterPolicy({})).toBeUndefined();
  });

  test.each<[string, FilterPolicy]>([
    ['a field that is no attribute', { data: [{ exists: true }] }],
    ['a list without conditions', { type: [] }],
    ['an empty beginning', { type: [{ prefix: '' }] }],
    ['more than 150 combinations', { type: Array(13).fill('a'), source: Array(12).fill('b') }],
  ])('is refused with %s', (_, filter) => {
    expect(() => snsFilterPolicy(filter)).toThrow(
      expect.objectContaining({ name: 'BusError', code: 'BadFilter' }),
    );
  });
});
