import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { main } from '../../services/cli/main.ts';
import { pushSession } from '../../services/uploader/push.ts';
import { systemClock } from '../../shared/clients/clock.ts';
import { eventually, openTestPlatform, type TestPlatform } from './world.ts';

let platform: TestPlatform;

beforeAll(async () => {
  platform = await openTestPlatform();
  const file = join(platform.scratch, 'a.dat');
  await writeFile(file, 'content');
  await pushSession({ folder: file, id: 'one', api: platform.api, clock: systemClock });
}, 60_000);
afterAll(() => platform.close());

interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `sessions sandbox …` against the platform. */
async function sandbox(...argv: string[]): Promise<Ran> {
  let [stdout, stderr] = ['', ''];
  const exit = await main({
    argv: ['sandbox', ...argv],
    env: { SESSIONS_HOME: platform.home },
    platform: process.platform,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    signal: new AbortController().signal,
  });
  return { exit, stdout, stderr };
}

test('a sandbox is created, waited for, listed, shown and ended', async () => {
  const created = await sandbox(
    'create',
    'one',
    '--wait',
    '--hours',
    '2',
    '--name',
    'first',
    '--to',
    '#rig-1',
  );
  expect(created).toMatchObject({ exit: 0, stderr: '' });
  expect(created.stdout).toMatch(/^sbx-\w{16} {2}first\n/);
  expect(created.stdout).toMatch(/ state +ready\n/);
  expect(created.stdout).toMatch(/ content +1 session, 1 file, 7 B\n/);
  expect(created.stdout).toMatch(/ costs +nothing, about .+ on workstation\n/);
  expect(created.stdout).toMatch(/ verified +1 file\n/);
  expect(created.stdout).toMatch(/ tells +#rig-1\n/);
  const place = / place +(.+)\n/.exec(created.stdout)?.[1] ?? '';
  expect(await readFile(join(place, 'sessions', 'one', 'raw', 'a.dat'), 'utf8')).toBe('content');

  const id = created.stdout.slice(0, 20);
  const listed = await sandbox('list');
  expect(listed.stdout).toMatch(new RegExp(`^ID .*\\n${id} +ready +1 +7 B .*first\\n\\n1 sandbox\\n$`));
  expect((await sandbox('show', id)).stdout).toContain('Sessions\n  one\n');

  expect(await sandbox('end', id)).toEqual({ exit: 0, stdout: `${id} is being ended.\n`, stderr: '' });
  const over = await eventually(async () => {
    const { stdout } = await sandbox('show', id, '--json');
    return JSON.parse(stdout).state === 'ended' ? stdout : undefined;
  }, 'it has ended');
  expect(JSON.parse(over)).toMatchObject({ id, reason: 'asked', sessionIds: ['one'] });
  expect((await sandbox('end', id)).stdout).toBe(`${id} is over already.\n`);
  expect((await sandbox('list')).stdout).toBe('There is no sandbox.\n');
  expect(JSON.parse((await sandbox('list', '--all', '--json')).stdout)).toMatchObject({ id, state: 'ended' });
});

test('by a query, without waiting', async () => {
  await eventually(async () => (await platform.api.find({ q: 'id: one' })).total === 1, 'it is found');
  const created = await sandbox('create', '--query', 'id: one', '--json');
  expect(JSON.parse(created.stdout)).toMatchObject({ sessions: 1, query: 'id: one', hours: 8 });
});

test.each([
  [['create'], 2, 'Name sessions, or give --query'],
  [['create', 'one', '--query', '*'], 2, 'one of both'],
  [['create', 'one', '--hours', 'many'], 2, '--hours is a whole number'],
  [['create', 'nobodys'], 4, '"nobodys"'],
  [['create', 'one', '--to', '030 123456'], 3, 'begins with +'],
  [['create', '--query', 'age >= ('], 3, '^'],
  [['show', 'sbx-0000000000000000'], 4, 'no such sandbox'],
])('sandbox %j ends with %i and says why', async (argv, exit, why) => {
  const ran = await sandbox(...argv);
  expect(ran.exit).toBe(exit);
  expect(ran.stderr).toContain(why);
});

test('without a command it shows what there is', async () => {
  const { exit, stdout } = await sandbox();
  expect(exit).toBe(0);
  for (const command of ['create', 'list', 'show', 'end'])
    expect(stdout).toMatch(new RegExp(`^ +${command}\\b`, 'm'));
});
