import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { EXIT } from '../../../services/cli/exit-codes.ts';
import { openTestPlatform, type TestPlatform } from '../uploader/platform.ts';
import { run } from './terminal.ts';

const BIN = join(import.meta.dirname, '../../../services/cli/bin.mjs');

let platform: TestPlatform;

beforeEach(async () => {
  platform = await openTestPlatform();
});

afterEach(() => platform.close());

describe('sessions', () => {
  test('explains itself: commands, settings, exit codes, a first walk', async () => {
    for (const argv of [[], ['--help']]) {
      const { exit, stdout } = await run(platform.url, argv);
      expect(exit).toBe(0);
      for (const word of [
        'push DIR...',
        'find [QUERY...]',
        'show ID',
        'status',
        'failures',
        'SESSIONS_HOME',
        'A first walk',
      ])
        expect(stdout).toContain(word);
      for (const { code, meaning } of Object.values(EXIT))
        expect(stdout).toMatch(new RegExp(`${code} +${meaning.slice(0, 12)}`));
    }
  });

  test.each(['push', 'find', 'show', 'status', 'failures'])(
    'has help with examples for %s',
    async (command) => {
      const { exit, stdout } = await run(platform.url, [command, '--help']);
      expect(exit).toBe(0);
      expect(stdout).toContain('Examples:\n  sessions');
      expect(stdout).toContain('--json');
      expect(platform.seen).toEqual([]);
    },
  );

  test('has no colours but on a terminal, and there not against NO_COLOR', async () => {
    const coloured = async (options: Parameters<typeof run>[2]) =>
      (await run(platform.url, ['--help'], options)).stdout;
    expect(await coloured({ columns: 80 })).toContain('\x1b[1m');
    expect(await coloured({})).not.toContain('\x1b');
    expect(await coloured({ columns: 80, env: { NO_COLOR: '1' } })).not.toContain('\x1b');
    expect(await coloured({ columns: 80, env: { TERM: 'dumb' } })).not.toContain('\x1b');
    expect(await coloured({ env: { FORCE_COLOR: '1' } })).toContain('\x1b[1m');
  });

  test.each([
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['push'], "missing required argument 'dir'"],
    [['status', '--jsn'], "unknown option '--jsn' (Did you mean --json?)"],
  ])('ends with 2 for %j', async (argv, message) => {
    const { exit, stdout, stderr } = await run(platform.url, argv);
    expect([exit, stdout]).toEqual([2, '']);
    expect(stderr).toBe(`✗ ${message}\n  See: sessions --help [usage]\n`);
    const json = await run(platform.url, [...argv, '--json']);
    expect(JSON.parse(json.stderr)).toMatchObject({ error: { code: 'usage', detail: message } });
  });

  test('ends with 5 where no platform answers, and says how to start it', async () => {
    await platform.close();
    const { exit, stderr } = await run(platform.url, ['status']);
    expect(exit).toBe(5);
    expect(stderr).toContain(`✗ No platform answers at ${platform.url}.\n  Start it: npm start.`);
  });

  test('ends with 3 for a key that is not taken, and with 1 where the platform fails', async () => {
    await expect(run(platform.url, ['status'], { env: { SESSIONS_KEY: 'other' } })).resolves.toMatchObject({
      exit: 3,
    });
    platform.fault = ({ kind }) => (kind === 'other' ? { status: 500, code: 'internal-error' } : undefined);
    await expect(run(platform.url, ['status'])).resolves.toMatchObject({ exit: 1 });
  });

  test('runs as a program, whatever Node starts it', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [BIN, '--help']);
    expect(stdout).toContain('sessions COMMAND');
    // A Node that cannot run TypeScript hands over to the one of the package.
    const old = await promisify(execFile)(process.execPath, ['--no-experimental-strip-types', BIN, '--help']);
    expect(old.stdout).toBe(stdout);
    const failed = promisify(execFile)(process.execPath, [
      '--no-experimental-strip-types',
      BIN,
      'frobnicate',
    ]);
    await expect(failed).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('frobnicate') });
  });
});
