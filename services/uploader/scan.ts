import { isUtf8 } from 'node:buffer';
import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { mapLimit } from '../../shared/service/parallel.ts';
import { validFilePath } from '../../shared/session/id.ts';
import { clashingPaths, compareUtf8 } from '../../shared/session/manifest.ts';
import { PushError } from './errors.ts';
import { sizeOf } from './read-file.ts';

/** What file managers leave behind; the only files that are not pushed. */
export const LITTER: ReadonlySet<string> = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini']);

const MAX_FILES = 100_000;

export interface SourceFile {
  /** In the session: relative, with forward slashes. */
  readonly path: string;
  /** On this machine. */
  readonly location: string;
  readonly size: number;
}

export interface Scan {
  /** In the order of their paths' UTF-8 bytes. */
  readonly files: readonly SourceFile[];
  /** What a session cannot hold or need not: litter by name, empty folders with a slash at the end. */
  readonly ignored: readonly string[];
}

/**
 * Every regular file below `root`, or `root` itself where it is a file. Throws PushError for anything that could not
 * be stored under its own name, so that nothing is left out in silence.
 */
export async function scan(root: string): Promise<Scan> {
  const top = await statRoot(root);
  if (top.isFile()) {
    const path = basename(root);
    checkPaths([path]);
    return { files: [{ path, location: await realpath(root), size: top.size }], ignored: [] };
  }
  const paths: string[] = [];
  const ignored: string[] = [];
  await walk(root, '', paths, ignored);
  if (paths.length === 0) throw new PushError('folder-empty', `${root} holds no file.`);
  paths.sort(compareUtf8);
  checkPaths(paths);
  const files = await mapLimit(paths, 16, async (path) => {
    const location = join(root, path);
    return { path, location, size: await sizeOf(location) };
  });
  return { files, ignored: ignored.sort(compareUtf8) };
}

async function statRoot(root: string): Promise<Stats> {
  try {
    const found = await stat(root);
    if (found.isFile() || found.isDirectory()) return found;
  } catch (cause) {
    throw new PushError('folder-missing', `There is no folder or file ${root}.`, {}, { cause });
  }
  throw new PushError('file-kind', `${root} is neither a folder nor a regular file.`);
}

async function walk(folder: string, prefix: string, paths: string[], ignored: string[]): Promise<void> {
  const entries = await readFolder(folder);
  if (entries.length === 0 && prefix !== '') ignored.push(prefix);
  for (const entry of entries) {
    const name = nameOf(entry, folder);
    const location = join(folder, name);
    const path = prefix + name;
    if (entry.isDirectory()) await walk(location, `${path}/`, paths, ignored);
    else if (!entry.isFile())
      throw new PushError('file-kind', `${location} is ${kindOf(entry)}.`, { path: location });
    else if (LITTER.has(name)) ignored.push(path);
    else paths.push(path);
    if (paths.length > MAX_FILES)
      throw new PushError('files-too-many', `There are more than ${MAX_FILES} files.`);
  }
}

async function readFolder(folder: string): Promise<Dirent<Buffer>[]> {
  try {
    return await readdir(folder, { withFileTypes: true, encoding: 'buffer' });
  } catch (cause) {
    throw new PushError('file-unreadable', `${folder} cannot be read.`, { path: folder }, { cause });
  }
}

/** Names are bytes on Linux: one that is no UTF-8 would come back as another name. */
function nameOf(entry: Dirent<Buffer>, folder: string): string {
  const name = entry.name.toString('utf8');
  if (isUtf8(entry.name)) return name;
  const location = join(folder, name);
  throw new PushError('file-name', `The name of ${location} is not valid UTF-8.`, { path: location });
}

function kindOf(entry: Dirent<Buffer>): string {
  if (entry.isSymbolicLink()) return 'a symbolic link';
  if (entry.isFIFO()) return 'a named pipe';
  if (entry.isSocket()) return 'a socket';
  return 'a device';
}

function checkPaths(paths: readonly string[]): void {
  for (const path of paths) {
    const valid = validFilePath(path);
    if (!valid.ok) throw new PushError('path-invalid', valid.message, { path });
  }
  const clash = clashingPaths(paths);
  if (clash)
    throw new PushError('path-twice', `"${clash[0]}" and "${clash[1]}" cannot both be stored.`, {
      path: clash[1],
    });
}
