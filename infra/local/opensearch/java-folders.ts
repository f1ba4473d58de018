import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from './types.ts';

/** The folders whose subfolders are Java homes, where systems and version tools usually put them. */
export function usualJavaFolders(env: Environment): string[] {
  const user = env.HOME ?? homedir();
  return [
    '/usr/lib/jvm',
    '/usr/lib64/jvm',
    '/usr/java',
    '/opt',
    '/opt/java',
    '/Library/Java/JavaVirtualMachines',
    '/opt/homebrew/opt',
    '/usr/local/opt',
    '/home/linuxbrew/.linuxbrew/opt',
    join(user, 'Library/Java/JavaVirtualMachines'),
    join(user, '.sdkman/candidates/java'),
    join(user, '.jdks'),
    join(user, '.asdf/installs/java'),
    join(user, '.local/share/mise/installs/java'),
  ];
}

/** Where below such a subfolder the home is: Linux; a macOS bundle; Homebrew on either. */
export const JAVA_HOME_BELOW = [
  '.',
  'Contents/Home',
  'libexec/openjdk.jdk/Contents/Home',
  'libexec',
] as const;
