import { randomBytes } from 'node:crypto';
import { access, chmod, mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Api } from '../../services/api-client.ts';
import { pushSession } from '../../services/uploader/push.ts';
import type { SandboxRequest, WholeSandbox } from '../../shared/api/sandboxes.ts';
import { systemClock } from '../../shared/clients/clock.ts';
import type { ProcessIdentity } from '../../shared/clients/local/process-identity.ts';
import { eventually, openTestPlatform, type TestPlatform } from './world.ts';

let platform: TestPlatform;
let api: Api;

beforeAll(async () => {
  platform = await openTestPlatform();
  api = await platform.apiFor({
    scopes: ['sessions:read', 'sessions:write', 'sandboxes:write'],
    sources: ['rig-1'],
  });
}, 60_000);
afterAll(() => platform.close());

type Contents = Readonly<Record<string, string | Uint8Array>>;

/** Pushes a session and gives what it holds. */
async function push(
  id: string,
  files: Contents,
  options: { sha256?: boolean; as?: Api } = {},
): Promise<Contents> {
  const folder = join(platform.scratch, 'pushed', id);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  const { sha256 = true, as = api } = options;
  await pushSession({ folder, id, api: as, clock: systemClock, sha256 });
  return files;
}

async function untilState(id: string, ...states: WholeSandbox['state'][]): Promise<WholeSandbox> {
  let seen = '';
  return await eventually(
    async () => {
      const sandbox = await api.sandbox(id);
      seen = JSON.stringify(sandbox);
      return states.includes(sandbox.state) ? sandbox : undefined;
    },
    `${id} is ${states.join(' or ')}`,
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}; it is ${seen}`);
  });
}

async function settled(request: SandboxRequest): Promise<WholeSandbox> {
  const { id } = await api.createSandbox(request);
  return await untilState(id, 'ready', 'failed', 'ended');
}

/** Every file below a folder with its bytes, but for the program's own. */
async function contentsOf(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = await Promise.all(
    files.map(async (file) => [file.slice(folder.length + 1), await readFile(file, 'latin1')] as const),
  );
  return Object.fromEntries(read.filter(([path]) => !path.startsWith('.state')));
}

const asLaidOut = (id: string, files: Contents): Record<string, string> =>
  Object.fromEntries(
    Object.entries(files).map(([path, content]) => [
      `sessions/${id}/raw/${path}`,
      Buffer.from(content).toString('latin1'),
    ]),
  );

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Folders of instances that there are. */
const instances = async (): Promise<string[]> =>
  (await readdir(join(platform.home, 'instances'))).filter((name) => name.startsWith('i-'));

const problemOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no problem',
    (error: unknown) => error,
  );

describe('a sandbox', () => {
  test('holds exactly the selected files, byte for byte, with a page and a recipe that list them', async () => {
    const one = await push('one', {
      'signal.dat': randomBytes(20_000_001),
      'notes/Tag 1 & <2>.txt': 'ä',
      empty: '',
      'metadata.json': '{"rig": "sandbox-rig"}',
    });
    const two = await push('two', { 'a.dat': 'two' });
    await push('three', { 'a.dat': 'three' });
    const sandbox = await settled({ sessionIds: ['one', 'two', 'one'], name: 'Both <days>' });
    expect(sandbox).toMatchObject({
      state: 'ready',
      sessions: 2,
      sessionIds: ['one', 'two'],
      quote: { files: 5, dollars: 0 },
      progress: { files: 5, withoutSha256: 0 },
    });
    const { place = '' } = sandbox;
    const { 'index.html': page = '', 'recipe.json': recipe = '', ...files } = await contentsOf(place);
    expect(Object.keys(files).toSorted()).toEqual(
      Object.keys({ ...asLaidOut('one', one), ...asLaidOut('two', two) }).toSorted(),
    );
    expect(files).toEqual({ ...asLaidOut('one', one), ...asLaidOut('two', two) });
    expect(page).toContain('<title>Both &lt;days&gt;</title>');
    expect(page).toContain('Tag 1 &amp; &lt;2&gt;.txt');
    expect(JSON.parse(recipe)).toMatchObject({
      sandbox: sandbox.id,
      sessions: [{ id: 'one' }, { id: 'two' }],
    });
    expect(recipe).not.toContain('signature=');
    const lasts = Date.parse(sandbox.expiresAt ?? '') - Date.parse(sandbox.readyAt ?? '');
    expect(lasts).toBe(8 * 3_600_000);
  });

  test('can be asked for by a query: it holds what the query finds at that time', async () => {
    await push('rat-1', { 'a.dat': '1', 'metadata.json': '{"animal": "rat", "age": 3}' });
    await push('rat-2', { 'a.dat': '2', 'metadata.json': '{"animal": "rat", "age": 9}' });
    await eventually(async () => (await api.find({ q: 'animal: rat' })).total === 2, 'both are found');
    const sandbox = await settled({ query: 'animal: rta~ and age >= 5' });
    expect(sandbox).toMatchObject({
      state: 'ready',
      sessionIds: ['rat-2'],
      query: 'animal: rta~ and age >= 5',
    });
  });

  test('shows results beside the raw files, as they were when it was asked for', async () => {
    await push('processed', { 'events.csv': 'time,kind\n1,a\n2,b\n' });
    await eventually(async () => (await api.session('processed')).record.stages.processed, 'it is processed');
    const { place = '' } = await settled({ sessionIds: ['processed'] });
    const paths = Object.keys(await contentsOf(join(place, 'sessions', 'processed')));
    expect(paths).toEqual(
      expect.arrayContaining([
        'raw/events.csv',
        expect.stringMatching(/^processed\/table@[0-9a-f]{16}\/.+\.parquet$/),
        expect.stringMatching(/^processed\/table@[0-9a-f]{16}\/provenance\.json$/),
      ]),
    );
  });

  test('tells whoever asked for it, when it is ready and when it has ended', async () => {
    await push('told', { 'a.dat': 'a' });
    const { id } = await settled({ sessionIds: ['told'], callbackAddresses: ['marta@example.org'] });
    await api.endSandbox(id);
    const messages = await eventually(async () => {
      const folder = join(platform.home, 'outbox');
      // What is being written has another ending until it is whole.
      const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml'));
      const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
      const ours = texts.filter((text) => text.includes(id));
      return ours.length >= 2 ? ours : undefined;
    }, 'two messages');
    expect(messages).toHaveLength(2);
    for (const message of messages) expect(message).toContain('marta@example.org');
  });

  test('says of which files the source gave no SHA-256', async () => {
    await push('unhashed', { 'a.dat': 'a', 'b.dat': 'b' }, { sha256: false });
    const sandbox = await settled({ sessionIds: ['unhashed'] });
    expect(sandbox).toMatchObject({ state: 'ready', progress: { files: 2, withoutSha256: 2 } });
    const page = await readFile(join(sandbox.place ?? '', 'index.html'), 'utf8');
    expect(page).toContain('of 2 files the source gave no SHA-256');
  });

  test('goes on when its program is killed in the middle', async () => {
    const files = await push('large', {
      'first.dat': randomBytes(1000),
      'large.dat': randomBytes(160_000_000),
    });
    const { id } = await api.createSandbox({ sessionIds: ['large'] });
    const before = new Set(await instances());
    const killed = await eventually(async () => {
      for (const name of await instances()) {
        const folder = join(platform.home, 'instances', name);
        const partial = await readdir(join(folder, 'storage', '.state', 'partial')).catch(() => []);
        const process = await readFile(join(folder, 'process.json'), 'utf8').catch(() => '');
        if (partial.length === 0 || process === '') continue;
        return JSON.parse(process) as ProcessIdentity;
      }
      return undefined;
    }, 'a file is being copied');
    process.kill(killed.pid, 'SIGKILL');
    const sandbox = await untilState(id, 'ready', 'failed');
    expect(sandbox.state).toBe('ready');
    const { 'index.html': _, 'recipe.json': __, ...there } = await contentsOf(sandbox.place ?? '');
    expect(Object.keys(there).toSorted()).toEqual(Object.keys(asLaidOut('large', files)).toSorted());
    expect(there).toEqual(asLaidOut('large', files));
    // It was the same instance all the time.
    expect([...(await instances())].filter((name) => !before.has(name)).length).toBeLessThanOrEqual(1);
  });

  test('fails by name when a stored file is damaged, and leaves nothing behind', async () => {
    await push('damaged', { 'good.dat': 'good', 'bad.dat': randomBytes(2_000_000) });
    const { files } = await api.files('damaged');
    const blob = fileURLToPath(files.find(({ path }) => path === 'bad.dat')?.address ?? '');
    await chmod(blob, 0o600);
    const handle = await open(blob, 'r+');
    await handle.write(Buffer.from('x'), 0, 1, 1_234_567);
    await handle.close();
    const before = await instances();
    const sandbox = await settled({ sessionIds: ['damaged'] });
    expect(sandbox).toMatchObject({ state: 'failed', reason: 'copy-differs' });
    expect(sandbox.detail).toBe('sessions/damaged/raw/bad.dat');
    await eventually(async () => (await instances()).length === before.length, 'its instance is gone');
  });

  test('ends when somebody says so, with everything that was on it', async () => {
    await push('short', { 'a.dat': 'a' });
    const { id, place = '' } = await settled({ sessionIds: ['short'] });
    expect(await isThere(place)).toBe(true);
    await api.endSandbox(id);
    const sandbox = await untilState(id, 'ended');
    expect(sandbox).toMatchObject({ reason: 'asked', endedAt: expect.any(String) });
    await eventually(async () => !(await isThere(dirname(place))), 'its folder is gone');
    expect(await api.endSandbox(id)).toMatchObject({ state: 'ended' });
    // The session itself is as it was.
    expect((await api.files('short')).files).toHaveLength(1);
  });

  test('is made once, however often the same request comes', async () => {
    await push('again', { 'a.dat': 'a' });
    const { id } = await api.createSandbox({ sessionIds: ['again'] });
    const repeated = await Promise.all([1, 2].map(() => api.createSandbox({ id, sessionIds: ['again'] })));
    expect(repeated.map((sandbox) => sandbox.id)).toEqual([id, id]);
    const { sandboxes } = await api.sandboxes({});
    expect(sandboxes.filter((sandbox) => sandbox.id === id)).toHaveLength(1);
    expect(sandboxes[0]?.id).toBe(id);
  });
});

describe('a request is refused', () => {
  let stranger: Api;
  beforeAll(async () => {
    stranger = await platform.apiFor({
      scopes: ['sessions:read', 'sessions:write', 'sandboxes:write'],
      sources: ['rig-2'],
    });
    await push('theirs', { 'a.dat': 'theirs' }, { as: stranger });
    await push('ours', { 'a.dat': 'ours' });
  });

  test('with sessions that are unknown or of others, by their names', async () => {
    const problem = await problemOf(api.createSandbox({ sessionIds: ['ours', 'theirs', 'nobodys'] }));
    expect(problem).toMatchObject({ status: 404, code: 'session-unknown', field: '/sessionIds' });
    expect((problem as Error).message).toBe('There is no such session for this key: "theirs", "nobodys".');
  });

  test.each<[string, SandboxRequest, object]>([
    ['with no session', { sessionIds: [] }, { code: 'selection-empty' }],
    ['with a query that finds nothing', { query: 'animal: unicorn' }, { code: 'selection-empty' }],
    ['with a query that nobody can read', { query: 'age >= (' }, { code: 'query-invalid', field: '/query' }],
    ['with neither ids nor query', {}, { code: 'request-invalid' }],
    ['with both', { query: '*', sessionIds: ['ours'] }, { code: 'request-invalid' }],
    [
      'with too many',
      { sessionIds: Array.from({ length: 1001 }, (_, n) => `s${n}`) },
      { code: 'selection-too-large' },
    ],
    [
      'with an address that is none',
      { sessionIds: ['ours'], callbackAddresses: ['marta@example.org', '030 123456'] },
      { code: 'callback-invalid', field: '/callbackAddresses/1' },
    ],
    ['for longer than a week', { sessionIds: ['ours'], hours: 1000 }, { code: 'request-invalid' }],
  ])('%s', async (_, request, problem) => {
    expect(await problemOf(api.createSandbox(request))).toMatchObject({ status: 400, ...problem });
  });

  test('of a key that may not start anything', async () => {
    const reader = await platform.apiFor({ scopes: ['sessions:read'], sources: ['rig-1'] });
    expect(await problemOf(reader.createSandbox({ sessionIds: ['ours'] }))).toMatchObject({
      code: 'scope-missing',
    });
  });

  test('for a sandbox of others: it can be neither seen nor ended, nor taken over', async () => {
    const { id } = await settled({ sessionIds: ['ours'] });
    expect(await problemOf(stranger.sandbox(id))).toMatchObject({ status: 404, code: 'sandbox-unknown' });
    expect(await problemOf(stranger.endSandbox(id))).toMatchObject({ status: 404, code: 'sandbox-unknown' });
    expect((await stranger.sandboxes({})).sandboxes.map((sandbox) => sandbox.id)).not.toContain(id);
    expect(await problemOf(stranger.createSandbox({ id, sessionIds: ['theirs'] }))).toMatchObject({
      code: 'request-invalid',
      field: '/id',
    });
  });
});
