import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openApi } from '../../services/api-client.ts';
import { systemClock } from '../../shared/clients/clock.ts';
import { openSearchEngine } from '../../shared/clients/opensearch.ts';
import { type PlatformProcess, root, startPlatformProcess } from '../setup/platform-process.ts';
import { eventually, searchUrl } from './world.ts';

interface Step {
  readonly command: string;
  readonly expected: string;
}

/** The commands of the walk with what the page says that they print. */
async function stepsOfWalk(): Promise<Step[]> {
  const page = await readFile(join(root, 'README.md'), 'utf8');
  const blocks = [...page.slice(page.indexOf('<!-- walk:')).matchAll(/^```console\n([\s\S]*?)^```/gm)];
  return blocks.flatMap(([, block = '']) =>
    block
      .split(/^\$ /m)
      .filter((text) => text.trim() !== '')
      .map((text) => {
        const end = text.indexOf('\n');
        return { command: text.slice(0, end), expected: text.slice(end + 1) };
      }),
  );
}

const tidy = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();

/** … stands for anything. */
function patternOf(expected: string): RegExp {
  const parts = tidy(expected).split('…').map(RegExp.escape);
  return new RegExp(`^${parts.join('[\\s\\S]*')}$`);
}

const indexPrefix = `readme-${randomBytes(6).toString('hex')}-`;
const steps = await stepsOfWalk();
let scratch: string;
let platform: PlatformProcess;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'sessions-readme-'));
  const home = join(scratch, 'home');
  const env = { OPENSEARCH_URL: searchUrl(), SESSIONS_INDEX_PREFIX: indexPrefix };
  platform = await startPlatformProcess({ home, args: ['--examples'], env });
  const apiKey = (await readFile(join(home, 'local-key'), 'utf8')).trim();
  const api = openApi({ url: platform.url, apiKey, clock: systemClock });
  await eventually(async () => (await api.find({})).total === 13, 'the examples are findable');
  api.disconnect();
}, 120_000);

afterAll(async () => {
  await platform.stop();
  const search = openSearchEngine({ url: searchUrl(), prefix: indexPrefix });
  await search.deleteIndex('sessions-v1-000001');
  await search.close();
  await rm(scratch, { recursive: true, force: true });
});

async function run(command: string): Promise<string> {
  const here = command.replaceAll('/tmp/first-session', join(scratch, 'first-session'));
  const env = { ...process.env, SESSIONS_HOME: join(scratch, 'home'), NO_COLOR: '1' };
  const { stdout, stderr } = await promisify(execFile)('sh', ['-c', here], { cwd: root, env });
  return tidy(`${stdout}${stderr}`.replaceAll(/^npm warn .*\n/gm, ''));
}

/** What `sessions … --json` prints, in the home of the walk. */
async function ask<T>(command: string): Promise<T[]> {
  const printed = await run(`npx sessions ${command} --json`);
  return printed.split('\n').map((line) => JSON.parse(line) as T);
}

test('the walk has its commands', () => {
  expect(steps.length).toBeGreaterThan(6);
});

test.each(steps)(
  '$command',
  async ({ command, expected }) => {
    let printed = '';
    const pattern = patternOf(expected);
    // A person is slower than the index and the reading back; the first look may come too early.
    await eventually(async () => {
      printed = await run(command).catch((error: { stdout?: string }) => tidy(error.stdout ?? ''));
      return pattern.test(printed) || /^(mkdir|printf|head)|push |create /.test(command);
    }, `${command} prints what the page says; it printed:\n${printed}`);
    expect(printed).toMatch(pattern);
  },
  60_000,
);

test('in the end the sandbox holds exactly the chosen session, and the message lies in the outbox', async () => {
  const [sandbox] = await ask<{ id: string; place: string }>('sandbox list');
  const place = sandbox?.place ?? '';
  const held = (await readdir(join(place, 'sessions'), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(place.length));
  expect(held.toSorted()).toEqual([
    '/sessions/first-session/raw/metadata.txt',
    '/sessions/first-session/raw/signal.dat',
  ]);
  for (const name of ['metadata.txt', 'signal.dat'])
    expect(await readFile(join(place, 'sessions/first-session/raw', name))).toEqual(
      await readFile(join(scratch, 'first-session', name)),
    );
  const outbox = join(scratch, 'home', 'outbox');
  const message = await eventually(async () => {
    const texts = await Promise.all(
      (await readdir(outbox))
        .filter((name) => name.endsWith('.eml'))
        .map((name) => readFile(join(outbox, name), 'utf8')),
    );
    return texts.find((text) => text.includes('To: lotte@example.org'));
  }, 'a message to lotte@example.org');
  expect(message).toContain(`Subject: Sandbox ${sandbox?.id} is ready`);
  expect(message).toContain('first-session');
}, 60_000);

test('the timeline of a session can be asked for alone', async () => {
  const printed = await run('npx sessions status first-session');
  for (const stage of ['uploaded', 'archived', 'verified', 'processed', 'findable'])
    expect(printed).toContain(stage);
}, 60_000);
