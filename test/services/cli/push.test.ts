import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Folder, MIB, recording, temporaryFolder } from '../uploader/folder.ts';
import { openTestPlatform, type TestPlatform } from '../uploader/platform.ts';
import { type RunOptions, run } from './terminal.ts';

let folder: Folder;
let platform: TestPlatform;

beforeEach(async () => {
  folder = await temporaryFolder();
  platform = await openTestPlatform();
});

afterEach(async () => {
  await platform.close();
  await folder[Symbol.asyncDispose]();
});

const push = (argv: readonly string[], options?: RunOptions) => run(platform.url, ['push', ...argv], options);

describe('sessions push', () => {
  test('tells what was pushed, and what was left out', async () => {
    const root = await folder.make('session-1', {
      'a.bin': recording(9 * MIB, 1),
      'b.txt': 'b',
      '.DS_Store': 'x',
    });
    const { exit, stdout, stderr } = await push([root]);
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^✓ session-1 {2}2 files, 9\.4 MB in /);
    expect(stdout).toContain('  left out .DS_Store\n');
    expect(stdout).toContain('  keep the local copy for now: sessions show session-1\n');
    expect(stderr).toBe('');

    const again = await push([root]);
    expect(again.stdout).toContain('9.4 MB of it were there already');
  });

  test('with --json prints one document and nothing else', async () => {
    const root = await folder.make('session-1', { 'b.txt': 'b' });
    const { exit, documents, stderr } = await push([
      root,
      '--json',
      '--no-sha256',
      '--id',
      'mine',
      '--source',
      'rig-1',
    ]);
    expect(exit).toBe(0);
    expect(documents).toEqual([
      expect.objectContaining({
        folder: root,
        session: 'mine',
        state: 'committed',
        files: 1,
        bytes: 1,
        sent: 1,
      }),
    ]);
    expect(platform.sessions.get('mine')?.committed?.files[0]).not.toHaveProperty('sha256');
    expect(stderr).toBe('');
  });

  test('goes on with the other folders where one cannot be pushed, and counts at the end', async () => {
    const good = await folder.make('good', { 'a.txt': 'a' });
    const bad = await folder.make('bad', {});
    await symlink(good, join(bad, 'link'));
    const last = await folder.make('last', { 'a.txt': 'a' });
    const { exit, stdout, stderr } = await push([good, bad, last]);
    expect(exit).toBe(3);
    expect([...platform.sessions.keys()]).toEqual(['good', 'last']);
    expect(stderr).toBe(
      `✗ ${bad}: ${bad}/link is a symbolic link.\n` +
        '  Replace it by the file itself, or take it out of the folder. [file-kind]\n',
    );
    expect(stdout).toContain('2 sessions pushed, 1 not\n');
  });

  test('with --json gives errors as documents on stderr, each with its folder', async () => {
    const bad = join(folder.root, 'nowhere');
    const good = await folder.make('good', { 'a.txt': 'a' });
    const { exit, documents, stderr } = await push([bad, good, '--json']);
    expect(exit).toBe(3);
    expect(documents).toHaveLength(1);
    expect(JSON.parse(stderr)).toMatchObject({ folder: bad, error: { code: 'folder-missing' } });
  });

  test('asks for no folder at all where the platform or the key is not right', async () => {
    const root = await folder.make('one', { 'a.txt': 'a' });
    const wrong = await push([root, root], { env: { SESSIONS_KEY: 'other' } });
    expect(wrong.exit).toBe(3);
    expect(wrong.stderr.match(/✗/g)).toHaveLength(1);
    await platform.close();
    await expect(push([root, root])).resolves.toMatchObject({
      exit: 5,
      stderr: expect.stringContaining('npm start'),
    });
  });

  test('refuses other content under the id of a committed session', async () => {
    await push([await folder.make('one', { 'a.txt': 'a' }), '--id', 'same']);
    const { exit, stderr } = await push([await folder.make('two', { 'a.txt': 'b' }), '--id', 'same']);
    expect(exit).toBe(3);
    expect(stderr).toContain('[session-exists]');
  });

  test('does not take one id for several folders', async () => {
    const root = await folder.make('one', { 'a.txt': 'a' });
    await expect(push([root, root, '--id', 'x'])).resolves.toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('--id names one session'),
    });
    expect(platform.sessions.size).toBe(0);
  });

  test('draws a bar on a terminal, and takes it away at the end', async () => {
    const root = await folder.make('session-1', { 'a.bin': recording(9 * MIB, 1), 'b.txt': 'b' });
    let time = 0;
    const clock = {
      now: () => {
        time += 150;
        return time;
      },
      wait: async () => {},
    };
    const { stderr } = await push([root], { columns: 100, clock, env: { NO_COLOR: '1' } });
    expect(stderr).toMatch(
      /session-1 {2}━{12} 100 % {3}9\.4 MB of 9\.4 MB {3}.*\/s {3}1 s left {3}\d of 2 files/,
    );
    expect(stderr.endsWith('\r\x1b[2K')).toBe(true);
  });

  test('says after Ctrl-C that pushing again goes on, and it does', async () => {
    const root = await folder.make('session-1', { 'a.bin': recording(17 * MIB, 1) });
    const interrupt = new AbortController();
    platform.fault = ({ kind }) => {
      if (kind === 'put' && (platform.sessions.get('session-1')?.store.received ?? 0) > 0) interrupt.abort();
      return undefined;
    };
    const { exit, stderr } = await push([root], { signal: interrupt.signal });
    expect(exit).toBe(130);
    expect(stderr).toBe(
      '✗ Interrupted.\n  Repeat it: a push goes on where it stopped and sends nothing twice. [interrupted]\n',
    );

    platform.fault = () => undefined;
    const again = await push([root, '--json']);
    expect(again.exit).toBe(0);
    expect(again.documents).toEqual([expect.objectContaining({ state: 'committed' })]);
  });
});
