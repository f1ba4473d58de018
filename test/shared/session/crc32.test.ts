import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { combineCrc32, crc32, crc32Hex, parseCrc32 } from '../../../shared/session/crc32.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('crc32', () => {
  test('is the CRC-32 of ISO-HDLC (its published check value)', () => {
    expect(crc32Hex(crc32(bytes('123456789')))).toBe('cbf43926');
  });

  test('of nothing is zero', () => {
    expect(crc32(new Uint8Array())).toBe(0);
  });

  test('goes on from the checksum of what came before', () => {
    expect(crc32(bytes('6789'), crc32(bytes('12345')))).toBe(crc32(bytes('123456789')));
  });

  test('is written in 8 digits, also when it begins with zeros', () => {
    expect(crc32Hex(0xab)).toBe('000000ab');
    expect(parseCrc32('000000ab')).toBe(0xab);
  });

  test.each(['', 'cbf4392', 'cbf439260', 'CBF43926', '0xcbf439', 'cbf4392 '])('refuses %j', (hex) => {
    expect(() => parseCrc32(hex)).toThrow(RangeError);
  });

  test('reads back every value that it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (crc) => parseCrc32(crc32Hex(crc)) === crc),
    );
  });
});

describe('combineCrc32', () => {
  test('gives the checksum of the joined bytes, wherever they are cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), fc.uint8Array({ maxLength: 3_000 }), (a, b) => {
        expect(combineCrc32(crc32(a), crc32(b), b.length)).toBe(crc32(Buffer.concat([a, b])));
      }),
    );
  });

  test('joins any number of parts from the left', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (parts) => {
        const joined = parts.reduce((crc, part) => combineCrc32(crc, crc32(part), part.length), 0);
        expect(joined).toBe(crc32(Buffer.concat(parts)));
      }),
    );
  });

  test('groups as one likes, also with lengths beyond 32 bits', () => {
    const crc = fc.integer({ min: 0, max: 0xffffffff });
    const length = fc.integer({ min: 0, max: 5 * 1024 ** 4 });
    fc.assert(
      fc.property(crc, crc, length, crc, length, (a, b, lengthOfB, c, lengthOfC) => {
        const leftFirst = combineCrc32(combineCrc32(a, b, lengthOfB), c, lengthOfC);
        const rightFirst = combineCrc32(a, combineCrc32(b, c, lengthOfC), lengthOfB + lengthOfC);
        expect(leftFirst).toBe(rightFirst);
      }),
    );
  });
});
