import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { claimFolder } from '../../../../infra/local/opensearch/claim.ts';
import { identifyProcess } from '../../../../shared/clients/local/process-identity.ts';
import { never, scratchFolder } from './scratch.ts';

async function sleeping(): Promise<ChildProcess & { pid: number } & AsyncDisposable> {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  const dispose = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  };
  return Object.assign(child, { pid: child.pid ?? 0, [Symbol.asyncDispose]: dispose });
}

const patience = { onWait: () => {}, signal: never, patienceMs: 300 };
const note = (folder: string, claim: object): Promise<void> =>
  writeFile(join(folder, 'running.json'), JSON.stringify(claim));

describe('the folder of a node', () => {
  test('is claimed by one platform at a time', async () => {
    await using scratch = await scratchFolder();
    const claim = await claimFolder(scratch.path, patience);
    const second = claimFolder(scratch.path, patience);
    await expect(second).rejects.toMatchObject({ code: 'opensearch-home-in-use' });
    await expect(second).rejects.toThrow(`Process ${process.pid} runs the platform`);
    await claim.release();
    await (await claimFolder(scratch.path, patience)).release();
  });

  test('tells which process works on it', async () => {
    await using scratch = await scratchFolder();
    await using node = await sleeping();
    const claim = await claimFolder(scratch.path, patience);
    await claim.record(node.pid);
    const noted = JSON.parse(await readFile(join(scratch.path, 'running.json'), 'utf8'));
    expect(noted).toEqual({
      platform: await identifyProcess(process.pid),
      node: await identifyProcess(node.pid),
    });
  });

  test('is free when its platform is gone, with or without a trace of a node', async () => {
    await using scratch = await scratchFolder();
    const platform = { pid: process.pid, started: 'at another time' };
    for (const left of [{ platform }, { platform, node: platform }, {}, { node: { pid: 1 } }, null, 'text']) {
      await note(scratch.path, Object(left));
      await (await claimFolder(scratch.path, patience)).release();
    }
    await writeFile(join(scratch.path, 'running.json'), '{"platform":{"pid"');
    await (await claimFolder(scratch.path, patience)).release();
  });
});

describe('a node that outlived its platform', () => {
  test('is waited for', async () => {
    await using scratch = await scratchFolder();
    await using node = await sleeping();
    await note(scratch.path, { node: await identifyProcess(node.pid) });
    const onWait = (): boolean => node.kill('SIGTERM');
    const ended = once(node, 'exit');
    await claimFolder(scratch.path, { onWait, signal: never, patienceMs: 60_000 });
    expect(await ended).toEqual([null, 'SIGTERM']);
  });

  test('is killed when it does not end', async () => {
    await using scratch = await scratchFolder();
    await using node = await sleeping();
    await note(scratch.path, { node: await identifyProcess(node.pid) });
    const ended = once(node, 'exit');
    await claimFolder(scratch.path, patience);
    expect(await ended).toEqual([null, 'SIGKILL']);
  });

  test('is never taken for another process that got its id', async () => {
    await using scratch = await scratchFolder();
    await using innocent = await sleeping();
    await note(scratch.path, { node: { pid: innocent.pid, started: 'before' } });
    await claimFolder(scratch.path, patience);
    expect(innocent.signalCode).toBeNull();
    expect(await identifyProcess(innocent.pid)).toBeDefined();
  });

  test('is no longer waited for when the start is given up', async () => {
    await using scratch = await scratchFolder();
    await using node = await sleeping();
    await note(scratch.path, { node: await identifyProcess(node.pid) });
    const giveUp = new AbortController();
    const claiming = claimFolder(scratch.path, {
      onWait: () => giveUp.abort(),
      signal: giveUp.signal,
      patienceMs: 60_000,
    });
    await expect(claiming).rejects.toThrow('aborted');
  });
});
