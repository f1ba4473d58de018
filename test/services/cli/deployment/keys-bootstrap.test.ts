import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { callerOfKey } from '../../../../shared/service/keys.ts';
import { emulatorOfFile } from '../../../shared/clients/aws/emulator.ts';
import { type Folder, temporaryFolder } from '../../uploader/folder.ts';
import { makeStack, type Stack } from './stack.ts';

const bin = fileURLToPath(new URL('../../../../services/cli/bin.mjs', import.meta.url));
const emulator = emulatorOfFile();

let stack: Stack;
let folder: Folder;
let home: string;
let env: Readonly<Record<string, string>>;
beforeEach(async () => {
  const { url, root } = await emulator();
  stack = await makeStack({ root });
  folder = await temporaryFolder();
  home = await folder.make('home', { 'outputs.json': JSON.stringify(stack.outputs) });
  const { accessKeyId, secretAccessKey } = root.credentials;
  env = { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
});
afterEach(async () => {
  stack.close();
  await folder[Symbol.asyncDispose]();
});

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process of its own that knows of AWS what `more` says, and nothing of whoever runs the tests. */
function run(argv: readonly string[], input = '', more = env): Promise<Ran> {
  return new Promise((resolve) => {
    const own = { HOME: home, NO_COLOR: '1', AWS_EC2_METADATA_DISABLED: 'true' };
    const child = execFile(
      process.execPath,
      ['--no-warnings', bin, 'keys', 'bootstrap', ...argv],
      { env: { ...own, ...more }, cwd: home },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
    child.stdin?.on('error', () => {}).end(input);
  });
}

const KEY = /key-[0-9a-f]{24}\.[A-Za-z0-9_-]{43}/g;

describe('sessions keys bootstrap', () => {
  test('prints the key once, and what to do with it', async () => {
    const { code, stdout, stderr } = await run(['--deployment', 'outputs.json', '--label', 'Marta']);
    expect([code, stderr]).toEqual([0, '']);
    const [text = '', ...others] = stdout.match(KEY) ?? [];
    expect(others).toEqual([]);
    expect(stdout).toContain('made: token-signing, receipt-signing');
    expect(stdout).toContain(`export SESSIONS_URL=${stack.outputs.url}`);
    const { keys, clock } = stack.world;
    const [id = ''] = await stack.keyIds();
    expect(await callerOfKey(keys, text, clock)).toMatchObject({ key: id, sources: '*' });
    const { chunks } = await keys.get(`${id}.json`);
    const document = Buffer.concat(await Array.fromAsync(chunks)).toString();
    expect(JSON.parse(document)).toMatchObject({ label: 'Marta' });
    expect(document).not.toContain(text.split('.')[1]);
  });

  test('reads the outputs from a pipe, and prints one document with --json', async () => {
    const { code, stdout } = await run(['--deployment', '-', '--json'], JSON.stringify(stack.outputs));
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      id: (await stack.keyIds())[0],
      key: expect.stringMatching(KEY),
      secrets: ['token-signing', 'receipt-signing'],
    });
  });

  test('a second time refuses, and says how to go on; with --again it makes another key', async () => {
    await run(['--deployment', 'outputs.json']);
    const refused = await run(['--deployment', 'outputs.json']);
    expect(refused).toMatchObject({ code: 3, stdout: '' });
    expect(refused.stderr).toMatch(/nothing was changed[\s\S]*--again[\s\S]*\[keys-there\]/);
    const { code, stdout } = await run(['--deployment', 'outputs.json', '--again']);
    expect(code).toBe(0);
    expect(stdout).toContain('there already');
    expect(await stack.keyIds()).toHaveLength(2);
  });

  test('refuses what are no outputs, before anything is made', async () => {
    await writeFile(join(home, 'outputs.json'), JSON.stringify({ region: 'us-east-1' }));
    const { code, stderr } = await run(['--deployment', 'outputs.json']);
    expect(code).toBe(2);
    expect(stderr).toContain('[deployment-invalid]');
    expect(await stack.keyIds()).toEqual([]);
  });

  test.each([
    ['credentials', () => ({ AWS_ENDPOINT_URL: env.AWS_ENDPOINT_URL ?? '' }), /credentials/],
    ['a bucket', () => env, /bucket/],
  ])('without %s says so, and what to look at', async (name, variables, reason) => {
    const outputs = name === 'a bucket' ? { ...stack.outputs, ledger: 'not-there' } : stack.outputs;
    const { code, stdout, stderr } = await run(['--deployment', '-'], JSON.stringify(outputs), variables());
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(reason);
    expect(stderr).toContain('[aws-refused]');
  });
});
