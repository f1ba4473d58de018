import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findJava, suitableJava } from '../../../../infra/local/opensearch/find-java.ts';
import { usualJavaFolders } from '../../../../infra/local/opensearch/java-folders.ts';
import { parseJavaVersion } from '../../../../infra/local/opensearch/java-version.ts';
import { javaHome, scratchFolder, shellScript } from './scratch.ts';

describe('the version of a Java', () => {
  test.each([
    ['25.0.3', 25],
    ['21', 21],
    ['21-ea', 21],
    ['17.0.15', 17],
    ['1.8.0_402', 8],
  ])('%s is of major version %i', (version, major) => {
    expect(parseJavaVersion(version)).toEqual({ version, major });
  });

  test('is unknown where there is no number', () => {
    expect(parseJavaVersion('')).toBeUndefined();
    expect(parseJavaVersion('unknown')).toBeUndefined();
  });
});

describe('finding Java', () => {
  test('JAVA_HOME comes first, then PATH, then the folders, newest first', async () => {
    await using scratch = await scratchFolder();
    const at = (name: string): string => join(scratch.path, name);
    await javaHome(at('named'), '21.0.1');
    await javaHome(at('pathed'), '22.0.1');
    await javaHome(at('jvm/jdk-23'), '23.0.1');
    await javaHome(at('jvm/jdk-25'), '25.0.1');
    await javaHome(at('jvm/jdk-24.jdk/Contents/Home'), '24.0.1');
    const env = { JAVA_HOME: at('named'), PATH: `${at('nothing')}:${at('pathed/bin')}` };
    const found = await findJava(env, [at('jvm'), at('no-such-folder')]);
    expect(found.map(({ major }) => major)).toEqual([21, 22, 25, 24, 23]);
    expect(found[3]?.program).toBe(at('jvm/jdk-24.jdk/Contents/Home/bin/java'));
  });

  test('one that is too old is passed over, even when it is JAVA_HOME', async () => {
    await using scratch = await scratchFolder();
    const old = await javaHome(join(scratch.path, 'old'), '17.0.15');
    await javaHome(join(scratch.path, 'jvm/new'), '21.0.2');
    const found = await findJava({ JAVA_HOME: old }, [join(scratch.path, 'jvm')]);
    expect(found.map(({ version }) => version)).toEqual(['17.0.15', '21.0.2']);
    expect(suitableJava(found)?.version).toBe('21.0.2');
  });

  test('one that is reached by several ways counts once', async () => {
    await using scratch = await scratchFolder();
    const home = await javaHome(join(scratch.path, 'jvm/jdk-21'), '21.0.2');
    await mkdir(join(scratch.path, 'bin'));
    await symlink(join(home, 'bin/java'), join(scratch.path, 'bin/java'));
    await symlink(home, join(scratch.path, 'jvm/default'));
    const env = { JAVA_HOME: home, PATH: join(scratch.path, 'bin') };
    expect(await findJava(env, [join(scratch.path, 'jvm')])).toHaveLength(1);
  });

  test('one without the file "release" is asked, and tells its real home', async () => {
    await using scratch = await scratchFolder();
    const home = await javaHome(join(scratch.path, 'real'), '25.0.3');
    const answer = `printf 'Property settings:\\n    java.home = ${home}\\n    java.version = 25.0.3\\n' >&2`;
    await shellScript(join(scratch.path, 'shims/java'), answer);
    const found = await findJava({ PATH: join(scratch.path, 'shims') }, []);
    expect(found).toEqual([{ home, program: join(home, 'bin/java'), version: '25.0.3', major: 25 }]);
  });

  test('what only looks like Java is left out', async () => {
    await using scratch = await scratchFolder();
    await javaHome(join(scratch.path, 'jvm/broken'));
    await mkdir(join(scratch.path, 'jvm/folder/bin/java'), { recursive: true });
    await mkdir(join(scratch.path, 'jvm/plain/bin'), { recursive: true });
    await writeFile(join(scratch.path, 'jvm/plain/bin/java'), 'no program');
    expect(await findJava({ JAVA_HOME: '/no/such/home' }, [join(scratch.path, 'jvm')])).toEqual([]);
  });

  test('the usual folders include those of the person', () => {
    expect(usualJavaFolders({ HOME: '/home/marta' })).toEqual(
      expect.arrayContaining([
        '/usr/lib/jvm',
        '/opt',
        '/Library/Java/JavaVirtualMachines',
        '/home/marta/.jdks',
        '/home/marta/.sdkman/candidates/java',
      ]),
    );
  });
});
