import { readdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findOnPath, isProgram } from './find-program.ts';
import { JAVA_HOME_BELOW } from './java-folders.ts';
import { askJava, type JavaVersion, releasedVersion } from './java-version.ts';
import type { Environment } from './types.ts';

/** OpenSearch 3 is compiled for it. */
export const OLDEST_JAVA = 21;

export interface Java extends JavaVersion {
  readonly home: string;
  readonly program: string;
}

/**
 * Every Java of this machine, once, in the order of preference: what the person chose (JAVA_HOME, then PATH),
 * then what lies in the folders, newest first.
 */
export async function findJava(env: Environment, folders: readonly string[]): Promise<Java[]> {
  const chosen = [
    env.JAVA_HOME ? join(env.JAVA_HOME, 'bin', 'java') : undefined,
    await findOnPath('java', env),
  ].filter((program) => program !== undefined);
  const lying = (await Promise.all(folders.map(programsIn))).flat();
  const read = (programs: string[]) => Promise.all(programs.map((program) => readJava(program, env)));
  const newestFirst = (await read(lying)).sort((a, b) => (b?.major ?? 0) - (a?.major ?? 0));
  const found = new Map<string, Java>();
  for (const java of [...(await read(chosen)), ...newestFirst]) {
    if (java && !found.has(java.home)) found.set(java.home, java);
  }
  return [...found.values()];
}

/** The first that OpenSearch runs on. */
export function suitableJava(found: readonly Java[]): Java | undefined {
  return found.find((java) => java.major >= OLDEST_JAVA);
}

async function programsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const programs = names.flatMap((name) =>
    JAVA_HOME_BELOW.map((below) => join(folder, name, below, 'bin', 'java')),
  );
  const there = await Promise.all(programs.map(isProgram));
  return programs.filter((_, position) => there[position]);
}

async function readJava(program: string, env: Environment): Promise<Java | undefined> {
  if (!(await isProgram(program))) return undefined;
  const home = dirname(dirname(await realpath(program)));
  const released = await releasedVersion(home);
  if (released) return { ...released, home, program: join(home, 'bin', 'java') };
  const answered = await askJava(program, env);
  return answered && { ...answered, program: join(answered.home, 'bin', 'java') };
}
