import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FileRefusal } from '../../../services/preprocess/errors.ts';
import { preprocess } from '../../../services/preprocess/service.ts';
import { openCellType, toCell } from '../../../services/preprocess/table/cell-types.ts';
import { readCsv } from '../../../services/preprocess/table/read-csv.ts';
import { uniqueNames } from '../../../services/preprocess/unique-names.ts';
import type { Provenance } from '../../../shared/session/results.ts';
import { eventOf } from '../../make.ts';
import { documentAt, handlerOf, keysOf, openWorld, type TestWorld } from '../world.ts';
import { commitFiles } from './session.ts';
import { openSql, type SqlRow } from './sql.ts';

let world: TestWorld;
let sql: Awaited<ReturnType<typeof openSql>>;
beforeAll(async () => {
  world = await openWorld();
  sql = await openSql(world);
});
afterAll(async () => {
  sql.close();
  await world.close();
});

let number = 0;
let id = '';
beforeEach(() => {
  number += 1;
  id = `session-${number}`;
});

async function processed(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<Provenance | undefined> {
  await commitFiles(world, id, files);
  await handlerOf(preprocess, world)(eventOf('SessionMigrated', { sessionId: id }));
  const key = (await keysOf(world, 'results', `${id}/processed/table@`)).find((each) =>
    each.endsWith('.json'),
  );
  return await documentAt<Provenance>(world, 'results', key ?? '');
}

const rows = (): Promise<SqlRow[]> =>
  sql.query(`${id}/processed/table@`, 'SELECT * EXCLUDE (session, file) FROM parts');
const types = async (): Promise<unknown[]> =>
  (
    await sql.query(`${id}/processed/table@`, 'SELECT column_name, column_type FROM (DESCRIBE FROM parts)')
  ).map(({ column_name, column_type }) => `${column_name} ${column_type}`);

describe('a table', () => {
  test('has the types that all of its cells have', async () => {
    await processed({
      'a.csv': 'n,x,flag,code,when,none\n1,0.5,true,007,2026-01-01,\n-2,NaN,FALSE,8,n/a,n/a\nn/a,1e3,,9,x,\n',
    });
    expect(await types()).toEqual([
      'session VARCHAR',
      'file VARCHAR',
      'n BIGINT',
      'x DOUBLE',
      'flag BOOLEAN',
      'code VARCHAR',
      'when VARCHAR',
      'none VARCHAR',
    ]);
    expect(await rows()).toEqual([
      { n: '1', x: 0.5, flag: true, code: '007', when: '2026-01-01', none: null },
      { n: '-2', x: null, flag: false, code: '8', when: 'n/a', none: 'n/a' },
      { n: null, x: 1000, flag: null, code: '9', when: 'x', none: null },
    ]);
  });

  test.each([
    ['semicolons and a byte-order mark', 'a.csv', '\ufeffa;b\r\n1;2,5\r\n', [{ a: '1', b: '2,5' }]],
    ['tabs, where a quotation mark is one', 'a.tsv', 'a\tb\n"\t5"\n', [{ a: '"', b: '5"' }]],
    ['empty lines', 'a.csv', 'a,b\n\n1,2\n\n', [{ a: '1', b: '2' }]],
    ['line breaks in a cell', 'a.csv', 'a,b\n"x\ny",2\n', [{ a: 'x\ny', b: '2' }]],
    ['no row', 'a.csv', 'a,b\n', []],
    ['no end of its last line', 'a.csv', 'a,b\n1,2', [{ a: '1', b: '2' }]],
    [
      'names that SQL takes for the same',
      'a.csv',
      'x,X,file,\n1,2,3,4\n',
      [{ x: '1', X_2: '2', file_2: '3', column_4: '4' }],
    ],
    [
      'JSON objects',
      'a.json',
      '[{"a": 1, "b": "x"}, {"a": 2.5, "c": true}]',
      [
        { a: 1, b: 'x', c: null },
        { a: 2.5, b: null, c: true },
      ],
    ],
  ])('may have %s', async (_, path, content, expected) => {
    await processed({ [path]: content });
    expect(await rows()).toEqual(expected);
  });

  test('of more rows than a batch keeps all of them in their order', async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `${i},${i / 2}`);
    await processed({ 'a.csv': `i,half\n${lines.join('\n')}\n` });
    expect(
      await sql.query(`${id}/processed/table@`, 'SELECT count(*) n, sum(i) s, sum(half) h FROM parts'),
    ).toEqual([{ n: '20000', s: '199990000', h: 99995000 }]);
  });

  test('of the same name in another folder is another table', async () => {
    await processed({ 'a/x.csv': 'a\n1\n', 'b/x.csv': 'b\n2\n' });
    expect((await keysOf(world, 'results', id)).filter((key) => key.endsWith('.parquet'))).toEqual([
      expect.stringMatching(/\/a\/x\.csv\/part-00000\.parquet$/),
      expect.stringMatching(/\/b\/x\.csv\/part-00000\.parquet$/),
    ]);
  });
});

describe('a table that is none', () => {
  test.each([
    ['a row with a cell too many', 'a.csv', 'a,b\n1,2\n1,2,3\n', 'table-ragged', 'line 3'],
    ['a row with a cell too few', 'a.tsv', 'a\tb\n1\t2\n1\n', 'table-ragged', 'line 3'],
    ['text behind a closing quotation mark', 'a.csv', 'a,b\n"x"y,2\n', 'table-quoting', 'line 2'],
    ['a quotation mark in an unquoted cell', 'a.csv', 'a,b\n1,2\nx"y,2\n', 'table-quoting', 'line 3'],
    ['a quotation mark that is never closed', 'a.csv', 'a,b\n"x,2\n', 'table-quoting', 'line 2'],
    ['no header', 'a.csv', '', 'table-unreadable', 'empty'],
    ['text that is not UTF-8', 'a.csv', Buffer.from('a\n\xb5V\n', 'latin1'), 'table-unreadable', 'UTF-8'],
    ['JSON that breaks off', 'a.json', '[{"a": 1}, {"a"', 'table-unreadable', 'JSON'],
    ['a row without end', 'a.csv', `a\n"${'x'.repeat(2 * 1024 * 1024)}"\n`, 'table-too-large', ''],
  ])(
    'for %s is refused, with the line, and the others are tables',
    async (_, path, content, code, detail) => {
      const made = await processed({ [path]: content, 'sound.csv': 'a\n1\n' });
      expect(made?.refused).toEqual([{ path, code, detail: expect.stringContaining(detail) }]);
      expect(made?.outputs).toMatchObject([{ table: 'sound.csv', rows: 1 }]);
    },
  );

  test.each([
    ['an object', '{"TaskName": "rest"}'],
    ['a list of numbers', '[1, 2]'],
    ['nested objects', '[{"a": {"b": 1}}]'],
    ['an empty list', '[]'],
  ])('because it is JSON of %s is left out, for that is no fault', async (_, content) => {
    const made = await processed({ 'a.json': content });
    expect(made).toMatchObject({ refused: [], outputs: [], skipped: [{ path: 'a.json' }] });
  });
});

describe('cells', () => {
  const read = async (text: string, size: number): Promise<unknown> => {
    async function* chunks(): AsyncGenerator<Uint8Array> {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    }
    return await Array.fromAsync(readCsv(chunks(), 'a.csv'));
  };

  test('come out as they went in, wherever the chunks are cut', async () => {
    const cell = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\ufeff', ''));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 50 }),
        async (table, size) => {
          const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
          const text = `"a","b"\n${table.map((row) => row.map(quoted).join(',')).join('\n')}\n`;
          expect(await read(text, size)).toEqual([['a', 'b'], ...table]);
        },
      ),
    );
  });

  test('whatever they are, end as rows or as a refusal', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ';') }), async (text) => {
        await read(text, 3).catch((error) => expect(error).toBeInstanceOf(FileRefusal));
      }),
    );
  });

  test('of a type keep their value', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer(), fc.double({ noNaN: true })), { minLength: 1 }),
        (values) => {
          const learner = openCellType();
          for (const value of values) learner.see(String(value));
          const type = learner.type();
          for (const value of values) expect(Number(toCell(String(value), type))).toBe(value + 0);
        },
      ),
    );
  });
});

test('names of columns differ from each other and from those that are taken, in more than letter case', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'A', 'a_2', '', 'session', ' a ')), (names) => {
      const unique = uniqueNames(names, ['session', 'file']);
      const folded = ['session', 'file', ...unique].map((name) => name.toLowerCase());
      expect(new Set(folded).size).toBe(names.length + 2);
    }),
  );
});
