/**
 * Writes the example sessions, or tells which of them are stale:
 * `npm run examples -- [--out DIR] [--check]`. The same bytes on every machine and at every run.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { sessionsFolder } from './index.ts';
import { recipes } from './recipes/index.ts';

/** All files' bytes by their paths below the sessions' folder, with forward slashes. */
function render(): Map<string, Uint8Array> {
  const files = recipes.flatMap(({ id, files }) =>
    Object.entries(files()).map(([path, bytes]): [string, Uint8Array] => [`${id}/${path}`, bytes]),
  );
  return new Map(files);
}

async function write(out: string): Promise<void> {
  const files = render();
  for (const [path, bytes] of files) {
    const target = join(out, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
  }
  console.log(`${files.size} files of ${recipes.length} sessions written to ${out}`);
}

/** What is missing, differs, or is written by no recipe: one line a file. */
async function findStale(out: string): Promise<string[]> {
  const files = render();
  const kept = await listFiles(out);
  const stale = kept.filter((path) => !files.has(path)).map((path) => `${path}: no recipe writes it`);
  for (const [path, bytes] of files) {
    if (!kept.includes(path)) stale.push(`${path}: missing`);
    else if (!(await readFile(join(out, path))).equals(bytes)) stale.push(`${path}: differs`);
  }
  return stale.sort();
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name !== '.DS_Store')
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'));
}

const { values } = parseArgs({ options: { out: { type: 'string' }, check: { type: 'boolean' } } });
const out = values.out ?? sessionsFolder;
if (values.check) {
  const stale = await findStale(out);
  for (const line of stale) console.error(line);
  if (stale.length > 0) {
    console.error(`${stale.length} files are not what the recipes write; run: npm run examples`);
    process.exitCode = 1;
  }
} else {
  await write(out);
}
