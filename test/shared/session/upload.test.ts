import { expect, test } from '@jest/globals';
import { metadataFileOf } from '../../../shared/session/upload.ts';

test.each([
  [['a.mat', 'metadata.txt', 'metadata.json'], 'metadata.json'],
  [['Metadata.YAML', 'x'], 'Metadata.YAML'],
  [['sub/metadata.json', 'a.mat'], null],
  [[], null],
])('the metadata file of %j is %s', (paths, expected) => {
  expect(metadataFileOf(paths)).toBe(expected);
});
