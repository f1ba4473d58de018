import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { freePort } from '../../../../infra/local/opensearch/free-port.ts';
import { keepRunning, restartDelay } from '../../../../infra/local/opensearch/keep-running.ts';
import type { Attempt, Launch } from '../../../../infra/local/opensearch/launch.ts';
import type { OpenSearchProgress } from '../../../../infra/local/opensearch/types.ts';
import { identifyProcess } from '../../../../shared/clients/local/process-identity.ts';
import { never, scratchFolder, until } from './scratch.ts';

const FAKE_NODE = fileURLToPath(new URL('./fake-node.ts', import.meta.url));

type Behaviour = 'well' | 'refuse' | 'elsewhere' | 'starting';

/** Nodes that behave as listed, one after the other, the last one again and again. */
function fakeLaunch(folder: string, behaviours: readonly Behaviour[]): Launch & { attempts: Attempt[] } {
  const attempts: Attempt[] = [];
  return {
    kind: 'java',
    attempts,
    folder,
    output: join(folder, 'output'),
    logs: [],
    choosePort: () => freePort(),
    command: async (attempt) => {
      const behaviour = behaviours[Math.min(attempts.length, behaviours.length - 1)] ?? 'well';
      attempts.push(attempt);
      const args = ['--no-warnings', FAKE_NODE, String(attempt.port), attempt.cluster, behaviour];
      return { program: process.execPath, args, env: { PATH: process.env.PATH } };
    },
    tookOtherPort: (printed) => printed.includes('other port'),
    explain: async () => 'the disk is full of stars',
  };
}

function fakeClaim() {
  const pids: number[] = [];
  let released = false;
  return {
    pids,
    isReleased: () => released,
    record: async (pid: number) => {
      pids.push(pid);
    },
    release: async () => {
      released = true;
    },
  };
}

const pidAt = async (url: string): Promise<number | undefined> => {
  const response = await fetch(url).catch(() => undefined);
  return response && JSON.parse(await response.text()).pid;
};

describe('a node that is kept running', () => {
  test('answers, and is gone after it was stopped', async () => {
    await using scratch = await scratchFolder();
    const claim = fakeClaim();
    const launch = fakeLaunch(scratch.path, ['well']);
    const search = await keepRunning(launch, claim, { onProgress: () => {}, signal: never });
    expect(search).toMatchObject({ kind: 'java', version: '3.5.0' });
    expect(claim.pids).toEqual([await pidAt(search.url)]);
    await search.stop();
    expect(await pidAt(search.url)).toBeUndefined();
    expect(claim.isReleased()).toBe(true);
    expect(launch.attempts).toHaveLength(1);
  });

  test('comes back at the same address each time it dies', async () => {
    await using scratch = await scratchFolder();
    const claim = fakeClaim();
    const steps: OpenSearchProgress[] = [];
    const launch = fakeLaunch(scratch.path, ['well']);
    const onProgress = (step: OpenSearchProgress): number => steps.push(step);
    const search = await keepRunning(launch, claim, { onProgress, signal: never });
    for (const life of [1, 2]) {
      const pid = (await pidAt(search.url)) ?? 0;
      process.kill(pid, 'SIGKILL');
      await until(() => claim.pids.length > life && steps.length === life * 2);
      expect(await pidAt(search.url)).toBe(claim.pids[life]);
    }
    await search.stop();
    expect(steps.map(({ phase }) => phase)).toEqual(['restart', 'ready', 'restart', 'ready']);
    expect(steps[0]?.message).toBe('OpenSearch ended by SIGKILL; starting it again in 0.5 s');
    expect(new Set(launch.attempts.map(({ cluster }) => cluster)).size).toBe(3);
  });

  test('is tried again when it does not come back at once, carefully', async () => {
    await using scratch = await scratchFolder();
    const claim = fakeClaim();
    const messages: string[] = [];
    const launch = fakeLaunch(scratch.path, ['well', 'refuse', 'well']);
    const search = await keepRunning(launch, claim, {
      onProgress: ({ message }) => messages.push(message),
      signal: never,
    });
    process.kill((await pidAt(search.url)) ?? 0, 'SIGKILL');
    await until(() => messages.at(-1) === 'OpenSearch 3.5.0 answers again');
    await search.stop();
    expect(launch.attempts.map(({ careful }) => careful)).toEqual([false, false, true]);
    expect(messages[1]).toBe(
      'OpenSearch ended with status 1 before it was ready: IllegalStateException: the data cannot be read; starting it again in 1 s',
    );
  });

  test('can be stopped while it waits to come back, and while it comes back', async () => {
    for (const moment of ['restart', 'started'] as const) {
      await using scratch = await scratchFolder();
      const claim = fakeClaim();
      const phases: string[] = [];
      const launch = fakeLaunch(scratch.path, ['well', 'starting']);
      const search = await keepRunning(launch, claim, {
        onProgress: ({ phase }) => phases.push(phase),
        signal: never,
      });
      process.kill(claim.pids[0] ?? 0, 'SIGKILL');
      await until(() => (moment === 'restart' ? phases.includes('restart') : claim.pids.length === 2));
      await search.stop();
      for (const pid of claim.pids) expect(await identifyProcess(pid)).toBeUndefined();
      expect(phases).toEqual(['restart']);
    }
  });
});

describe('the first start', () => {
  test('tries once more, carefully, when the node ends', async () => {
    await using scratch = await scratchFolder();
    const launch = fakeLaunch(scratch.path, ['refuse', 'well']);
    const search = await keepRunning(launch, fakeClaim(), { onProgress: () => {}, signal: never });
    await search.stop();
    expect(launch.attempts.map(({ careful }) => careful)).toEqual([false, true]);
  });

  test('fails with the reason and the telling lines of the log', async () => {
    await using scratch = await scratchFolder();
    const launch = fakeLaunch(scratch.path, ['refuse']);
    const starting = keepRunning(launch, fakeClaim(), { onProgress: () => {}, signal: never });
    await expect(starting).rejects.toMatchObject({
      code: 'opensearch-start-failed',
      message: [
        'OpenSearch ended with status 1 before it was ready',
        '  the disk is full of stars',
        '  IllegalStateException: the data cannot be read',
        `  The whole log: ${launch.output}`,
      ].join('\n'),
    });
    expect(launch.attempts).toHaveLength(2);
  });

  test('takes another port when somebody else got the one that was free', async () => {
    await using scratch = await scratchFolder();
    const stranger = createServer((_, response) => response.end('{"cluster_name":"theirs"}'));
    await once(stranger.listen(0, '127.0.0.1'), 'listening');
    const address = stranger.address();
    const taken = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const launch = fakeLaunch(scratch.path, ['well']);
    const ports = [taken, taken];
    const choosePort = async (): Promise<number> => ports.shift() ?? freePort();
    const search = await keepRunning({ ...launch, choosePort }, fakeClaim(), {
      onProgress: () => {},
      signal: never,
    });
    expect(search.url).not.toBe(`http://127.0.0.1:${taken}`);
    expect(await pidAt(search.url)).toBeDefined();
    await search.stop();
    stranger.close();
  });

  test('takes another port when the node itself chose to listen elsewhere', async () => {
    await using scratch = await scratchFolder();
    const launch = fakeLaunch(scratch.path, ['elsewhere', 'well']);
    const search = await keepRunning(launch, fakeClaim(), { onProgress: () => {}, signal: never });
    await search.stop();
    expect(launch.attempts.map(({ careful }) => careful)).toEqual([false, false]);
    expect(await readFile(launch.output, 'utf8')).toContain('other port');
  });

  test('can be given up, and leaves nothing running', async () => {
    await using scratch = await scratchFolder();
    const giveUp = new AbortController();
    const claim = fakeClaim();
    const launch = fakeLaunch(scratch.path, ['starting']);
    const starting = keepRunning(launch, claim, { onProgress: () => {}, signal: giveUp.signal });
    await until(() => claim.pids.length === 1);
    giveUp.abort(new Error('no longer wanted'));
    await expect(starting).rejects.toThrow('no longer wanted');
    expect(await identifyProcess(claim.pids[0] ?? 0)).toBeUndefined();
  });
});

test('the delays between restarts double up to half a minute', () => {
  expect([0, 1, 2, 5, 6, 60].map(restartDelay)).toEqual([500, 1000, 2000, 16_000, 30_000, 30_000]);
});
