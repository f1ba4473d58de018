import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Fault } from '../../../shared/service/errors.ts';
import { openTestPlatform, type TestPlatform } from '../uploader/platform.ts';
import { run } from './terminal.ts';

const TOTALS = { sessions: 48, bytes: 28_800_000_000 };

const STATUS = {
  queues: [
    { queue: 'index', waiting: 1200, inFlight: 4, delayed: 0, dead: 0 },
    { queue: 'verify', waiting: 0, inFlight: 0, delayed: 1, dead: 2 },
  ],
  failures: [
    { cause: 'checksum-mismatch', count: 1 },
    { cause: 'file-missing', count: 2 },
  ],
  outbox: 1,
};

const FAILURE = {
  id: 'f-1',
  cause: 'checksum-mismatch',
  service: 'commit',
  session: 's-1',
  field: '/files/0',
  detail: 'a.bin: 10 bytes announced,\n11 stored',
  at: '2026-01-01T10:00:00.000Z',
  input: '{}',
};

let platform: TestPlatform;
let asked: string[];

beforeEach(async () => {
  platform = await openTestPlatform();
  asked = [];
  platform.answer = (_, url) => {
    asked.push(url.search);
    if (url.pathname === '/v1/totals') return TOTALS;
    if (url.pathname === '/v1/status') return STATUS;
    if (url.searchParams.get('after') !== null) return { failures: [{ ...FAILURE, id: 'f-2' }] };
    return { failures: [FAILURE], next: 'page-2' };
  };
});

afterEach(() => platform.close());

describe('sessions status', () => {
  test('shows what is held, what waits and what failed', async () => {
    const { exit, stdout } = await run(platform.url, ['status']);
    expect(exit).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'sessions  48, 29 GB',
      'search    answers',
      'failures  1 checksum-mismatch, 2 file-missing (sessions failures)',
      'outbox    1 event to be published',
      '',
      'QUEUE   WAITING  IN WORK  LATER  DEAD',
      'index     1,200        4      0     0',
      'verify        0        0      1     2',
      '',
    ]);
  });

  test('says so where search does not answer, and does not call that no session', async () => {
    platform.answer = (_, { pathname }) => {
      if (pathname === '/v1/totals') throw new Fault('search-unavailable', 'Search does not answer: refused');
      return { ...STATUS, failures: [], outbox: 0 };
    };
    const { stdout } = await run(platform.url, ['status']);
    expect(stdout).toContain('sessions  not known while search does not answer\n');
    expect(stdout).toContain('search    Search does not answer: refused\n');
    expect(stdout).toContain('failures  none\noutbox    empty\n');
  });

  test('with --json prints all of it in one document', async () => {
    const { documents } = await run(platform.url, ['status', '--json']);
    expect(documents).toEqual([{ ...TOTALS, ...STATUS, search: { ok: true } }]);
  });
});

describe('sessions failures', () => {
  test('lists all of them, each with what happened', async () => {
    const { exit, stdout } = await run(platform.url, [
      'failures',
      '--cause',
      'checksum-mismatch',
      '--session',
      's-1',
    ]);
    expect(exit).toBe(0);
    expect(asked).toEqual([
      '?cause=checksum-mismatch&session=s-1',
      '?cause=checksum-mismatch&session=s-1&after=page-2',
    ]);
    expect(stdout).toContain(
      'checksum-mismatch  s-1      commit   /files/0\n  a.bin: 10 bytes announced,⏎11 stored\n',
    );
    expect(stdout).toContain('\n2 failures\n');
  });

  test('with --json prints one document a line, with the input', async () => {
    const { documents } = await run(platform.url, ['failures', '--json']);
    expect(documents).toEqual([FAILURE, { ...FAILURE, id: 'f-2' }]);
  });

  test('says that there are none, which is no failure', async () => {
    platform.answer = () => ({ failures: [] });
    await expect(run(platform.url, ['failures'])).resolves.toMatchObject({
      exit: 0,
      stdout: 'No failures.\n',
    });
  });

  test('does not take just anything for a cause', async () => {
    await expect(run(platform.url, ['failures', '--cause', '../x'])).resolves.toMatchObject({ exit: 2 });
    expect(asked).toEqual([]);
  });
});
