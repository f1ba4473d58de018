import { mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { jarsAreComplete, listJars, moveIntoPlace } from '../../../../infra/local/opensearch/jar-folder.ts';
import { scratchFolder } from './scratch.ts';

async function folderOfJars(path: string, content = 'bytes'): Promise<string> {
  await mkdir(join(path, 'lib'), { recursive: true });
  for (const name of ['a.jar', 'b.jar']) await writeFile(join(path, 'lib', name), content);
  await listJars(path);
  return path;
}

test('a folder is complete when every listed jar is there in full', async () => {
  await using scratch = await scratchFolder();
  expect(await jarsAreComplete(await folderOfJars(join(scratch.path, 'jars')))).toBe(true);
});

test.each([
  ['that does not exist', (folder: string) => rm(folder, { recursive: true })],
  ['that lost a jar', (folder: string) => rm(join(folder, 'lib/b.jar'))],
  ['with a jar cut short', (folder: string) => truncate(join(folder, 'lib/b.jar'), 2)],
  ['without its list', (folder: string) => rm(join(folder, 'jars.json'))],
  ['with a list cut short', (folder: string) => truncate(join(folder, 'jars.json'), 5)],
  ['with a list that is none', (folder: string) => writeFile(join(folder, 'jars.json'), 'null')],
  ['with an empty list', (folder: string) => writeFile(join(folder, 'jars.json'), '{}')],
])('a folder %s is not complete', async (_what, damage) => {
  await using scratch = await scratchFolder();
  const folder = await folderOfJars(join(scratch.path, 'jars'));
  await damage(folder);
  expect(await jarsAreComplete(folder)).toBe(false);
});

test('a fetched folder takes the place of a damaged one', async () => {
  await using scratch = await scratchFolder();
  const place = await folderOfJars(join(scratch.path, 'place'), 'old');
  await rm(join(place, 'lib/a.jar'));
  const fetched = await folderOfJars(join(scratch.path, 'fetched'), 'new');
  await moveIntoPlace(fetched, place);
  expect(await jarsAreComplete(place)).toBe(true);
  expect(await readFile(join(place, 'lib/a.jar'), 'utf8')).toBe('new');
});

test('where another platform was faster its folder stays', async () => {
  await using scratch = await scratchFolder();
  const place = await folderOfJars(join(scratch.path, 'place'), 'first');
  const fetched = await folderOfJars(join(scratch.path, 'fetched'), 'second');
  await moveIntoPlace(fetched, place);
  expect(await readFile(join(place, 'lib/a.jar'), 'utf8')).toBe('first');
  expect(await jarsAreComplete(fetched)).toBe(false);
});
