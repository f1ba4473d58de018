import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  attributesOf,
  parseRestore,
  storageClassOf,
  toS3Class,
} from '../../../../../shared/clients/aws/objects/attributes.ts';
import { fromBase64, toBase64 } from '../../../../../shared/clients/aws/objects/checksum.ts';
import type { StorageClass } from '../../../../../shared/ports/objects.ts';
import { crc32Hex } from '../../../../../shared/session/crc32.ts';

describe('what S3 says of an object', () => {
  test.each([
    [undefined, undefined],
    ['', undefined],
    ['ongoing-request="true"', { ongoing: true }],
    [
      'ongoing-request="false", expiry-date="Fri, 21 Dec 2029 00:00:00 GMT"',
      { ongoing: false, until: Date.UTC(2029, 11, 21) },
    ],
    ['ongoing-request="false"', { ongoing: false }],
  ])('of its restore: %s', (header, restore) => {
    expect(parseRestore(header)).toEqual(restore);
  });

  test.each<[string | undefined, StorageClass]>([
    [undefined, 'standard'],
    ['STANDARD_IA', 'standard'],
    ['GLACIER_IR', 'glacier-ir'],
    ['GLACIER', 'deep-archive'],
    ['DEEP_ARCHIVE', 'deep-archive'],
  ])('of its class: %s is %s', (name, storageClass) => {
    expect(storageClassOf(name)).toBe(storageClass);
  });

  test('of a class that was asked for is that class', () => {
    for (const storageClass of ['standard', 'glacier-ir', 'deep-archive'] as const)
      expect(storageClassOf(toS3Class(storageClass))).toBe(storageClass);
  });

  test('without versions names the one that S3 calls null', () => {
    const answer = { ETag: '"e"', ChecksumCRC32: 'AAAAAA==', ContentLength: 0, LastModified: new Date(0) };
    expect(attributesOf('a', answer)).toMatchObject({ version: 'null', crc32: '00000000' });
  });
});

describe('a checksum', () => {
  test('is the same on both sides', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), (crc) => {
        expect(fromBase64(toBase64(crc32Hex(crc)))).toBe(crc32Hex(crc));
      }),
    );
  });

  test('is the one that S3 documents', () => {
    // CRC-32 of "123456789", the check value of the algorithm.
    expect(toBase64('cbf43926')).toBe('y/Q5Jg==');
  });

  test.each([undefined, '', 'y/Q5Jg==-3', 'y/Q5', 'yyyyyyyyyy=='])('is not %s', (text) => {
    expect(fromBase64(text)).toBeUndefined();
  });
});
