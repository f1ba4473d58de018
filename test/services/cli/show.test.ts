import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Session } from '../../../shared/api/sessions.ts';
import { openTestPlatform, type TestPlatform } from '../uploader/platform.ts';
import { type RunOptions, run } from './terminal.ts';

const SESSION: Session = {
  record: {
    format: 1,
    id: 's-1',
    source: 'rig-1',
    revision: 3,
    recordedAt: '2021-03-01T16:12:21',
    manifest: { sha256: 'ab'.repeat(32), files: 2, bytes: 600_000_000 },
    metadata: { revision: 1, file: 'metadata.yaml' },
    quarantined: [],
    stages: { uploaded: '2026-01-01T10:00:00.000Z', archived: '2026-01-01T10:00:01.200Z' },
  },
  metadata: {
    format: 'yaml',
    value: {
      subject: { name: 'Marta', age: 'many' },
      weights: [1, 2],
      channels: [{ gain: 2 }, { gain: null }],
      none: {},
    },
    notes: [
      { code: 'metadata-duplicate-key', message: 'It stands twice; the last one counts.', path: 'region' },
    ],
  },
  quarantined: [
    { field: 'subject.age', value: 'many', code: 'not-a-number', reason: '"many" is no number.' },
  ],
  indexed: { revision: 3, at: '2026-01-01T10:00:01.900Z' },
  receipt: {
    receipt: {
      session: 's-1',
      source: 'rig-1',
      manifestSha256: 'ab'.repeat(32),
      files: 2,
      bytes: 600_000_000,
      committedAt: '2026-01-01T10:00:01.200Z',
      checked: 'crc32',
      checkedAt: '2026-01-01T10:00:01.200Z',
      safeToDelete: false,
      reason: 'The files were not read back yet.',
    },
    jws: 'a.b.c',
  },
};

const FIRST = {
  path: 'a.bin',
  size: 532,
  crc32: '12345678',
  sha256: 'cd'.repeat(32),
  version: 'v1',
  address: 'store://a',
};
const SECOND = { path: 'b/c.bin', size: 600_000_000, crc32: '87654321', version: 'v2', address: 'store://b' };

let platform: TestPlatform;
let session: Session;

beforeEach(async () => {
  platform = await openTestPlatform();
  session = SESSION;
  platform.answer = (_, { pathname, searchParams }) => {
    if (pathname === '/v1/sessions/s-1') return session;
    if (pathname !== '/v1/sessions/s-1/files') return undefined;
    return {
      session: 's-1',
      manifest: {
        format: 1,
        session: 's-1',
        source: 'rig-1',
        metadata: null,
        committedAt: '2026-01-01T10:00:01.200Z',
      },
      ...(searchParams.get('after') === 'a.bin' ? { files: [SECOND] } : { files: [FIRST], next: 'a.bin' }),
    };
  };
});

afterEach(() => platform.close());

const show = (argv: readonly string[], options?: RunOptions) => run(platform.url, ['show', ...argv], options);

/** The lines below a heading. */
function section(stdout: string, title: string): string[] {
  const lines = stdout.split('\n');
  const start = lines.indexOf(title) + 1;
  const end = lines.indexOf('', start);
  return start === 0 ? [] : lines.slice(start, end);
}

describe('sessions show', () => {
  test('says what the session is', async () => {
    const { exit, stdout } = await show(['s-1']);
    expect(exit).toBe(0);
    expect(section(stdout, 's-1')).toEqual([
      '  source    rig-1',
      '  recorded  2021-03-01 16:12:21',
      '  content   2 files, 600 MB',
      '  metadata  metadata.yaml (yaml)',
      '  revision  3',
      `  manifest  sha256 ${'ab'.repeat(32)}`,
    ]);
  });

  test('says when it came to each stage, and how long that took', async () => {
    const lines = section((await show(['s-1'])).stdout, 'Timeline');
    expect(lines.map((line) => line.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, 'TIME'))).toEqual([
      '  uploaded  TIME',
      '  archived  TIME   + 1.2 s',
      '  findable  TIME   + 700 ms',
    ]);
  });

  test('says so where search does not show it, or not its latest state', async () => {
    const { indexed: _, ...unindexed } = SESSION;
    session = unindexed;
    expect(section((await show(['s-1'])).stdout, 'Timeline')).toContain('  findable  not yet');
    session = { ...SESSION, indexed: { revision: 2, at: '2026-01-01T10:00:01.900Z' } };
    expect(section((await show(['s-1'])).stdout, 'Timeline')).toContain(
      '  findable  the latest change not yet',
    );
  });

  test('shows metadata as keys, marking what could not be used', async () => {
    const { stdout } = await show(['s-1']);
    expect(section(stdout, 'Metadata')).toEqual([
      '  subject.name      Marta',
      '  subject.age       many !',
      '  weights           1, 2',
      '  channels[0].gain  2',
      '  channels[1].gain  null',
      '  none              {}',
      '  ! region: It stands twice; the last one counts.',
    ]);
    expect(section(stdout, 'Quarantined')).toEqual([
      '  FIELD        VALUE  WHY',
      '  subject.age  many   "many" is no number.',
    ]);
  });

  test.each<[string, Partial<NonNullable<Session['receipt']>['receipt']>, string]>([
    ['no', {}, '  safe to delete locally  no: The files were not read back yet.'],
    [
      'yes',
      { safeToDelete: true, checked: 'sha256' },
      '  safe to delete locally  yes: every file was read back from the archive and compared',
    ],
  ])('says whether the local copy may be deleted, and why: %s', async (_, about, line) => {
    const signed = SESSION.receipt;
    if (signed) session = { ...SESSION, receipt: { ...signed, receipt: { ...signed.receipt, ...about } } };
    expect((await show(['s-1'])).stdout).toContain(line);
  });

  test('never calls a session without a receipt safe', async () => {
    const { receipt: _, ...without } = SESSION;
    session = without;
    expect((await show(['s-1'])).stdout).toContain('Not given yet: keep the local copy.');
  });

  test('lists the files of all pages where they are asked for', async () => {
    const { stdout } = await show(['s-1', '--files']);
    expect(section(stdout, 'Files')).toEqual([
      '    SIZE  CRC-32    SHA-256            FILE',
      '   532 B  12345678  cdcdcdcdcdcdcdcd…  a.bin',
      '  600 MB  87654321                     b/c.bin',
    ]);
  });

  test('with --json prints one document', async () => {
    await expect(show(['s-1', '--json'])).resolves.toMatchObject({ documents: [SESSION] });
    const { documents } = await show(['s-1', '--json', '--files']);
    expect(documents).toEqual([{ ...SESSION, files: [FIRST, SECOND] }]);
  });

  test('ends with 4 for a session that is not there', async () => {
    const { exit, stdout, stderr } = await show(['s-2']);
    expect([exit, stdout]).toEqual([4, '']);
    expect(stderr).toContain('[route-unknown]');
  });
});
