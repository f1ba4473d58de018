import { homedir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the local platform keeps everything when nobody says otherwise: the user's data folder of the system. */
export function defaultHome(env: Environment, platform: NodeJS.Platform): string {
  const user = env.HOME ?? env.USERPROFILE ?? homedir();
  if (platform === 'darwin') return join(user, 'Library', 'Application Support', 'sessions');
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(user, 'AppData', 'Local'), 'sessions');
  return join(env.XDG_DATA_HOME || join(user, '.local', 'share'), 'sessions');
}
