import { describe, expect, test } from '@jest/globals';
import { Fault } from '../../../shared/service/errors.ts';
import { structuredLog } from '../../../shared/service/observe.ts';

function openLog() {
  const lines: string[] = [];
  const log = structuredLog(
    (line) => lines.push(line),
    () => 0,
  );
  return { log, lines, parsed: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('the log', () => {
  test('is one JSON object a line, whatever the text holds', () => {
    const { log, lines, parsed } = openLog();
    log.info('two\nlines "quoted"', { count: 2, missing: undefined });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\{.*\}\n$/);
    expect(parsed()).toEqual([
      { time: '1970-01-01T00:00:00.000Z', level: 'info', message: 'two\nlines "quoted"', count: 2 },
    ]);
  });

  test('tells of an error with its code, its cause and where it was thrown', () => {
    const { log, parsed } = openLog();
    log.error('It failed.', new Fault('store-full', 'no room', { cause: new Error('ENOSPC') }));
    expect(parsed()).toMatchObject([
      {
        level: 'error',
        error: 'Fault: no room',
        code: 'store-full',
        cause: 'Error: ENOSPC',
        stack: expect.stringContaining('observe.test'),
      },
    ]);
  });

  test('takes what is thrown and is no error', () => {
    const { log, parsed } = openLog();
    log.error('It failed.', 'a text');
    expect(parsed()).toMatchObject([{ message: 'It failed.', error: 'a text' }]);
  });

  test('carries further fields on every line, the nearest first', () => {
    const { log, parsed } = openLog();
    const inner = log.with({ service: 'a', delivery: 1 }).with({ delivery: 2 });
    inner.warn('one');
    inner.info('two', { delivery: 3 });
    expect(parsed()).toMatchObject([
      { level: 'warn', service: 'a', delivery: 2 },
      { level: 'info', service: 'a', delivery: 3 },
    ]);
  });

  test('says what it says, whatever fields are called', () => {
    const { log, parsed } = openLog();
    log.with({ message: 'm-1', level: 'low', time: 'noon' }).info('A sentence.');
    expect(parsed()).toMatchObject([
      { time: '1970-01-01T00:00:00.000Z', level: 'info', message: 'A sentence.' },
    ]);
  });
});
