import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from './run-program.ts';
import type { Environment } from './types.ts';

export interface JavaVersion {
  /** As Java writes it: `25.0.3`, `1.8.0_402`, `21-ea`. */
  readonly version: string;
  /** `25`, `8`, `21`. */
  readonly major: number;
}

export function parseJavaVersion(version: string): JavaVersion | undefined {
  // Up to Java 8 the major version came second.
  const major = /^(?:1\.)?(\d+)/.exec(version)?.[1];
  return major === undefined ? undefined : { version, major: Number(major) };
}

/** From the file `release` that every JDK since 8 and most JREs carry in their home. */
export async function releasedVersion(home: string): Promise<JavaVersion | undefined> {
  const text = await readFile(join(home, 'release'), 'utf8').catch(() => '');
  const version = /^JAVA_VERSION="?([^"\n\r]+)"?/m.exec(text)?.[1];
  return version === undefined ? undefined : parseJavaVersion(version);
}

/** Asks the program itself, which also tells its real home when it was reached through a link or a wrapper. */
export async function askJava(
  program: string,
  env: Environment,
): Promise<(JavaVersion & { home: string }) | undefined> {
  const args = ['-XshowSettings:properties', '-version'];
  const answer = await runProgram(program, args, { env, signal: AbortSignal.timeout(10_000) }).catch(
    () => undefined,
  );
  const property = (name: string): string | undefined =>
    answer?.lines
      .map((line) => line.trim())
      .find((line) => line.startsWith(`${name} = `))
      ?.slice(name.length + 3);
  const home = property('java.home');
  const version = parseJavaVersion(property('java.version') ?? '');
  return home === undefined || version === undefined ? undefined : { ...version, home };
}
