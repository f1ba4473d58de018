import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openTestPlatform, type TestPlatform } from '../uploader/platform.ts';
import { run } from './terminal.ts';

const STATUS = {
  sessions: 1,
  bytes: 98,
  queues: [{ queue: 'index', waiting: 2, inFlight: 0, delayed: 0, dead: 0 }],
  failures: [] as { cause: string; count: number }[],
  search: { ok: true } as { ok: boolean; detail?: string },
  outbox: 0,
};

let platform: TestPlatform;
let status: typeof STATUS;

beforeEach(async () => {
  platform = await openTestPlatform();
  status = structuredClone(STATUS);
  platform.answer = (_, url) => {
    if (url.pathname === '/v1/status') return status;
    if (url.pathname === '/v1/totals')
      return { sessions: status.sessions, bytes: status.bytes, search: status.search };
    return { sessions: [], total: 1, hints: [] };
  };
});

afterEach(() => platform.close());

/** Marks and names of the checks, as the screen shows them. */
const marks = (stdout: string): string[] =>
  stdout.split('\n').flatMap((line) => /^ {2}([✓!✗]) ([a-z ]+?) {2}/.exec(line)?.slice(1).join(' ') ?? []);

describe('sessions doctor', () => {
  test('looks at everything from the outside in, and ends with 0 where all is well', async () => {
    const { exit, stdout } = await run(platform.url, ['doctor']);
    expect(marks(stdout)).toEqual([
      '✓ certificate',
      '✓ door',
      '✓ key',
      '✓ search',
      '✓ stores and queues',
      '✓ inbox',
    ]);
    expect(stdout).toContain('1 session, 98 B; 2 waiting');
    expect(stdout.trimEnd()).toMatch(/It is well\.$/);
    expect(exit).toBe(0);
  });

  test('tells of what somebody should look at, without calling it bad', async () => {
    status.failures = [{ cause: 'file-missing', count: 3 }];
    status.outbox = 2;
    const { exit, stdout } = await run(platform.url, ['doctor']);
    expect(marks(stdout)).toEqual(expect.arrayContaining(['! stores and queues', '! inbox']));
    expect(stdout).toContain('3 file-missing');
    expect(stdout).toContain('2 events in the outbox');
    expect(exit).toBe(0);
  });

  test('names dead letters', async () => {
    status.queues = [{ queue: 'index', waiting: 0, inFlight: 0, delayed: 0, dead: 1 }];
    expect((await run(platform.url, ['doctor'])).stdout).toContain('1 dead letter');
  });

  test('goes on after a bad finding, counts it, and ends with 1', async () => {
    platform.answer = (_, url) => (url.pathname === '/v1/sessions' ? { nonsense: true } : status);
    const { exit, stdout } = await run(platform.url, ['doctor']);
    expect(marks(stdout)).toContain('✗ search');
    expect(marks(stdout)).toContain('✓ inbox');
    expect(stdout).toContain('1 thing to mend');
    expect(exit).toBe(1);
  });

  test('does not trust a door that lets everybody in', async () => {
    const open = createServer((_, answer) => answer.end('{}'));
    await new Promise<void>((resolve) => open.listen(0, '127.0.0.1', resolve));
    const { port } = open.address() as AddressInfo;
    const { documents, exit } = await run(platform.url, [
      'doctor',
      '--json',
      '--url',
      `http://127.0.0.1:${port}`,
    ]);
    open.closeAllConnections();
    await new Promise((resolve) => open.close(resolve));
    const [{ well, findings }] = documents as [
      { well: boolean; findings: { check: string; detail: string }[] },
    ];
    expect(well).toBe(false);
    expect(findings.find(({ check }) => check === 'door')?.detail).toBe('lets in who has no token: 200');
    expect(exit).toBe(1);
  });

  test('says why a certificate cannot be looked at', async () => {
    const { port } = new URL(platform.url);
    const { documents } = await run(
      platform.url,
      ['doctor', '--json', '--url', `https://localhost:${port}`],
      {
        env: { SESSIONS_KEY: 'some-key' },
      },
    );
    const [{ findings }] = documents as [{ findings: { check: string; verdict: string }[] }];
    expect(findings.find(({ check }) => check === 'door')?.verdict).toBe('bad');
  });

  test('with --probe sends a session all the way, and says what did not come about', async () => {
    const { documents } = await run(platform.url, ['doctor', '--json', '--probe']);
    const [{ findings }] = documents as [{ findings: { check: string; verdict: string }[] }];
    expect(findings.at(-1)).toMatchObject({ check: 'way of a session', verdict: 'bad' });
    const [id] = [...platform.sessions.keys()];
    expect(id).toMatch(/^doctor-\d{8}t\d{9}z$/);
    expect(platform.sessions.get(id ?? '')?.source).toBe('doctor');
  });
});
