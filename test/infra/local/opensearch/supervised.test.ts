import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { startSupervised } from '../../../../infra/local/opensearch/supervised.ts';
import { identifyProcess, isRunning } from '../../../../shared/clients/local/process-identity.ts';
import { scratchFolder, until } from './scratch.ts';

const PLATFORM = fileURLToPath(new URL('./platform-of-test.ts', import.meta.url));
const env = { PATH: process.env.PATH };
const shell = (script: string) => ({ program: '/bin/sh', args: ['-c', script], env });

const gone = async (pid: number): Promise<boolean> => (await identifyProcess(pid)) === undefined;
const watchersOf = async (folder: string): Promise<string[]> => {
  const ps = spawn('ps', ['-eo', 'args'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const lines = (await ps.stdout.setEncoding('utf8').toArray()).join('').split('\n');
  return lines.filter((line) => line.includes('supervise.sh') && line.includes(folder));
};

describe('a supervised program', () => {
  test('tells how it ended, and what it printed is in the file', async () => {
    await using scratch = await scratchFolder();
    const output = join(scratch.path, 'output');
    const child = await startSupervised(shell('echo printed; echo complained >&2; exit 3'), {
      cwd: scratch.path,
      output,
    });
    expect(await child.ended).toEqual({ code: 3, signal: null });
    expect(child.end()).toEqual({ code: 3, signal: null });
    expect(await readFile(output, 'utf8')).toBe('printed\ncomplained\n');
  });

  test('gets arguments as they are, and an empty standard input', async () => {
    await using scratch = await scratchFolder();
    const output = join(scratch.path, 'output');
    const script = shell('cat; printf "[%s]" "$@"');
    const args = [...script.args, 'name', 'two words', '$HOME', "it's"];
    const child = await startSupervised({ ...script, args }, { cwd: scratch.path, output });
    await child.ended;
    expect(await readFile(output, 'utf8')).toBe("[two words][$HOME][it's]");
  });

  test('is asked to end when it is stopped', async () => {
    await using scratch = await scratchFolder();
    const output = join(scratch.path, 'output');
    const script = shell('trap "echo asked; exit 0" TERM; echo ready; while :; do sleep 0.05; done');
    const child = await startSupervised(script, { cwd: scratch.path, output });
    await until(async () => (await readFile(output, 'utf8')).includes('ready'));
    await child.stop();
    expect(child.end()).toEqual({ code: 0, signal: null });
    expect(await readFile(output, 'utf8')).toContain('asked');
    await child.stop();
  });

  test('that cannot be run ends at once', async () => {
    await using scratch = await scratchFolder();
    const output = join(scratch.path, 'output');
    const child = await startSupervised(
      { program: '/no/such/program', args: [], env },
      { cwd: scratch.path, output },
    );
    expect(await child.ended).toEqual({ code: 127, signal: null });
    expect(await readFile(output, 'utf8')).toContain('/no/such/program');
  });

  test('that died leaves no watcher behind', async () => {
    await using scratch = await scratchFolder();
    const output = join(scratch.path, 'output');
    const script = shell(`: ${scratch.path}; while :; do sleep 0.05; done`);
    const child = await startSupervised(script, { cwd: scratch.path, output });
    await until(async () => (await watchersOf(scratch.path)).length > 0);
    process.kill(child.pid, 'SIGKILL');
    expect(await child.ended).toEqual({ code: null, signal: 'SIGKILL' });
    expect(await until(async () => (await watchersOf(scratch.path)).length === 0)).toBe(true);
  });
});

describe('a platform that is killed', () => {
  const startPlatform = async (folder: string, script: string) => {
    const command = [PLATFORM, folder, '/bin/sh', '-c', script];
    const platform = spawn(process.execPath, ['--no-warnings', ...command], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [printed] = await once(platform.stdout, 'data');
    return { platform, pid: Number(printed) };
  };

  test('takes its program along, which is asked to end', async () => {
    await using scratch = await scratchFolder();
    const output = join(scratch.path, 'output');
    const script = 'trap "echo asked; exit 0" TERM; echo ready; while :; do sleep 0.05; done';
    const { platform, pid } = await startPlatform(scratch.path, script);
    await until(async () => (await readFile(output, 'utf8')).includes('ready'));
    expect(await gone(pid)).toBe(false);
    platform.kill('SIGKILL');
    expect(await until(() => gone(pid))).toBe(true);
    expect(await readFile(output, 'utf8')).toContain('asked');
  });

  test('takes along even one that does not want to end', async () => {
    await using scratch = await scratchFolder();
    const output = join(scratch.path, 'output');
    const script = 'trap "" TERM; echo ready; while :; do sleep 0.05; done';
    const { platform, pid } = await startPlatform(scratch.path, script);
    await until(async () => (await readFile(output, 'utf8')).includes('ready'));
    platform.kill('SIGKILL');
    expect(await until(() => gone(pid))).toBe(true);
  });
});

describe('the identity of a process', () => {
  test('holds while it runs, and not after', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    const identity = await identifyProcess(child.pid ?? 0);
    if (!identity) throw new Error('a running process has an identity');
    expect(await isRunning(identity)).toBe(true);
    expect(await isRunning({ ...identity, started: `${identity.started}0` })).toBe(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await isRunning(identity)).toBe(false);
  });
});
