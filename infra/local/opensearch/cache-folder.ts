import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from './types.ts';

/** Where the user's programs keep what can be fetched again: `XDG_CACHE_HOME`, or what the system has for it. */
export function cacheFolder(env: Environment, platform: NodeJS.Platform = process.platform): string {
  const user = env.HOME ?? homedir();
  const usual = platform === 'darwin' ? join(user, 'Library', 'Caches') : join(user, '.cache');
  return join(env.XDG_CACHE_HOME || usual, 'sessions-platform');
}
