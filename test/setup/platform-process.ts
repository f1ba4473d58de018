import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The platform as `npm start` runs it, in a process of its own. */
export interface PlatformProcess {
  readonly url: string;
  readonly pid: number;
  /** Milliseconds from the start of the process until /healthz answered 200. */
  readonly readyAfter: number;
  /** Everything that it printed. */
  output(): string;
  /** As Ctrl-C does; resolves with the exit code. */
  stop(): Promise<number>;
  /** As `kill -9` does. */
  kill(): Promise<void>;
}

/** Starts it and waits until it is ready. Throws with what it printed when it ends before. */
export async function startPlatformProcess(options: {
  home: string;
  args?: readonly string[];
  env?: Readonly<Record<string, string | undefined>>;
}): Promise<PlatformProcess> {
  const { home, args = ['--empty'], env = {} } = options;
  const began = performance.now();
  const child = spawn(process.execPath, ['infra/local/index.ts', '--home', home, '--port', '0', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const url = await untilReady(child, home, () => printed);
  const ended = (): Promise<number> =>
    child.exitCode === null && child.signalCode === null
      ? exitOf(child)
      : Promise.resolve(child.exitCode ?? -1);
  return {
    url,
    pid: child.pid ?? 0,
    readyAfter: performance.now() - began,
    output: () => printed,
    stop: async () => {
      child.kill('SIGINT');
      return await ended();
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended();
    },
  };
}

async function exitOf(child: ChildProcess): Promise<number> {
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? -1;
}

async function untilReady(child: ChildProcess, home: string, printed: () => string): Promise<string> {
  while (child.exitCode === null && child.signalCode === null) {
    const about = await readFile(join(home, 'platform.json'), 'utf8').catch(() => '{}');
    const { url, pid } = JSON.parse(about || '{}') as { url?: string; pid?: number };
    if (url && pid === child.pid) {
      const healthy = await fetch(`${url}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (healthy) return url;
    }
    await wait(20);
  }
  throw new Error(`The platform ended before it was ready:\n${printed()}`);
}
