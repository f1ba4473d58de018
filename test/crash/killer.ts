import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type PlatformProcess, root, startPlatformProcess } from '../setup/platform-process.ts';

export interface Killer {
  readonly home: string;
  /** Starts the platform and kills it at a random moment: once it is ready, or now and then before. */
  runAndKill(): Promise<{ moment: 'while starting' | 'while working'; after: number }>;
  /** Starts it and lets it live. */
  runOn(): Promise<PlatformProcess>;
}

const STARTING = 0.15;
const LONGEST_START_MS = 900;
const LONGEST_WORK_MS = 3000;

export function openKiller(options: {
  home: string;
  env: Readonly<Record<string, string | undefined>>;
  random: () => number;
}): Killer {
  const { home, env, random } = options;
  const start = async (): Promise<PlatformProcess> => {
    // Left by the platform that was killed: whoever looks for the running one would find the dead one.
    await rm(join(home, 'platform.json'), { force: true });
    return await startPlatformProcess({ home, env });
  };
  return {
    home,
    runOn: start,
    runAndKill: async () => {
      if (random() < STARTING) {
        const after = random() * LONGEST_START_MS;
        await killWhileStarting(home, env, after);
        return { moment: 'while starting', after };
      }
      const platform = await start();
      // Squared: short lives are more frequent, so that commits in all their steps are hit.
      const after = random() ** 2 * LONGEST_WORK_MS;
      await wait(after);
      await platform.kill();
      return { moment: 'while working', after };
    },
  };
}

async function killWhileStarting(
  home: string,
  env: Readonly<Record<string, string | undefined>>,
  after: number,
): Promise<void> {
  const child = spawn(process.execPath, ['infra/local/index.ts', '--home', home, '--port', '0', '--empty'], {
    cwd: root,
    stdio: 'ignore',
    env: { ...process.env, ...env },
  });
  await wait(after);
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
