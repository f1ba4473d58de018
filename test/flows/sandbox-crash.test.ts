import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Api, openApi } from '../../services/api-client.ts';
import { firstIndex } from '../../services/index/alias.ts';
import { pushSession } from '../../services/uploader/push.ts';
import { systemClock } from '../../shared/clients/clock.ts';
import { isRunning, type ProcessIdentity } from '../../shared/clients/local/process-identity.ts';
import { openSearchEngine } from '../../shared/clients/opensearch.ts';
import { type PlatformProcess, startPlatformProcess } from '../setup/platform-process.ts';
import { eventually, searchUrl } from './world.ts';

const indexPrefix = `sandbox-${randomBytes(6).toString('hex')}-`;
let scratch: string;
let home: string;
let platform: PlatformProcess;
let api: Api;

async function start(): Promise<void> {
  const env = { OPENSEARCH_URL: searchUrl(), SESSIONS_INDEX_PREFIX: indexPrefix };
  platform = await startPlatformProcess({ home, env });
  const apiKey = (await readFile(join(home, 'local-key'), 'utf8')).trim();
  api = openApi({ url: platform.url, apiKey, clock: systemClock });
}

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'sessions-sandbox-crash-'));
  home = join(scratch, 'home');
  await start();
}, 60_000);
afterAll(async () => {
  api.disconnect();
  await platform.stop();
  const search = openSearchEngine({ url: searchUrl(), prefix: indexPrefix });
  await search.deleteIndex(firstIndex('sessions'));
  await search.close();
  await rm(scratch, { recursive: true, force: true });
});

test('a sandbox outlives a platform that is killed: the next one goes on where it was', async () => {
  const file = join(scratch, 'large.dat');
  const bytes = randomBytes(120_000_000);
  await writeFile(file, bytes);
  await pushSession({ folder: file, id: 'large', api, clock: systemClock });
  const { id } = await api.createSandbox({ sessionIds: ['large'] });

  const root = join(home, 'instances');
  const { instance, program } = await eventually(async () => {
    const [name] = (await readdir(root).catch(() => [])).filter((entry) => entry.startsWith('i-'));
    if (name === undefined) return undefined;
    const partial = await readdir(join(root, name, 'storage', '.state', 'partial')).catch(() => []);
    const noted = await readFile(join(root, name, 'process.json'), 'utf8').catch(() => '');
    return partial.length > 0 && noted !== ''
      ? { instance: name, program: JSON.parse(noted) as ProcessIdentity }
      : undefined;
  }, 'its file is being copied');
  api.disconnect();
  await platform.kill();
  await eventually(async () => !(await isRunning(program)), 'its program has ended with the platform');

  await start();
  const sandbox = await eventually(async () => {
    const seen = await api.sandbox(id);
    return seen.state === 'ready' || seen.state === 'failed' ? seen : undefined;
  }, 'it is ready');
  expect(sandbox).toMatchObject({ state: 'ready', place: join(root, instance, 'storage') });
  const copied = await readFile(join(sandbox.place ?? '', 'sessions', 'large', 'raw', 'large.dat'));
  expect(copied.equals(bytes)).toBe(true);
}, 90_000);
