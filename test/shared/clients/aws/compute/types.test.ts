import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { PRICES } from '../../../../../infra/aws/cost/prices.ts';
import { INSTANCE_TYPES, offerOf, typesFor } from '../../../../../shared/clients/aws/compute/types.ts';

const GB = 1e9;
const largest = Math.max(...INSTANCE_TYPES.map(({ storage }) => storage));

describe('the types of machines', () => {
  test('are listed from the cheapest on, and more room never costs less', () => {
    const sorted = INSTANCE_TYPES.toSorted((a, b) => a.dollarsPerHour - b.dollarsPerHour);
    expect(INSTANCE_TYPES).toEqual(sorted);
    for (const [index, { storage }] of INSTANCE_TYPES.entries())
      expect(storage).toBeGreaterThanOrEqual(INSTANCE_TYPES[index - 1]?.storage ?? 0);
  });

  test('offered are the cheapest with room for the files and for the file system around them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Math.floor(largest * 0.9) }), (bytes) => {
        const [offered, ...others] = typesFor({ bytes });
        const withRoom = INSTANCE_TYPES.filter(({ storage }) => storage * 0.9 >= bytes);
        expect(offered).toEqual(withRoom[0]);
        for (const other of others) {
          expect(withRoom).toContain(other);
          expect(other.dollarsPerHour).toBeLessThan(offered.dollarsPerHour * 2.2);
        }
      }),
    );
  });

  test.each([
    [6 * GB, 'i4i.large'],
    [421 * GB, 'i4i.large'],
    [422 * GB, 'i4i.xlarge'],
    [1_600 * GB, 'i4i.2xlarge'],
    [13_000 * GB, 'i4i.16xlarge'],
  ])('for %d bytes is %s', (bytes, name) => {
    expect(typesFor({ bytes })[0].name).toBe(name);
  });

  test('have no room for more than the largest takes', () => {
    expect(() => typesFor({ bytes: largest })).toThrow(expect.objectContaining({ code: 'TooLarge' }));
  });

  test('cost in quotes what they cost in the table of bills', () => {
    const billed = Object.entries(PRICES).filter(([name]) => name.startsWith('ec2.'));
    expect(billed.length).toBeGreaterThan(0);
    for (const [name, { usd }] of billed)
      expect(INSTANCE_TYPES).toContainEqual(
        expect.objectContaining({ name: name.slice('ec2.'.length), dollarsPerHour: usd }),
      );
  });

  test('have substitutes for every size but the largest, so that one empty zone does not end a launch', () => {
    for (const { storage } of INSTANCE_TYPES.slice(0, -1))
      expect(typesFor({ bytes: storage * 0.9 }).length).toBeGreaterThan(1);
  });

  test('take in no more than their network, their disks and their processors do', () => {
    for (const type of INSTANCE_TYPES) {
      const { bytesPerSecond } = offerOf(type);
      expect(bytesPerSecond).toBeGreaterThan(90e6);
      expect(bytesPerSecond).toBeLessThanOrEqual(Math.min(type.network, type.writes));
    }
  });
});
