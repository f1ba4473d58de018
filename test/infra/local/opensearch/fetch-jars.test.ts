import { mkdir, readdir, readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fetchJars, jarFolder, RUNNER_VERSION } from '../../../../infra/local/opensearch/fetch-jars.ts';
import { jarsAreComplete } from '../../../../infra/local/opensearch/jar-folder.ts';
import type { OpenSearchProgress } from '../../../../infra/local/opensearch/types.ts';
import { never, scratchFolder, shellScript, until } from './scratch.ts';

const env = { PATH: process.env.PATH };
const onProgress = (): void => {};

/** Finds the folder among its arguments as Maven does, then does what the test says with `$out`. */
const fakeMaven = (path: string, body: string): Promise<string> =>
  shellScript(path, `for arg; do case $arg in -DoutputDirectory=*) out=\${arg#*=};; esac; done\n${body}`);

const COPIES_TWO_JARS = `
  mkdir -p "$out"
  echo "[INFO] Downloading from central: https://maven.example/org/a/1/a-1.jar"
  for name in a-1.jar b-2.jar; do
    echo "[INFO] Downloaded from central: https://maven.example/org/x/$name (4 kB at 9 kB/s)"
  done
  for name in a-1.jar b-2.jar; do
    echo "[INFO] Copying $name to $out/$name"
    echo jar > "$out/$name"
  done`;

test('pom.xml names the version that the cache folder has', async () => {
  const pom = new URL('../../../../infra/local/opensearch/pom.xml', import.meta.url);
  expect(await readFile(pom, 'utf8')).toContain(`<version>${RUNNER_VERSION}</version>`);
});

describe('fetching the jars', () => {
  test('leaves them complete in the cache and nothing else', async () => {
    await using scratch = await scratchFolder();
    const cache = join(scratch.path, 'cache');
    const maven = await fakeMaven(join(scratch.path, 'mvn'), COPIES_TWO_JARS);
    await fetchJars({ cache, maven, env, onProgress, signal: never });
    expect(await readdir(cache)).toEqual([`opensearch-${RUNNER_VERSION}`]);
    expect(await readdir(join(jarFolder(cache), 'lib'))).toEqual(['a-1.jar', 'b-2.jar']);
    expect(await jarsAreComplete(jarFolder(cache))).toBe(true);
  });

  test('tells of each jar once, with the number to expect', async () => {
    await using scratch = await scratchFolder();
    const maven = await fakeMaven(join(scratch.path, 'mvn'), COPIES_TWO_JARS);
    const steps: OpenSearchProgress[] = [];
    const cache = join(scratch.path, 'cache');
    await fetchJars({ cache, maven, env, onProgress: (step) => steps.push(step), signal: never });
    expect(steps.map(({ done, total }) => [done, total])).toEqual([
      [0, 111],
      [1, 111],
      [2, 111],
    ]);
  });

  test('fails with what Maven says, and leaves nothing', async () => {
    await using scratch = await scratchFolder();
    const cache = join(scratch.path, 'cache');
    const body = `${COPIES_TWO_JARS}\necho "[ERROR] "; echo "[ERROR] Could not transfer b-2.jar"; exit 1`;
    const maven = await fakeMaven(join(scratch.path, 'mvn'), body);
    const fetching = fetchJars({ cache, maven, env, onProgress, signal: never });
    await expect(fetching).rejects.toThrow(/^Could not transfer b-2\.jar$/);
    expect(await readdir(cache)).toEqual([]);
  });

  test('fails when Maven is content but copied nothing', async () => {
    await using scratch = await scratchFolder();
    const cache = join(scratch.path, 'cache');
    const maven = await fakeMaven(join(scratch.path, 'mvn'), 'mkdir -p "$out"');
    const fetching = fetchJars({ cache, maven, env, onProgress, signal: never });
    await expect(fetching).rejects.toThrow('copied no jars');
    expect(await readdir(cache)).toEqual([]);
  });

  test('stops when it is given up, and leaves nothing', async () => {
    await using scratch = await scratchFolder();
    const cache = join(scratch.path, 'cache');
    const maven = await fakeMaven(join(scratch.path, 'mvn'), `${COPIES_TWO_JARS}\nexec sleep 60`);
    const giveUp = new AbortController();
    const halfway = (step: OpenSearchProgress): void => {
      if (step.done === 2) giveUp.abort();
    };
    const fetching = fetchJars({ cache, maven, env, onProgress: halfway, signal: giveUp.signal });
    await expect(fetching).rejects.toThrow('aborted');
    expect(await readdir(cache)).toEqual([]);
  });

  test('clears away what a killed platform left long ago, and leaves alone what is being fetched now', async () => {
    await using scratch = await scratchFolder();
    const cache = join(scratch.path, 'cache');
    for (const name of ['.fetching-old', '.fetching-now'])
      await mkdir(join(cache, name), { recursive: true });
    await utimes(join(cache, '.fetching-old'), new Date('2026-01-01'), new Date('2026-01-01'));
    const maven = await fakeMaven(join(scratch.path, 'mvn'), COPIES_TWO_JARS);
    await fetchJars({ cache, maven, env, onProgress, signal: never });
    expect((await readdir(cache)).sort()).toEqual(['.fetching-now', `opensearch-${RUNNER_VERSION}`]);
  });

  test('two platforms may fetch at once', async () => {
    await using scratch = await scratchFolder();
    const cache = join(scratch.path, 'cache');
    const body = `${COPIES_TWO_JARS}\ntouch "$out/../../ready-$$"\nwhile [ $(ls -d "$out"/../../ready-* | wc -l) -lt 2 ]; do sleep 0.01; done`;
    const maven = await fakeMaven(join(scratch.path, 'mvn'), body);
    const fetch = (): Promise<void> => fetchJars({ cache, maven, env, onProgress, signal: never });
    await Promise.all([fetch(), fetch()]);
    expect(await until(() => jarsAreComplete(jarFolder(cache)))).toBe(true);
  });
});
