import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, readFile, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { instanceLayout } from '../../../../../shared/clients/local/compute/folders.ts';
import { identifyProcess, isRunning } from '../../../../../shared/clients/local/process-identity.ts';
import { computeContract } from '../../../../contracts/compute.ts';
import { fakeCompute } from '../../../../services/fake-compute.ts';
import { type LocalComputeWorld, openComputeWorld } from './local-world.ts';

describe('instances on this machine', () => computeContract(openComputeWorld, { forestalls: true }));
describe('instances of tests', () =>
  computeContract(async () => ({ compute: fakeCompute(), close: async () => undefined }), {
    forestalls: true,
  }));

let world: LocalComputeWorld;
beforeEach(async () => {
  world = await openComputeWorld();
});
afterEach(() => world.close());

/** Looks until it is so; fails by the test's own time limit. */
async function until(look: () => Promise<boolean>): Promise<void> {
  while (!(await look())) await wait(10);
}

const launch = async (token = 'sbx-1-1'): Promise<string> => {
  const { id } = await world.compute.launch({ token, bytes: 1 });
  await until(async () => (await world.starts(id)).length > 0 && (await world.processOf(id)) !== undefined);
  return id;
};

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

describe('the program of an instance', () => {
  test('is started again when it is killed', async () => {
    const id = await launch();
    const [pid] = await world.starts(id);
    process.kill(Number(pid), 'SIGKILL');
    await until(async () => (await world.starts(id)).length === 2);
    expect(world.trouble).toEqual([expect.stringContaining('ended with SIGKILL')]);
  });

  test('is stopped with the platform, and started again with the next one on the same storage', async () => {
    const id = await launch();
    const running = await world.processOf(id);
    await world.stop();
    expect(running && (await isRunning(running))).toBe(false);
    await (await world.openAgain()).resume();
    await until(async () => (await world.starts(id)).length === 2);
  });

  test('that a killed platform left behind is ended before it is started again', async () => {
    const id = await launch();
    await world.stop();
    const leftover = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    await once(leftover, 'spawn');
    const identity = await identifyProcess(leftover.pid ?? 0);
    await writeFile(instanceLayout(world.folderOf(id)).process, JSON.stringify(identity));
    const ended = once(leftover, 'exit');
    await (await world.openAgain()).resume();
    expect(await ended).toEqual([null, 'SIGKILL']);
  });

  test('and its storage are gone when the instance is ended', async () => {
    const id = await launch();
    const running = await world.processOf(id);
    await world.compute.end('sbx-1-1');
    expect(await isThere(world.folderOf(id))).toBe(false);
    expect(running && (await isRunning(running))).toBe(false);
  });

  test('of an instance whose end was cut short is not started again', async () => {
    const id = await launch();
    await world.compute.end('sbx-1-1');
    const again = await world.openAgain();
    await again.resume();
    expect(await again.compute.find('sbx-1-1')).toEqual({ id, state: 'ended' });
    expect(await isThere(world.folderOf(id))).toBe(false);
  });
});

describe('what an instance may touch', () => {
  const settingsOf = async (id: string): Promise<{ ledger: { url: string; token: string } }> =>
    JSON.parse(await readFile(instanceLayout(world.folderOf(id)).settings, 'utf8'));

  const ask = async (id: string, key: string, token: string, init: RequestInit = {}): Promise<number> => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${world.url}/instances/${id}/${key}`, { ...init, headers })).status;
  };

  test('is its own recipe, to read', async () => {
    const id = await launch();
    const { ledger } = await settingsOf(id);
    await world.ledger.put(`${id}/recipe/0.json`, Buffer.from('{}'));
    const answer = await fetch(`${ledger.url}recipe/0.json`, {
      headers: { authorization: `Bearer ${ledger.token}` },
    });
    expect([answer.status, await answer.text()]).toEqual([200, '{}']);
    expect(await ask(id, 'recipe.json', ledger.token)).toBe(404);
  });

  test('and its own report, to write; somebody hears of it', async () => {
    const id = await launch();
    const { ledger } = await settingsOf(id);
    expect(await ask(id, 'report.json', ledger.token, { method: 'PUT', body: '{"a":1}' })).toBe(204);
    expect(world.written).toEqual([`${id}/report.json`]);
    const { chunks } = await world.ledger.get(`${id}/report.json`);
    expect(Buffer.concat(await Array.fromAsync(chunks)).toString()).toBe('{"a":1}');
  });

  test('is nothing of another instance, and nothing without its token', async () => {
    const [one, two] = [await launch('sbx-1-1'), await launch('sbx-1-2')];
    const { ledger } = await settingsOf(one);
    expect(await ask(two, 'recipe.json', ledger.token)).toBe(403);
    expect(await ask(two, 'report.json', ledger.token, { method: 'PUT', body: '{}' })).toBe(403);
    expect(await ask(one, 'report.json', '', { method: 'PUT', body: '{}' })).toBe(403);
    expect(world.written).toEqual([]);
  });

  test.each([
    ['its recipe, to write', 'recipe.json', 'PUT', 405],
    ['a way out of its folder', '..%2f..%2fkeys', 'GET', 403],
    ['its folder itself', '', 'GET', 403],
  ])('is not %s', async (_, key, method, status) => {
    const id = await launch();
    const { ledger } = await settingsOf(id);
    const init = method === 'PUT' ? { method, body: '{}' } : { method };
    expect(await ask(id, key, ledger.token, init)).toBe(status);
  });

  test('is no report that fills the ledger', async () => {
    const id = await launch();
    const { ledger } = await settingsOf(id);
    const init = { method: 'PUT', body: 'x'.repeat(100_000) };
    expect(await ask(id, 'report.json', ledger.token, init)).toBe(413);
  });

  test('is nothing any more once it has ended', async () => {
    const id = await launch();
    const { ledger } = await settingsOf(id);
    await world.compute.end('sbx-1-1');
    expect(await ask(id, 'report.json', ledger.token, { method: 'PUT', body: '{}' })).toBe(410);
  });
});
