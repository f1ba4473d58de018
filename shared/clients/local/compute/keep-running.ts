import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeFileAtomic } from '../files.ts';
import { identifyProcess, isProcessIdentity, isRunning } from '../process-identity.ts';

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 30_000;
/** A program that lasted this long was well: its end begins a new row of delays. */
const STEADY_MS = 60_000;
/** For the program to end by itself before it is made to. */
const STOP_PATIENCE_MS = 5_000;

export interface RunningProgram {
  /** Ends it and resolves when it has ended. */
  stop(): Promise<void>;
}

export interface ProgramPlace {
  /** Program and arguments. */
  readonly command: readonly string[];
  readonly cwd: string;
  readonly output: string;
  /** Where the process is noted. */
  readonly processFile: string;
  /** Called before every start. */
  prepare(): Promise<void>;
  onTrouble(message: string, error?: unknown): void;
}

/**
 * Runs a program until it is done (ends with status 0) or stopped; whatever else ends it, it is started again. It
 * holds the other end of the program's standard input: when this process is gone, the program sees that, and ends.
 */
export function keepRunning(place: ProgramPlace): RunningProgram {
  const stopping = new AbortController();
  let child: ChildProcess | undefined;

  const runOnce = async (): Promise<boolean> => {
    await place.prepare();
    if (stopping.signal.aborted) return true;
    const { process, ended } = await start(place);
    child = process;
    if (stopping.signal.aborted) child.kill('SIGTERM');
    await noteProcess(place.processFile, child.pid);
    const { code, signal } = await ended;
    child = undefined;
    if (code === 0 || stopping.signal.aborted) return true;
    place.onTrouble(`An instance's program ended with ${signal ?? `status ${code}`}; it is started again.`);
    return false;
  };

  const running = (async () => {
    for (let restarts = 0; !stopping.signal.aborted; restarts += 1) {
      const began = performance.now();
      try {
        if (await runOnce()) return;
      } catch (error) {
        place.onTrouble("An instance's program cannot be started; it is tried again.", error);
      }
      if (performance.now() - began > STEADY_MS) restarts = 0;
      const delay = Math.min(FIRST_DELAY_MS * 2 ** restarts, LONGEST_DELAY_MS);
      await sleep(delay, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();

  return {
    stop: async () => {
      stopping.abort();
      child?.kill('SIGTERM');
      const lastResort = setTimeout(() => child?.kill('SIGKILL'), STOP_PATIENCE_MS);
      await running;
      clearTimeout(lastResort);
    },
  };
}

interface Started {
  readonly process: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

async function start({ command, cwd, output }: ProgramPlace): Promise<Started> {
  const [program = '', ...args] = command;
  const log = await open(output, 'a', 0o600);
  try {
    // A group of its own: Ctrl-C in the terminal reaches the platform only, which then stops things in its order.
    const child = spawn(program, args, {
      cwd,
      env: {},
      stdio: ['pipe', log.fd, log.fd],
      detached: true,
    });
    child.stdin?.on('error', () => undefined);
    const ended: Started['ended'] = new Promise((resolve) =>
      child.once('exit', (code, signal) => resolve({ code, signal })),
    );
    await once(child, 'spawn');
    return { process: child, ended };
  } finally {
    await log.close();
  }
}

async function noteProcess(file: string, pid: number | undefined): Promise<void> {
  const identity = pid === undefined ? undefined : await identifyProcess(pid);
  if (identity) await writeFileAtomic(file, JSON.stringify(identity));
}

/**
 * Ends the process that a platform before this one left behind, if it still runs: a process is only touched when
 * both its id and the time of its start are those that were noted.
 */
export async function endLeftover(processFile: string): Promise<void> {
  const noted: unknown = JSON.parse(await readFile(processFile, 'utf8').catch(() => 'null'));
  if (!isProcessIdentity(noted)) return;
  while (await isRunning(noted)) {
    try {
      process.kill(noted.pid, 'SIGKILL');
    } catch {
      // It ended by itself in this very moment.
    }
    await sleep(20);
  }
}
