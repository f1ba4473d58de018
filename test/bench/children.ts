import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Runs a script of this folder to its end; the result is the JSON of its last line. */
export async function runScript<T>(name: string, args: readonly string[]): Promise<T> {
  const child = spawn(process.execPath, [script(name), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let last = '';
  for await (const line of createInterface({ input: child.stdout })) last = line;
  if (child.exitCode === null) await once(child, 'exit');
  if (child.exitCode !== 0) throw new Error(`${name} ${args[0]} failed with ${child.exitCode}.`);
  return JSON.parse(last) as T;
}

/** Starts a script that prints its address first and runs until it is killed. */
export async function startScript(name: string): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, [script(name)], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const url of createInterface({ input: child.stdout })) return { url, child };
  throw new Error(`${name} ended before it printed its address.`);
}
