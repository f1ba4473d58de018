import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { type LockFile, missingEntries } from '../../infra/lock.ts';

const lock = JSON.parse(
  await readFile(new URL('../../package-lock.json', import.meta.url), 'utf8'),
) as LockFile;

test('the lock file has an entry for every optional package, or `npm ci` refuses it (else: npm run lock)', () => {
  expect(missingEntries(lock).map(([path]) => path)).toEqual([]);
});

test('the lock file holds no download addresses (else: npm run lock)', () => {
  const addressed = Object.entries(lock.packages).filter(([, entry]) => entry.resolved !== undefined);
  expect(addressed.map(([path]) => path)).toEqual([]);
});

test('a package of another system is entered with its system, so that it is not installed on this one', () => {
  const packages = {
    'node_modules/a': { dev: true, optionalDependencies: { '@a/bin-linux-arm64-musl': '1.2.3' } },
  };
  expect(missingEntries({ packages })).toEqual([
    [
      'node_modules/@a/bin-linux-arm64-musl',
      { version: '1.2.3', dev: true, optional: true, os: ['linux'], cpu: ['arm64'], libc: ['musl'] },
    ],
  ]);
});
