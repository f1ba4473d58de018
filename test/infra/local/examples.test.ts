import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exampleSessions, sessionsFolder } from '../../../infra/local/examples/index.ts';
import { recipes } from '../../../infra/local/examples/recipes/index.ts';

const read = (path: string) => readFile(join(sessionsFolder, path));

describe('what the repository keeps', () => {
  test.each(recipes)('$id is byte for byte what its recipe writes', async ({ id, files }) => {
    for (const [path, bytes] of Object.entries(files())) {
      expect((await read(`${id}/${path}`)).equals(bytes)).toBe(true);
    }
  });

  test('all sessions together stay below 1.5 MB', async () => {
    const entries = await readdir(sessionsFolder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    const sizes = await Promise.all(files.map(async (f) => (await stat(join(f.parentPath, f.name))).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_500_000);
  });
});

describe('exampleSessions', () => {
  test('names each folder once, by a valid session id, with what it shows', async () => {
    const sessions = await exampleSessions();
    expect(new Set(sessions.map(({ id }) => id)).size).toBe(sessions.length);
    for (const { folder, id, about } of sessions) {
      expect(id).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/);
      expect(basename(folder)).toBe(id);
      expect(about).toMatch(/\.$/);
    }
  });

  test('leaves no folder of the repository out, and each has one metadata file', async () => {
    const sessions = await exampleSessions();
    const folders = (await readdir(sessionsFolder)).filter((name) => name !== '.DS_Store');
    expect(sessions.map(({ id }) => id).sort()).toEqual(folders.sort());
    for (const { folder } of sessions) {
      const names = await readdir(folder);
      expect(names.filter((name) => /^metadata\.(json|yaml|yml|ini|txt)$/.test(name))).toHaveLength(1);
    }
  });
});

describe('npm run examples', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'examples-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('writes what --check accepts, and --check names what was changed, lost or added since', async () => {
    await make('--out', folder);
    expect(await make('--out', folder, '--check')).toEqual({ code: 0, complaint: '' });

    await appendFile(join(folder, 'marta-2026-03-02-ecg-rest/marta_rest.mat'), 'x');
    await appendFile(join(folder, 'stray.txt'), 'x');
    await rm(join(folder, '20260214_093015/metadata.ini'));
    const { code, complaint } = await make('--out', folder, '--check');
    expect(code).toBe(1);
    expect(complaint.split('\n')).toEqual([
      '20260214_093015/metadata.ini: missing',
      'marta-2026-03-02-ecg-rest/marta_rest.mat: differs',
      'stray.txt: no recipe writes it',
      '3 files are not what the recipes write; run: npm run examples',
      '',
    ]);
  });
});

/** Runs the script as npm does; gives its exit code and what it wrote on stderr. */
function make(...args: string[]): Promise<{ code: unknown; complaint: string }> {
  const script = fileURLToPath(new URL('../../../infra/local/examples/make.ts', import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, ['--no-warnings', script, ...args], (error, _stdout, complaint) => {
      resolve({ code: error?.code ?? 0, complaint });
    });
  });
}
