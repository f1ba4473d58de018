import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readSettings } from '../../../services/cli/settings.ts';
import { type Folder, temporaryFolder } from '../uploader/folder.ts';

let folder: Folder;

beforeEach(async () => {
  folder = await temporaryFolder();
});

afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

const PLATFORM = JSON.stringify({
  url: 'http://127.0.0.1:9999',
  pid: 1,
  startedAt: '2026-01-01T00:00:00.000Z',
});

describe('the settings', () => {
  test('come from the home of the local platform, without being asked for', async () => {
    const home = await folder.make('home', { 'platform.json': PLATFORM, 'local-key': 'key-1.secret\n' });
    await expect(readSettings({ SESSIONS_HOME: home }, 'linux')).resolves.toEqual({
      url: 'http://127.0.0.1:9999',
      apiKey: 'key-1.secret',
    });
  });

  test("look into the user's data folder by default", async () => {
    await folder.make('.local/share/sessions', { 'platform.json': PLATFORM, 'local-key': 'key-1' });
    await expect(readSettings({ HOME: folder.root }, 'linux')).resolves.toMatchObject({ apiKey: 'key-1' });
    await folder.make('Library/Application Support/sessions', {
      'platform.json': PLATFORM,
      'local-key': 'key-2',
    });
    await expect(readSettings({ HOME: folder.root }, 'darwin')).resolves.toMatchObject({ apiKey: 'key-2' });
  });

  test('are what the environment says, before all else', async () => {
    const home = await folder.make('home', { 'platform.json': PLATFORM, 'local-key': 'local' });
    const env = { SESSIONS_HOME: home, SESSIONS_URL: 'https://sessions.example.org', SESSIONS_KEY: 'mine' };
    await expect(readSettings(env, 'linux')).resolves.toEqual({ url: env.SESSIONS_URL, apiKey: 'mine' });
  });

  test('never send the key of this machine to another one', async () => {
    const home = await folder.make('home', { 'platform.json': PLATFORM, 'local-key': 'local' });
    const to = (url: string) => readSettings({ SESSIONS_HOME: home, SESSIONS_URL: url }, 'linux');
    await expect(to('https://sessions.example.org')).rejects.toMatchObject({ code: 'key-missing' });
    await expect(to('http://127.0.0.1.example.org')).rejects.toMatchObject({ code: 'key-missing' });
    for (const url of ['http://localhost:1', 'http://127.0.0.1:1', 'http://[::1]:1'])
      await expect(to(url)).resolves.toMatchObject({ apiKey: 'local' });
  });

  test('say what is missing', async () => {
    const home = await folder.make('home', {});
    await expect(readSettings({ SESSIONS_HOME: home }, 'linux')).rejects.toMatchObject({
      code: 'platform-unreachable',
      message: `No platform runs in ${home}.`,
      todo: expect.stringContaining('npm start'),
    });
    const keyless = await folder.make('keyless', { 'platform.json': PLATFORM });
    await expect(readSettings({ SESSIONS_HOME: keyless }, 'linux')).rejects.toMatchObject({
      code: 'key-missing',
    });
  });

  test.each(['not a url', 'ftp://x', 'localhost:8080'])('do not take "%s" for an address', async (url) => {
    await expect(readSettings({ SESSIONS_URL: url }, 'linux')).rejects.toMatchObject({
      code: 'settings-invalid',
    });
  });

  test.each(['', '{', '{"url":3}'])('do not take a platform.json that holds %j', async (content) => {
    const home = await folder.make('home', { 'platform.json': content, 'local-key': 'k' });
    await expect(readSettings({ SESSIONS_HOME: home }, 'linux')).rejects.toMatchObject({
      code: 'settings-invalid',
    });
  });

  test('say which file cannot be read', async () => {
    const home = await folder.make('home', { 'platform.json/x': '' });
    await expect(readSettings({ SESSIONS_HOME: home }, 'linux')).rejects.toMatchObject({
      code: 'settings-invalid',
    });
  });
});
