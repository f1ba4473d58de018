import { execFileSync } from 'node:child_process';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { scan } from '../../../services/uploader/scan.ts';
import { type Folder, temporaryFolder } from './folder.ts';

/** Other systems cannot have such names in the first place. */
const testOnLinux = process.platform === 'linux' ? test : test.skip;

let folder: Folder;

beforeEach(async () => {
  folder = await temporaryFolder();
});

afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

describe('scanning a folder', () => {
  test('gives every file with its size, in the order in which stores list them', async () => {
    const root = await folder.make('s', {
      'b.bin': 'bb',
      'a/z.bin': '',
      'a.bin': 'a',
      'ä.bin': 'ae',
      'Z.bin': 'zzz',
    });
    const { files, ignored } = await scan(root);
    expect(files.map(({ path, size }) => [path, size])).toEqual([
      ['Z.bin', 3],
      ['a.bin', 1],
      ['a/z.bin', 0],
      ['b.bin', 2],
      ['ä.bin', 2],
    ]);
    expect(ignored).toEqual([]);
  });

  test('keeps hidden files, which are part of a recording like any other', async () => {
    const { files } = await scan(await folder.make('s', { '.rig-settings': 'x' }));
    expect(files.map(({ path }) => path)).toEqual(['.rig-settings']);
  });

  test('follows a link that the person named, and none inside', async () => {
    const root = await folder.make('s', { 'a.bin': 'a' });
    await symlink(root, join(folder.root, 'link'));
    await symlink(join(root, 'a.bin'), join(folder.root, 'link.bin'));
    expect((await scan(join(folder.root, 'link'))).files).toHaveLength(1);
    expect((await scan(join(folder.root, 'link.bin'))).files).toEqual([
      expect.objectContaining({ path: 'link.bin', size: 1 }),
    ]);
    await symlink(root, join(root, 'loop'));
    await expect(scan(root)).rejects.toMatchObject({
      code: 'file-kind',
      message: `${root}/loop is a symbolic link.`,
    });
  });

  test('refuses named pipes and sockets, naming them', async () => {
    const root = await folder.make('s', { 'a.bin': 'a' });
    execFileSync('mkfifo', [join(root, 'pipe')]);
    await expect(scan(root)).rejects.toMatchObject({
      code: 'file-kind',
      message: `${root}/pipe is a named pipe.`,
    });

    const other = await folder.make('t', { 'a.bin': 'a' });
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(other, 'sock'), resolve));
    await expect(scan(other)).rejects.toMatchObject({
      code: 'file-kind',
      message: `${other}/sock is a socket.`,
    });
    await new Promise((resolve) => server.close(resolve));
  });

  test('refuses an empty folder, also one with nothing but litter, and one that is not there', async () => {
    await expect(scan(await folder.make('s', {}))).rejects.toMatchObject({ code: 'folder-empty' });
    await expect(scan(await folder.make('t', { '.DS_Store': 'x' }))).rejects.toMatchObject({
      code: 'folder-empty',
    });
    await expect(scan(join(folder.root, 'nowhere'))).rejects.toMatchObject({ code: 'folder-missing' });
    await expect(scan('/dev/null')).rejects.toMatchObject({ code: 'file-kind' });
  });

  testOnLinux('refuses names that differ only in letter case or Unicode form', async () => {
    const root = await folder.make('s', { 'Lead.bin': 'a', 'lead.bin': 'b' });
    await expect(scan(root)).rejects.toMatchObject({ code: 'path-twice' });
    const other = await folder.make('t', { '\u00fc.bin': 'a', 'u\u0308.bin': 'b' });
    await expect(scan(other)).rejects.toMatchObject({ code: 'path-twice' });
  });

  testOnLinux('refuses names that cannot be kept everywhere', async () => {
    await expect(scan(await folder.make('s', { 'back\\slash': 'x' }))).rejects.toMatchObject({
      code: 'path-invalid',
    });
    await expect(scan(await folder.make('t', { 'new\nline': 'x' }))).rejects.toMatchObject({
      code: 'path-invalid',
    });
    const root = await folder.make('u', {});
    await writeFile(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x66, 0xff])]), 'x');
    await expect(scan(root)).rejects.toMatchObject({ code: 'file-name' });
  });

  test('says which folder cannot be read', async () => {
    const root = await folder.make('s', { 'a.bin': 'a' });
    const closed = join(root, 'closed');
    await mkdir(closed);
    await chmod(closed, 0);
    // The superuser may read everything.
    if (process.getuid?.() !== 0)
      await expect(scan(root)).rejects.toMatchObject({ code: 'file-unreadable', path: closed });
    await chmod(closed, 0o700);
  });
});
