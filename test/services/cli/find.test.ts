import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FoundSession } from '../../../shared/api/sessions.ts';
import { Refusal } from '../../../shared/service/errors.ts';
import { openTestPlatform, type TestPlatform } from '../uploader/platform.ts';
import { type RunOptions, run } from './terminal.ts';

let platform: TestPlatform;
let asked: URLSearchParams[];
let answer: (query: URLSearchParams) => unknown;

const found = (id: string, about: Partial<FoundSession> = {}): FoundSession => ({
  id,
  source: 'rig-1',
  subject: [],
  bytes: 8_400_000,
  files: 2,
  quarantined: [],
  stages: {},
  matched: [],
  ...about,
});

beforeEach(async () => {
  platform = await openTestPlatform();
  asked = [];
  answer = () => ({ sessions: [found('s-1')], total: 1, hints: [] });
  platform.answer = (method, url) => {
    expect(`${method} ${url.pathname}`).toBe('GET /v1/sessions');
    asked.push(url.searchParams);
    return answer(url.searchParams);
  };
});

afterEach(() => platform.close());

const find = (argv: readonly string[], options?: RunOptions) => run(platform.url, ['find', ...argv], options);

describe('sessions find', () => {
  test('shows what matched in an aligned table, without columns that nobody fills', async () => {
    answer = () => ({
      sessions: [
        found('rig-1-20210301_161221', {
          recordedAt: '2021-03-01T16:12:21',
          subject: ['marta', 'jo'],
          bytes: 600_000_000,
          matched: ['subject.name: marta', 'age: 31'],
        }),
        found('名前', { quarantined: ['age'] }),
      ],
      total: 2,
      hints: [],
    });
    const { exit, stdout } = await find(['marta~', 'age', '>=', '30']);
    expect(exit).toBe(0);
    expect(asked[0]?.get('q')).toBe('marta~ age >= 30');
    expect(stdout.split('\n')).toEqual([
      'ID                     RECORDED             SUBJECT    SOURCE    SIZE  MATCHED',
      'rig-1-20210301_161221  2021-03-01 16:12:21  marta, jo  rig-1   600 MB  subject.name: marta · age: 31',
      '名前                                                   rig-1   8.4 MB    ! age',
      '',
      '2 sessions',
      '',
    ]);
  });

  test('lets nothing that stands in metadata steer the terminal', async () => {
    answer = () => ({
      sessions: [found('s-1', { matched: ['evil: \x1b[31mred\nline\u202e'] })],
      total: 1,
      hints: [],
    });
    const { stdout } = await find(['evil']);
    expect(stdout).toContain('evil: \\u001b[31mred⏎line\\u202e');
  });

  test('cuts lines to the width of a terminal', async () => {
    answer = () => ({ sessions: [found('s-1', { matched: ['x'.repeat(300)] })], total: 1, hints: [] });
    const { stdout } = await find(['x'], { columns: 60, env: { NO_COLOR: '1' } });
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
    expect(stdout).toContain('x…');
  });

  test('says how many there are beyond those shown', async () => {
    answer = () => ({ sessions: [found('s-1'), found('s-2')], total: 1234, next: 'more', hints: [] });
    const { stdout } = await find(['--limit', '2']);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.get('limit')).toBe('2');
    expect(stdout).toContain('2 of 1,234 sessions   (--all shows all of them, --limit N more)');
  });

  test('with --all goes through all pages, with --json one document a line', async () => {
    answer = (query) =>
      query.get('after') === null
        ? { sessions: [found('s-1'), found('s-2')], total: 3, next: 'page-2', hints: [] }
        : { sessions: [found('s-3')], total: 3, hints: [] };
    const { stdout, documents } = await find(['--all', '--json']);
    expect(documents).toMatchObject([{ id: 's-1' }, { id: 's-2' }, { id: 's-3' }]);
    expect(stdout.split('\n')).toHaveLength(4);
  });

  test('ends with 4 where nothing matches, and names keys that were perhaps meant', async () => {
    answer = () => ({ sessions: [], total: 0, hints: ['subject.age'] });
    await expect(find(['agge: 3'])).resolves.toMatchObject({
      exit: 4,
      stdout: 'No session matches.\nKeys that were perhaps meant: subject.age\n',
    });
    await expect(find(['agge: 3', '--json'])).resolves.toMatchObject({ exit: 4, stdout: '' });
    await expect(find([])).resolves.toMatchObject({
      exit: 4,
      stdout: expect.stringContaining('sessions push DIR'),
    });
  });

  test('points at the place where a query cannot be read', async () => {
    answer = () => {
      throw new Refusal('query-invalid', 'A value is missing after ">".', {
        position: 8,
        hint: 'Did you mean >= 3?',
      });
    };
    const { exit, stdout, stderr } = await find(['naïve 名 >', '3']);
    expect(exit).toBe(3);
    expect(stdout).toBe('');
    expect(stderr).toBe(
      [
        '✗ A value is missing after ">".',
        '  naïve 名 > 3',
        '           ^',
        '  Did you mean >= 3?',
        '  The language: sessions find --help [query-invalid]',
        '',
      ].join('\n'),
    );
    const json = await find(['naïve 名 > 3', '--json']);
    expect(JSON.parse(json.stderr)).toEqual({
      error: expect.objectContaining({
        code: 'query-invalid',
        position: 8,
        hint: 'Did you mean >= 3?',
        status: 400,
      }),
    });
  });

  test.each([['0'], ['-3'], ['many'], ['1e3']])('does not take %s for a limit', async (limit) => {
    await expect(find([`--limit=${limit}`])).resolves.toMatchObject({ exit: 2 });
    expect(asked).toEqual([]);
  });
});
