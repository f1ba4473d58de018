import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Environment } from './types.ts';

const LINES_KEPT = 200;

export interface ProgramResult {
  readonly code: number | null;
  /** The last lines of both outputs, in the order in which they came. */
  readonly lines: readonly string[];
}

/** Runs a program to its end. Fails only if it cannot be started or is given up by the signal. */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: { env: Environment; signal: AbortSignal; cwd?: string; onLine?: (line: string) => void },
): Promise<ProgramResult> {
  const child = spawn(program, args, {
    env: options.env,
    cwd: options.cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: options.signal,
  });
  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      if (lines.push(line) > LINES_KEPT) lines.shift();
      options.onLine?.(line);
    });
  }
  const [code] = await once(child, 'close');
  return { code: typeof code === 'number' ? code : null, lines };
}
