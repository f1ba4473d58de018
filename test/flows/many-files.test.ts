import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pushSession } from '../../services/uploader/push.ts';
import { systemClock } from '../../shared/clients/clock.ts';
import { openTestPlatform, type TestPlatform } from './world.ts';

const PATHS = Array.from({ length: 1010 }, (_, index) => `trial-${String(index).padStart(4, '0')}.dat`);

let platform: TestPlatform;
beforeAll(async () => {
  platform = await openTestPlatform();
});
afterAll(() => platform.close());

test('a session of more files than a page is pushed and listed as a whole', async () => {
  const { api } = platform;
  const folder = join(platform.scratch, 'many');
  await mkdir(folder);
  await Promise.all(PATHS.map((path) => writeFile(join(folder, path), path)));
  await pushSession({ folder, id: 'many', api, clock: systemClock });

  const pages = await Array.fromAsync(api.filesAll('many'));
  expect(pages.map(({ files }) => files.length)).toEqual([1000, 10]);
  expect(pages.flatMap(({ files }) => files.map(({ path }) => path))).toEqual(PATHS);
});
