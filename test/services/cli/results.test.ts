import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Results } from '../../../shared/api/results.ts';
import { openTestPlatform, type TestPlatform } from '../uploader/platform.ts';
import { run } from './terminal.ts';

type Result = Results['results'][number];

const PIPELINE = 'ab'.repeat(8);

const result = (processor: string, more: Partial<Result>): Result => ({
  processor,
  version: '1',
  digest: 'cd'.repeat(8),
  at: '2026-01-01T10:00:00.000Z',
  provenance: `store://${processor}`,
  tables: [],
  refused: [],
  skipped: [],
  rejected: [],
  ...more,
});

const signal = { name: 'signal', files: 2, rows: 30, bytes: 300 };
const first = { address: 'store://signal/0', rows: 10, bytes: 100 };
const second = { address: 'store://signal/1', rows: 20, bytes: 200 };
const leads = { name: 'leads', files: 1, rows: 1, bytes: 9 };
const only = { address: 'store://leads/0', rows: 1, bytes: 9 };
const refused = { path: 'cut.mat', code: 'mat-truncated', detail: 'It ends early.' };
const rejected = { file: 'a.mat', lead: 'V5', check: 'flat', detail: '3 s' };

/** One table that goes over two pages, and a second result that has its entries on the last one. */
const PAGES: readonly Pick<Results, 'results' | 'next'>[] = [
  {
    results: [
      result('ecg', { tables: [{ ...signal, parts: [first] }], refused: [refused] }),
      result('table', {}),
    ],
    next: `${PIPELINE}.2`,
  },
  {
    results: [
      result('ecg', {
        tables: [
          { ...signal, parts: [second] },
          { ...leads, parts: [only] },
        ],
        rejected: [rejected],
      }),
      result('table', { skipped: [{ path: 'x.json', reason: 'It is no list.' }] }),
    ],
  },
];

let platform: TestPlatform;
beforeEach(async () => {
  platform = await openTestPlatform();
  platform.answer = (_, { pathname, searchParams }) => {
    if (pathname !== '/v1/sessions/s-1/results') return undefined;
    const page = PAGES[searchParams.get('after') === null ? 0 : 1];
    return { session: 's-1', pipeline: PIPELINE, ...page };
  };
});
afterEach(() => platform.close());

describe('sessions results', () => {
  test('with --json prints all pages as one document', async () => {
    const { exit, documents } = await run(platform.url, ['results', 's-1', '--json']);
    expect(exit).toBe(0);
    expect(documents).toEqual([
      {
        session: 's-1',
        pipeline: PIPELINE,
        results: [
          result('ecg', {
            tables: [
              { ...signal, parts: [first, second] },
              { ...leads, parts: [only] },
            ],
            refused: [refused],
            rejected: [rejected],
          }),
          result('table', { skipped: [{ path: 'x.json', reason: 'It is no list.' }] }),
        ],
      },
    ]);
  });

  test('shows a person the tables and files of all pages', async () => {
    const { stdout } = await run(platform.url, ['results', 's-1']);
    expect(stdout).toMatch(
      /signal +10 +100 B +store:\/\/signal\/0\n +20 +200 B +store:\/\/signal\/1\n +leads +1 +9 B/,
    );
    expect(stdout).toContain('refused cut.mat: It ends early. (mat-truncated)');
    expect(stdout).toContain('left out x.json: It is no list.');
  });

  test('says what to do where the session was processed anew between two pages', async () => {
    platform.fault = ({ url }) =>
      url.includes('after=') ? { status: 410, code: 'page-expired' } : undefined;
    const { exit, stdout, stderr } = await run(platform.url, ['results', 's-1']);
    expect([exit, stdout]).toEqual([3, '']);
    expect(stderr).toContain('[page-expired]');
  });
});
