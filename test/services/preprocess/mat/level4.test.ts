import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { writeMat4 } from '../../../../infra/local/examples/formats/mat4.ts';
import { chunked, readAll, readUntilDamage, textOf } from './reading.ts';
import { asRead, chunkSizes, samples } from './samples.ts';
import { bytesOf, LEVEL4_CLASSES, level4, level4Raw } from './writing.ts';

describe('Level 4', () => {
  test('any matrices, in both byte orders, in chunks of any sizes, come back as they were written', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(samples(LEVEL4_CLASSES, 2, false), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        chunkSizes,
        async (written, littleEndian, sizes) => {
          const read = await readAll(chunked(level4(written, littleEndian), sizes));
          expect(read.map(({ array, ...variable }) => variable)).toEqual(written.map(asRead));
        },
      ),
      { numRuns: 150 },
    );
  });

  test('the files of the example sessions are read', async () => {
    const values = Int16Array.of(-32768, 0, 1, 2, 3, 32767);
    const [signal, other] = await readAll(
      writeMat4([
        { name: 'signal', rows: 2, columns: 3, values },
        { name: 'odd', rows: 1, columns: 2, values: Float64Array.of(0.1, Number.NaN) },
      ]),
    );
    expect(signal).toMatchObject({ class: 'int16', dims: [2, 3], array: 'Int16Array', values: [...values] });
    expect(other).toMatchObject({ class: 'double', array: 'Float64Array', values: [0.1, Number.NaN] });
  });

  test.each(['uint8', 'double'] as const)(
    'texts are UTF-16 code units, when stored as %s too',
    async (stored) => {
      const values = [...'ECG II'].map((character) => character.charCodeAt(0));
      const [text] = await readAll(level4([{ name: 't', class: 'char', dims: [1, 6], values, stored }]));
      expect(text).toMatchObject({ class: 'char', dims: [1, 6], array: 'Uint16Array' });
      expect(textOf(text)).toBe('ECG II');
    },
  );

  test('a text with a code that is no character is damaged', async () => {
    const text = level4([{ name: 't', class: 'char', dims: [1, 1], values: [0.5], stored: 'double' }]);
    expect((await readUntilDamage(text)).damage?.code).toBe('mat-corrupt');
  });

  const sparse = (columns: number, ends: readonly number[]): Buffer =>
    level4Raw(
      { mopt: 2, rows: 2, columns, imaginary: 0, name: 's' },
      bytesOf(
        'double',
        ends.flatMap((end) => [1, end]),
        true,
      ),
    );

  test('a sparse matrix is named with its own dimensions and passed over', async () => {
    const file = Buffer.concat([
      sparse(3, [40, 50, 0]),
      sparse(4, [7, 8, 0, 0]),
      level4([{ name: 'behind', class: 'single', dims: [1, 1], values: [0.5] }]),
    ]);
    for (const sizes of [[1], [1000]])
      expect(await readAll(chunked(file, sizes))).toMatchObject([
        { class: 'sparse', dims: [40, 50], complex: false },
        { class: 'sparse', dims: [7, 8], complex: true },
        { name: 'behind', values: [0.5] },
      ]);
  });

  test.each([
    ['without columns for row, column and value', sparse(2, [1, 2])],
    ['whose dimensions are no numbers', sparse(3, [Number.NaN, 50, 0])],
  ])('a sparse matrix %s is damaged', async (_, file) => {
    expect((await readUntilDamage(file)).damage?.code).toBe('mat-corrupt');
  });

  test.each([
    ['VAX D-float', 2000],
    ['VAX G-float', 3000],
    ['Cray', 4000],
  ])('numbers in the format of %s are refused by name', async (machine, mopt) => {
    const file = level4Raw({ mopt, rows: 1, columns: 1, imaginary: 0, name: 'x' }, new Uint8Array(8));
    const { damage } = await readUntilDamage(file);
    expect(damage?.code).toBe('mat-unsupported');
    expect(damage?.message).toContain(machine);
  });

  const good = { mopt: 0, rows: 1, columns: 1, imaginary: 0, name: 'x' };
  test.each([
    ['of a number format that contradicts its byte order', { ...good, mopt: 1000 }],
    ['with a second digit of MOPT', { ...good, mopt: 100 }],
    ['with a precision that does not exist', { ...good, mopt: 60 }],
    ['of a kind that does not exist', { ...good, mopt: 3 }],
    ['with -1 rows', { ...good, rows: -1 }],
    ['with half an imaginary part', { ...good, imaginary: 2 }],
    ['with a name longer than any', { ...good, name: 'x'.repeat(5000) }],
  ])('a header %s is no MAT-file at the beginning, and damage later', async (_, header) => {
    const file = level4Raw(header, new Uint8Array(8));
    expect((await readUntilDamage(file)).damage?.code).toBe('mat-not-mat');
    const before = level4([{ name: 'before', class: 'uint8', dims: [1, 1], values: [7] }]);
    const { variables, damage } = await readUntilDamage(Buffer.concat([before, file]));
    expect(variables).toMatchObject([{ name: 'before', values: [7] }]);
    expect(damage).toMatchObject({ code: 'mat-corrupt', offset: before.length });
  });

  test('more values than can be counted contradict themselves', async () => {
    const file = level4Raw({ ...good, rows: 2 ** 31 - 1, columns: 2 ** 31 - 1 }, new Uint8Array(8));
    expect((await readUntilDamage(file)).damage?.code).toBe('mat-size-lies');
  });
});
