import { join } from 'node:path';
import { dockerLaunch, dockerTrouble, fetchImage } from './docker-launch.ts';
import { briefly, OpenSearchError } from './errors.ts';
import { fetchJars, jarFolder } from './fetch-jars.ts';
import { findJava, type Java, OLDEST_JAVA, suitableJava } from './find-java.ts';
import { findOnPath, isProgram } from './find-program.ts';
import { jarsAreComplete } from './jar-folder.ts';
import { javaLaunch } from './java-launch.ts';
import type { Launch } from './launch.ts';
import type { Environment, SettledOptions } from './types.ts';

/** The ways after an address: Java with the jars (fetched if need be), else Docker. Fails naming all of them. */
export async function chooseLaunch(options: SettledOptions, javaFolders: readonly string[]): Promise<Launch> {
  const java = await chooseJava(options, javaFolders);
  if (typeof java !== 'string') return java;
  const docker = await chooseDocker(options);
  if (typeof docker !== 'string') return docker;
  throw new OpenSearchError(
    'opensearch-unavailable',
    [
      'There is no OpenSearch, and nothing to run one with. One of these is needed:',
      '1. the address of an OpenSearch of version 2 or later in OPENSEARCH_URL (it is not set)',
      `2. a JDK or JRE of version ${OLDEST_JAVA} or later, and Maven to fetch OpenSearch once (${java})`,
      `3. a Docker engine (${docker})`,
    ].join('\n'),
  );
}

/** The launch, or why it cannot be. */
async function chooseJava(options: SettledOptions, folders: readonly string[]): Promise<Launch | string> {
  const { home, cache, heap, env, signal, onProgress } = options;
  const found = await findJava(env, folders);
  const java = suitableJava(found);
  if (!java) return tooOld(found);
  onProgress({ phase: 'java', message: `Java ${java.version} at ${java.home}` });
  if (!(await jarsAreComplete(jarFolder(cache)))) {
    const maven = await findMaven(env);
    if (!maven) return `found Java ${java.version} at ${java.home}, but no mvn in PATH`;
    try {
      const mavenEnv = await withJavaForMaven(env, java);
      await fetchJars({ cache, maven, onProgress, env: mavenEnv, signal });
    } catch (error) {
      signal.throwIfAborted();
      return `found Java ${java.version} at ${java.home} and ${maven}, which failed: ${briefly(error)}`;
    }
  }
  return javaLaunch({ home, cache, java, env, heap });
}

async function chooseDocker(options: SettledOptions): Promise<Launch | string> {
  const { home, heap, env, signal, onProgress } = options;
  const docker = await findOnPath('docker', env);
  if (!docker) return 'no docker in PATH';
  const trouble = await dockerTrouble(docker, env, signal);
  if (trouble) return `found ${docker}, which says: ${trouble}`;
  try {
    await fetchImage({ docker, env, onProgress, signal });
  } catch (error) {
    signal.throwIfAborted();
    return `found ${docker}, which could not fetch the image: ${briefly(error)}`;
  }
  return dockerLaunch({ home, docker, env, heap });
}

function tooOld(found: readonly Java[]): string {
  if (found.length === 0) return 'found no Java in JAVA_HOME, PATH and the usual folders';
  const list = found.map((java) => `Java ${java.version} at ${java.home}`).join(', ');
  return `found ${list}; ${OLDEST_JAVA} or later is needed`;
}

async function findMaven(env: Environment): Promise<string | undefined> {
  const named = [env.MAVEN_HOME, env.M2_HOME].filter((home) => home !== undefined);
  for (const program of named.map((home) => join(home, 'bin', 'mvn'))) {
    if (await isProgram(program)) return program;
  }
  return findOnPath('mvn', env);
}

/** Maven runs on older Java too, and keeps the one it has; it gets ours only where it would find none. */
async function withJavaForMaven(env: Environment, java: Java): Promise<Environment> {
  const hasJava = env.JAVA_HOME !== undefined || (await findOnPath('java', env)) !== undefined;
  return hasJava ? env : { ...env, JAVA_HOME: java.home };
}
