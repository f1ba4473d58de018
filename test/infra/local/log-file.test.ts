import { mkdir, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openLogFile } from '../../../infra/local/log-file.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessions-log-'));
  file = join(folder, 'logs', 'platform.ndjson');
});
afterEach(() => rm(folder, { recursive: true }));

async function write(...lines: string[]): Promise<void> {
  const log = await openLogFile(file);
  for (const line of lines) log.write(line);
  await log.close();
}

test('lines are there once the log is closed, those of earlier starts before them', async () => {
  await write('one\n', 'two\n');
  await write('three\n');
  expect(await readFile(file, 'utf8')).toBe('one\ntwo\nthree\n');
});

test('only its owner can read it', async () => {
  await write('one\n');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a large one is set aside at the start, in place of an older one', async () => {
  await write('old\n');
  await writeFile(`${file}.1`, 'older\n');
  await truncate(file, 50 * 1024 * 1024 + 1);
  await write('new\n');
  expect(await readFile(file, 'utf8')).toBe('new\n');
  expect((await stat(`${file}.1`)).size).toBe(50 * 1024 * 1024 + 1);
});

test('where it cannot be written, the platform goes on without it', async () => {
  await mkdir(file, { recursive: true });
  await write('one\n', 'two\n');
});

test('a line after the end is lost, and nothing else', async () => {
  const log = await openLogFile(file);
  log.write('one\n');
  await log.close();
  log.write('late\n');
  expect(await readFile(file, 'utf8')).toBe('one\n');
});
