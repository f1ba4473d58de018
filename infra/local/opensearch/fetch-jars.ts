import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jarsAreComplete, listJars, moveIntoPlace } from './jar-folder.ts';
import { runProgram } from './run-program.ts';
import type { Environment, OpenSearchEvents } from './types.ts';

/** What pom.xml names; a version has a folder of its own, so that two checkouts can share the cache. */
export const RUNNER_VERSION = '3.5.0.0';
const POM = fileURLToPath(new URL('./pom.xml', import.meta.url));
/** What version 3.5.0.0 needs; only the progress bar leans on it. */
const JARS_EXPECTED = 111;
const FETCHING = '.fetching-';
const ABANDONED_AFTER_MS = 3_600_000;

export function jarFolder(cache: string): string {
  return join(cache, `opensearch-${RUNNER_VERSION}`);
}

/**
 * Copies OpenSearch from Maven's repositories into the cache: 111 jars, 69 MB, about 20 s.
 * The person's own Maven settings (mirrors, proxies) apply. Fails with the last lines of Maven.
 */
export async function fetchJars(options: {
  cache: string;
  maven: string;
  env: Environment;
  onProgress: OpenSearchEvents['progress'];
  signal: AbortSignal;
}): Promise<void> {
  const { cache, maven, env, signal } = options;
  await mkdir(cache, { recursive: true });
  await removeAbandoned(cache);
  const fetched = await mkdtemp(join(cache, FETCHING));
  try {
    const args = [
      '-B',
      '-C',
      '-f',
      POM,
      'dependency:copy-dependencies',
      `-DoutputDirectory=${join(fetched, 'lib')}`,
    ];
    const onLine = countJars(options.onProgress);
    const result = await runProgram(maven, args, { env, onLine, cwd: fetched, signal });
    if (result.code !== 0) throw new Error(complaintOf(result.lines));
    await listJars(fetched);
    if (!(await jarsAreComplete(fetched))) throw new Error(`${maven} copied no jars`);
    await moveIntoPlace(fetched, jarFolder(cache));
  } finally {
    await rm(fetched, { recursive: true, force: true });
  }
}

/**
 * Maven first downloads each jar into its own repository, unless it is there, and then copies all of them.
 * Jars of Maven's plug-ins go by as well: the count is held at what is expected.
 */
function countJars(onProgress: OpenSearchEvents['progress']): (line: string) => void {
  const seen = new Set<string>();
  const tell = (): void =>
    onProgress({
      phase: 'jars',
      message: 'Fetching OpenSearch, this once',
      done: seen.size,
      total: JARS_EXPECTED,
    });
  tell();
  return (line) => {
    const name = /(?:Downloaded from \S+ \S+\/|Copying )([^\s/]+\.jar)\b/.exec(line)?.[1];
    if (name === undefined || seen.has(name) || seen.size === JARS_EXPECTED) return;
    seen.add(name);
    tell();
  };
}

function complaintOf(lines: readonly string[]): string {
  const errors = lines.filter((line) => line.startsWith('[ERROR]') && line.length > '[ERROR] '.length);
  return (errors.length > 0 ? errors : lines.slice(-3))
    .slice(0, 3)
    .map((line) => line.replace('[ERROR] ', '').slice(0, 400))
    .join('\n');
}

/** What a platform that was killed while fetching left behind. */
async function removeAbandoned(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!name.startsWith(FETCHING)) continue;
    const folder = join(cache, name);
    const age = Date.now() - ((await stat(folder).catch(() => undefined))?.mtimeMs ?? Date.now());
    if (age > ABANDONED_AFTER_MS) await rm(folder, { recursive: true, force: true });
  }
}
