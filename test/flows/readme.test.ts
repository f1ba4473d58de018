import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openApi } from '../../services/api-client.ts';
import { systemClock } from '../../shared/clients/local/clock.ts';
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
