import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { lockFolder } from '../../../../shared/clients/local/lock.ts';

const MODULE = new URL('../../../../shared/clients/local/lock.ts', import.meta.url).href;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'));
});
let holding: ChildProcess | undefined;
afterEach(() => {
  holding?.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** A process that holds the lock until it is killed. */
async function holder() {
  const code = `const { lockFolder } = await import(${JSON.stringify(MODULE)});
    const lock = lockFolder(${JSON.stringify(folder)});
    console.log('held');
    setInterval(() => lock, 1_000_000);`;
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  holding = child;
  await once(child.stdout, 'data');
  return child;
}

describe('the lock of a folder', () => {
  test('keeps another process out, and says which one has it', async () => {
    const child = await holder();
    expect(() => lockFolder(folder)).toThrow(`in use by another process (pid ${child.pid})`);
  });

  test('is free again once its owner was killed', async () => {
    const child = await holder();
    child.kill('SIGKILL');
    await once(child, 'exit');
    lockFolder(folder).release();
  });

  test('is not given twice in one process, and free after release', () => {
    const lock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(`pid ${process.pid}`);
    lock.release();
    lock.release();
    lockFolder(folder).release();
  });

  test('makes the folder where it is missing', () => {
    lockFolder(join(folder, 'deep', 'er')).release();
  });
});
