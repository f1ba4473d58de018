import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  clashingPaths,
  compareUtf8,
  describesSameSession,
  encodeManifest,
  manifestDigest,
} from '../../../shared/session/manifest.ts';
import { file, manifest, proposal } from '../../make.ts';

describe('a manifest has one form', () => {
  test('whatever the order in which its files were found', () => {
    const files = ['b', 'a/z', 'a', 'ä'].map((path) => ({ ...file(path), version: 'v' }));
    const turned = { ...manifest(), files: files.toReversed() };
    expect(encodeManifest(turned)).toEqual(encodeManifest({ ...manifest(), files }));
  });

  test('and another digest when a single version differs', () => {
    const other = manifest({ files: manifest().files.map((each) => ({ ...each, version: 'v2' })) });
    expect(manifestDigest(encodeManifest(other))).not.toBe(manifestDigest(encodeManifest(manifest())));
  });
});

describe('a proposal is the committed session', () => {
  const committed = manifest({
    files: [
      { ...file('a'), version: '1' },
      { ...file('b'), version: '2' },
    ],
  });
  const same = proposal({ files: [file('b', 'b', { modified: '2026-01-01T00:00:00Z' }), file('a')] });

  test('when its files have the same bytes, whatever their order and times', () => {
    expect(describesSameSession(same, committed)).toBe(true);
  });

  test('also when only one side has SHA-256', () => {
    const { sha256: _, ...fast } = file('a');
    expect(describesSameSession({ ...same, files: [fast, file('b')] }, committed)).toBe(true);
  });

  test.each([
    ['a file is missing', { files: [file('a')] }],
    ['a file is new', { files: [file('a'), file('b'), file('c')] }],
    ['a file has another name', { files: [file('a'), file('c', 'b')] }],
    ['a file has another size', { files: [file('a'), file('b', 'bb')] }],
    ['a file has another checksum', { files: [file('a'), file('b', 'c')] }],
    ['only the SHA-256 differs', { files: [file('a'), { ...file('b'), sha256: '0'.repeat(64) }] }],
    ['it comes from another source', { source: 'rig-2' }],
  ])('but not when %s', (_, change) => {
    expect(describesSameSession({ ...same, ...change }, committed)).toBe(false);
  });
});

describe('paths clash', () => {
  test.each([
    ['in letter case', ['Data/a.MAT', 'data/A.mat'], ['Data/a.MAT', 'data/A.mat']],
    ['in Unicode form', ['caf\u00e9', 'cafe\u0301'], ['caf\u00e9', 'cafe\u0301']],
    ['when one is the folder of another', ['run/1', 'run'], ['run', 'run/1']],
    ['also deeper down', ['x/y/z', 'X/Y'], ['X/Y', 'x/y/z']],
  ])('%s', (_, paths, clash) => {
    expect(clashingPaths(paths)).toEqual(clash);
  });

  test('never where the names really differ', () => {
    expect(clashingPaths(['a', 'a.b', 'ab/c', 'b/a'])).toBeUndefined();
  });

  test('exactly where two folded names are equal or one is the beginning of the other', () => {
    const segment = fc.constantFrom('a', 'A', 'b', 'c');
    const path = fc.array(segment, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(fc.array(path, { maxLength: 6 }), (paths) => {
        const folded = paths.map((each) => each.toLowerCase());
        const expected = folded.some((one, i) =>
          folded.some((other, j) => i !== j && (one === other || other.startsWith(`${one}/`))),
        );
        expect(clashingPaths(paths) !== undefined).toBe(expected);
      }),
    );
  });
});

test('paths are ordered by UTF-8 bytes, as stores list their keys', () => {
  expect(['\u{1F600}', '\uFF5E', 'z', 'Z'].toSorted(compareUtf8)).toEqual(['Z', 'z', '\uFF5E', '\u{1F600}']);
});
