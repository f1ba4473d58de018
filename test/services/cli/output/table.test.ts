import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { cut, pairs, table } from '../../../../services/cli/output/table.ts';

describe('a table', () => {
  test('aligns wide characters, and leaves out columns that are empty in every row', () => {
    const columns = [
      { title: 'A' },
      { title: 'EMPTY' },
      { title: 'N', align: 'right' },
      { title: 'LAST' },
    ] as const;
    const rows = [
      ['名前', '', '1', 'x'],
      ['a', '', '1000', ''],
    ];
    expect(table(columns, rows)).toEqual(['A        N  LAST', '名前     1  x', 'a     1000']);
  });

  test('measures coloured cells without their colours', () => {
    const [, coloured, plain] = table(
      [{ title: 'A' }, { title: 'B' }],
      [
        ['\x1b[1mab\x1b[22m', 'x'],
        ['ab', 'x'],
      ],
    );
    expect(stripVTControlCharacters(coloured ?? '')).toBe(plain);
  });

  test('fits any terminal that has room for its first columns', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }),
        fc.integer({ min: 20, max: 120 }),
        (cells, width) => {
          const rows = cells.map((cell) => ['id', cell.replaceAll(/\p{C}/gu, '')]);
          for (const line of table([{ title: 'ID' }, { title: 'TEXT' }], rows, { width }))
            expect(stringWidth(line)).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  test('of names and values aligns the values', () => {
    expect(
      pairs([
        ['a', '1'],
        ['long name', '2'],
        ['b', ''],
      ]),
    ).toEqual(['a          1', 'long name  2', 'b']);
    expect(pairs([])).toEqual([]);
  });
});

describe('a cut text', () => {
  test('never splits what is one character to a reader', () => {
    expect(cut('👩‍👩‍👧‍👧👩‍👩‍👧‍👧👩‍👩‍👧‍👧', 5)).toBe('👩‍👩‍👧‍👧👩‍👩‍👧‍👧…');
    expect(cut('\x1b[31mabcdef\x1b[39m', 4)).toBe('abc…');
    expect(cut('abcd', 4)).toBe('abcd');
  });
});
