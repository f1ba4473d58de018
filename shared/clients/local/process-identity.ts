import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Ids of processes are given again; together with the time of the start they name one process only. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; from the system. */
  readonly started: string;
}

/** Undefined when there is no such process, or only its remains that nobody collected. */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | undefined> {
  const started = process.platform === 'linux' ? await startedOnLinux(pid) : await startedByPs(pid);
  return started === undefined ? undefined : { pid, started };
}

export async function isRunning(identity: ProcessIdentity): Promise<boolean> {
  return (await identifyProcess(identity.pid))?.started === identity.started;
}

export function isProcessIdentity(value: unknown): value is ProcessIdentity {
  const { pid, started } = Object(value);
  return Number.isSafeInteger(pid) && pid > 1 && typeof started === 'string';
}

/** proc(5): after the name in parentheses the state is the first field, the start in clock ticks the twentieth. */
async function startedOnLinux(pid: number): Promise<string | undefined> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    return `${boot.trim()}/${fields[19]}`;
  } catch {
    return undefined;
  }
}

async function startedByPs(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      env: { PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' },
      timeout: 5_000,
    });
    const [, state, started] = /^(\S+)\s+(.+)$/.exec(stdout.trim()) ?? [];
    return state?.startsWith('Z') ? undefined : started;
  } catch {
    return undefined;
  }
}
