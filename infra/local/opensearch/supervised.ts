import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Command } from './launch.ts';

const SCRIPT = fileURLToPath(new URL('./supervise.sh', import.meta.url));
/** For a node whose platform is gone; its data is safe at any moment. */
const GRACE_S = 10;
/** The first node that ends in peace also writes the archive of its classes, which takes about 4 s. */
const STOP_PATIENCE_MS = 20_000;

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Supervised {
  readonly pid: number;
  readonly ended: Promise<ProcessEnd>;
  /** Set once it has ended. */
  readonly end: () => ProcessEnd | undefined;
  /** Asks it to end, after a while makes it, and resolves when it has. */
  stop(): Promise<void>;
}

/**
 * Runs a program that ends with this process, whatever ends this process (see supervise.sh). It has a session of
 * its own: Ctrl-C in the terminal reaches the platform only, which then stops things in its order.
 */
export async function startSupervised(
  command: Command,
  place: { cwd: string; output: string; graceS?: number },
): Promise<Supervised> {
  const output = await open(place.output, 'a', 0o600);
  try {
    const child = spawn(
      '/bin/sh',
      [SCRIPT, String(place.graceS ?? GRACE_S), command.program, ...command.args],
      {
        cwd: place.cwd,
        env: command.env,
        stdio: ['pipe', output.fd, output.fd],
        detached: true,
      },
    );
    // The watcher may be gone before it is told that there is nothing to do.
    child.stdin?.on('error', () => {});
    let end: ProcessEnd | undefined;
    const ended = new Promise<ProcessEnd>((resolve) => {
      child.once('exit', (code, signal) => {
        end = { code, signal };
        child.stdin?.end('ended\n');
        resolve(end);
      });
    });
    await once(child, 'spawn');
    return {
      pid: child.pid ?? 0,
      ended,
      end: () => end,
      stop: async () => {
        if (end) return;
        child.kill('SIGTERM');
        const lastResort = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
        await ended;
        clearTimeout(lastResort);
      },
    };
  } finally {
    await output.close();
  }
}

export function describeEnd({ code, signal }: ProcessEnd): string {
  return signal ? `ended by ${signal}` : `ended with status ${code}`;
}
