import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addressText,
  cidrText,
  divide,
  isPrivate,
  overlap,
  parseCidr,
  within,
} from '../../../infra/aws/cidr.ts';
import { planNetwork } from '../../../infra/aws/network-plan.ts';

const ZONES = ['us-east-1a', 'us-east-1b', 'us-east-1c', 'us-east-1d'];

const block = (text: string) => {
  const read = parseCidr(text);
  if (!read.ok) throw new Error(`${text}: ${read.why}`);
  return read.cidr;
};

/** Any network that the configuration may name. */
const networks = fc
  .record({ prefix: fc.integer({ min: 16, max: 22 }), seed: fc.nat() })
  .map(({ prefix, seed }) => {
    const size = 2 ** (32 - prefix);
    return `${addressText(10 * 2 ** 24 + (seed % (2 ** 24 / size)) * size)}/${prefix}`;
  });

test('subnets and free blocks fill the network and never overlap', () => {
  fc.assert(
    fc.property(networks, fc.integer({ min: 1, max: 3 }), (cidr, zones) => {
      const plan = planNetwork(cidr, zones, ZONES);
      const blocks = [...plan.private.map((subnet) => subnet.cidr), ...plan.free].map(block);
      const whole = block(cidr);
      expect(plan.private).toHaveLength(zones);
      expect(blocks.every((each) => within(each, whole))).toBe(true);
      expect(blocks.reduce((sum, { size }) => sum + size, 0)).toBe(whole.size);
      for (const [index, one] of blocks.entries())
        for (const other of blocks.slice(index + 1)) expect(overlap(one, other)).toBe(false);
    }),
  );
});

test('each subnet has room for a hundred addresses, and a zone of its own', () => {
  fc.assert(
    fc.property(networks, (cidr) => {
      const subnets = planNetwork(cidr, 3, ZONES).private;
      for (const subnet of subnets) expect(block(subnet.cidr).size).toBeGreaterThan(100);
      expect(new Set(subnets.map(({ zone }) => zone)).size).toBe(3);
    }),
  );
});

test('another zone moves no subnet that is there, in whatever order AWS names them', () => {
  fc.assert(
    fc.property(
      networks,
      fc.integer({ min: 1, max: 2 }),
      fc.shuffledSubarray(ZONES, { minLength: 4 }),
      (cidr, zones, shuffled) => {
        const before = planNetwork(cidr, zones, ZONES).private;
        expect(planNetwork(cidr, zones + 1, shuffled).private.slice(0, zones)).toEqual(before);
      },
    ),
  );
});

test('one zone of a /16 leaves seven blocks of /19 for later', () => {
  expect(planNetwork('10.20.0.0/16', 1, ['us-west-1c', 'us-west-1a'])).toEqual({
    cidr: '10.20.0.0/16',
    private: [{ name: 'private-0', zone: 'us-west-1a', cidr: '10.20.0.0/19' }],
    free: [1, 2, 3, 4, 5, 6, 7].map((each) => `10.20.${each * 32}.0/19`),
  });
});

test('fewer zones than are wanted are no plan', () => {
  expect(() => planNetwork('10.20.0.0/16', 2, ['us-east-1a'])).toThrow('There are 1 zones for 2.');
});

test('a CIDR is read and printed back, whatever block it is', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 32 }),
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      (prefix, address) => {
        const size = 2 ** (32 - prefix);
        const text = `${addressText(address - (address % size))}/${prefix}`;
        expect(cidrText(block(text))).toBe(text);
        expect(parseCidr(`${addressText(address)}/${prefix}`).ok).toBe(address % size === 0);
      },
    ),
  );
});

test('what is no CIDR is said to be none', () => {
  for (const text of [
    '',
    '10',
    '10.0.0.0.0/8',
    '256.0.0.0/8',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '::/0',
    ' 10.0.0.0/8',
  ])
    expect([text, parseCidr(text).ok]).toEqual([text, false]);
});

test('private addresses are those of RFC 1918, whole', () => {
  const answers = [
    '10.1.0.0/16',
    '172.16.0.0/12',
    '192.168.4.0/24',
    '172.32.0.0/16',
    '11.0.0.0/8',
    '0.0.0.0/0',
  ].map((text) => isPrivate(block(text)));
  expect(answers).toEqual([true, true, true, false, false, false]);
});

test('dividing keeps every address', () => {
  expect(divide(block('192.168.0.0/22'), 4).map(cidrText)).toEqual([
    '192.168.0.0/24',
    '192.168.1.0/24',
    '192.168.2.0/24',
    '192.168.3.0/24',
  ]);
});
