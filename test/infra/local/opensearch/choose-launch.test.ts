import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { chooseLaunch } from '../../../../infra/local/opensearch/choose-launch.ts';
import { jarFolder } from '../../../../infra/local/opensearch/fetch-jars.ts';
import { startOpenSearchWith } from '../../../../infra/local/opensearch/index.ts';
import { listJars } from '../../../../infra/local/opensearch/jar-folder.ts';
import type { Environment, OpenSearchProgress } from '../../../../infra/local/opensearch/types.ts';
import { javaHome, never, scratchFolder, shellScript } from './scratch.ts';

const ENGINE_ANSWERS = `
  case $1 in
    version) echo 28.0.1;;
    image) exit 1;;
    pull) echo 'Pulling layers';;
    rm) echo "$@" >> "$HOME/removed";;
  esac`;

const settled = (folder: string, env: Environment) => ({
  home: join(folder, 'home'),
  cache: join(folder, 'cache'),
  heap: '512m',
  signal: never,
  onProgress: () => {},
  env,
});

async function jarsInCache(folder: string): Promise<void> {
  const jars = jarFolder(join(folder, 'cache'));
  await mkdir(join(jars, 'lib'), { recursive: true });
  await writeFile(join(jars, 'lib/a.jar'), 'jar');
  await listJars(jars);
}

describe('the way to run OpenSearch', () => {
  test('is Java when it is new enough and the jars are there, without Maven', async () => {
    await using scratch = await scratchFolder();
    await jarsInCache(scratch.path);
    const java = await javaHome(join(scratch.path, 'jdk'), '21.0.4');
    const options = settled(scratch.path, { JAVA_HOME: java, JAVA_TOOL_OPTIONS: '-Xmx1m', LANG: 'C' });
    const launch = await chooseLaunch(options, []);
    expect(launch.kind).toBe('java');
    const command = await launch.command({ port: 9250, cluster: 'c', careful: false });
    expect(command.program).toBe(join(java, 'bin/java'));
    expect(command.env).toEqual({ JAVA_HOME: java, LANG: 'C' });
    expect(await readdir(join(options.home, 'opensearch/config'))).toEqual([
      'log4j2.properties',
      'opensearch.yml',
    ]);
  });

  test('is Java after Maven fetched the jars, which gets a Java if it would find none', async () => {
    await using scratch = await scratchFolder();
    const java = await javaHome(join(scratch.path, 'jvm/jdk'), '25.0.3');
    const maven = join(scratch.path, 'maven');
    await shellScript(join(maven, 'bin/mvn'), `/bin/mkdir lib; echo "$JAVA_HOME" > lib/a.jar`);
    const options = settled(scratch.path, { MAVEN_HOME: maven, PATH: '/nowhere' });
    expect((await chooseLaunch(options, [join(scratch.path, 'jvm')])).kind).toBe('java');
    const [jar] = await readdir(join(jarFolder(options.cache), 'lib'));
    expect(jar).toBe('a.jar');
    expect(await readFile(join(jarFolder(options.cache), 'lib/a.jar'), 'utf8')).toBe(`${java}\n`);
  });

  test('is Docker where there is no Java', async () => {
    await using scratch = await scratchFolder();
    await shellScript(join(scratch.path, 'bin/docker'), ENGINE_ANSWERS);
    const env = { PATH: `${join(scratch.path, 'bin')}`, HOME: scratch.path };
    const steps: OpenSearchProgress[] = [];
    const options = {
      ...settled(scratch.path, env),
      onProgress: (step: OpenSearchProgress) => steps.push(step),
    };
    const launch = await chooseLaunch(options, []);
    expect(launch.kind).toBe('docker');
    expect(steps.map(({ message }) => message)).toEqual([
      expect.stringContaining('Fetching the image opensearchproject/opensearch:3'),
      expect.stringContaining('Pulling layers'),
    ]);
    const { args } = await launch.command({ port: 9555, cluster: 'sessions-1', careful: false });
    expect(args).toEqual(
      expect.arrayContaining(['--publish', '127.0.0.1:9555:9200', 'cluster.name=sessions-1']),
    );
    expect(args.join(' ')).toContain(`--volume ${join(options.home, 'opensearch/docker-data')}:/usr/share`);
    const name = args[args.indexOf('--name') + 1];
    expect(await readFile(join(scratch.path, 'removed'), 'utf8')).toBe(`rm --force ${name}\n`);
  });
});

describe('where there is no way', () => {
  const refused = async (folder: string, env: Environment, javaFolders: string[] = []): Promise<Error> => {
    const { home, cache } = settled(folder, env);
    return startOpenSearchWith({ home, cache, env }, javaFolders).then(
      () => Promise.reject(new Error('it started')),
      (error) => error,
    );
  };

  test('one error names the three', async () => {
    await using scratch = await scratchFolder();
    const error = await refused(scratch.path, { PATH: '' });
    expect(error).toMatchObject({ code: 'opensearch-unavailable' });
    expect(error.message.split('\n').slice(1)).toEqual([
      '1. the address of an OpenSearch of version 2 or later in OPENSEARCH_URL (it is not set)',
      '2. a JDK or JRE of version 21 or later, and Maven to fetch OpenSearch once (found no Java in JAVA_HOME, PATH and the usual folders)',
      '3. a Docker engine (no docker in PATH)',
    ]);
    expect(await readdir(scratch.path)).toEqual([]);
  });

  test('it says which Java was found and is too old', async () => {
    await using scratch = await scratchFolder();
    const old = await javaHome(join(scratch.path, 'jvm/java-17'), '17.0.15');
    const error = await refused(scratch.path, {}, [join(scratch.path, 'jvm')]);
    expect(error.message).toContain(`(found Java 17.0.15 at ${old}; 21 or later is needed)`);
  });

  test('it says that Maven is missing, or what Maven said', async () => {
    await using scratch = await scratchFolder();
    const env = { JAVA_HOME: await javaHome(join(scratch.path, 'jdk'), '25.0.3') };
    expect((await refused(scratch.path, env)).message).toContain('but no mvn in PATH');
    const mvn = await shellScript(join(scratch.path, 'bin/mvn'), 'echo "[ERROR] Unknown host"; exit 1');
    const error = await refused(scratch.path, { ...env, PATH: join(scratch.path, 'bin') });
    expect(error.message).toContain(`${mvn}, which failed: Unknown host`);
  });

  test('it says that Docker has no engine, or has not got the image', async () => {
    await using scratch = await scratchFolder();
    const docker = await shellScript(
      join(scratch.path, 'bin/docker'),
      'echo; echo "Cannot connect to the Docker daemon" >&2; exit 1',
    );
    const noJava = { PATH: join(scratch.path, 'bin') };
    expect((await refused(scratch.path, noJava)).message).toContain(
      `found ${docker}, which says: Cannot connect to the Docker daemon`,
    );
    await shellScript(docker, 'case $1 in version) echo 28;; *) echo "no such host"; exit 1;; esac');
    expect((await refused(scratch.path, noJava)).message).toContain(
      'could not fetch the image: no such host',
    );
  });
});

test('a start that was given up before does nothing', async () => {
  await using scratch = await scratchFolder();
  const options = { home: scratch.path, env: {}, signal: AbortSignal.abort(new Error('not wanted')) };
  await expect(startOpenSearchWith(options, [])).rejects.toThrow('not wanted');
  expect(await readdir(scratch.path)).toEqual([]);
});
