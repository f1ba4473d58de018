import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { writeMat5 } from '../../../../infra/local/examples/formats/mat5.ts';
import { readMat } from '../../../../services/preprocess/mat/read-mat.ts';
import { chunked, readAll, readUntilDamage, textOf } from './reading.ts';
import { asRead, chunkSizes, samples } from './samples.ts';
import {
  bytesOf,
  compressedElement,
  element,
  level5,
  level5File,
  matrix,
  matrixOf,
  NUMERIC_CLASSES,
  rawElement,
} from './writing.ts';

const bothWays = [
  { littleEndian: true, compressed: false },
  { littleEndian: false, compressed: false },
  { littleEndian: true, compressed: true },
  { littleEndian: false, compressed: true },
];

describe('Level 5', () => {
  test('any matrices, in both byte orders, plain, compact and compressed, in chunks of any sizes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(samples(NUMERIC_CLASSES, 4, true), { maxLength: 4 }),
        fc.constantFrom(...bothWays),
        chunkSizes,
        async (written, options, sizes) => {
          const read = await readAll(chunked(level5(written, options), sizes));
          expect(read.map(({ array, ...variable }) => variable)).toEqual(written.map(asRead));
        },
      ),
      { numRuns: 200 },
    );
  });

  test.each(bothWays)('any text, as UTF-8 and UTF-16 (%j)', async ({ littleEndian, compressed }) => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), chunkSizes, async (text, sizes) => {
        const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
        const header = { flags: 4, dims: [1, text.length], name: 'text' };
        const stored = [
          element(16, Buffer.from(text, 'utf8'), littleEndian),
          element(17, bytesOf('uint16', units, littleEndian), littleEndian),
          element(4, bytesOf('uint16', units, littleEndian), littleEndian),
        ].map((data) => matrixOf(header, [data], littleEndian));
        const elements = compressed ? stored.map((one) => compressedElement(one, littleEndian)) : stored;
        const read = await readAll(chunked(level5File(elements, littleEndian), sizes));
        expect(read.map(textOf)).toEqual([text, text, text]);
      }),
      { numRuns: 30 },
    );
  });

  test('characters stored as bytes with a sign or as UTF-32 come as UTF-16', async () => {
    const header = { flags: 4, dims: [1, 2], name: 'text' };
    const file = level5File([
      matrixOf(header, [element(1, Buffer.from('\xb5V', 'latin1'))]),
      matrixOf(header, [element(18, bytesOf('uint32', [0x3bc, 0x56], true))]),
    ]);
    expect((await readAll(file)).map(textOf)).toEqual(['\xb5V', '\u03bcV']);
  });

  test('the files of the example sessions are read', async () => {
    const values = Int16Array.from({ length: 1000 }, (_, i) => i - 500);
    const [signal, names] = await readAll(
      writeMat5([
        { name: 'signal', rows: 2, columns: 500, values },
        { name: 'names', text: ['MLII', 'V1'] },
      ]),
    );
    expect(signal).toMatchObject({
      class: 'int16',
      dims: [2, 500],
      array: 'Int16Array',
      values: [...values],
    });
    expect(textOf(names)).toBe('MVL1I I ');
  });

  test('says what the file says of itself', async () => {
    for (const littleEndian of [true, false])
      for await (const { file } of readMat(
        chunked(level5([{ name: 'x', class: 'int8', dims: [1, 1], values: [1] }], { littleEndian })),
      ))
        expect(file).toEqual({ level: 5, littleEndian, text: 'MATLAB 5.0 MAT-file, written by a test' });
  });

  test('logical and global variables are marked', async () => {
    const x = { name: 'x', class: 'uint8', dims: [1, 2], values: [1, 0] } as const;
    const read = await readAll(level5([{ ...x, flags: 0x200 }, { ...x, flags: 0x400 }, x]));
    expect(read.map(({ logical, global }) => [logical, global])).toEqual([
      [true, false],
      [false, true],
      [false, false],
    ]);
  });

  test.each([
    ['int64', 'double', [2 ** 53], [2n ** 53n]],
    ['uint8', 'double', [0, 255], [0, 255]],
    [
      'single',
      'double',
      [0.5, Number.NaN, Number.POSITIVE_INFINITY],
      [0.5, Number.NaN, Number.POSITIVE_INFINITY],
    ],
    ['double', 'int64', [-(2n ** 53n)], [-(2 ** 53)]],
    ['int64', 'uint64', [2n ** 63n - 1n], [2n ** 63n - 1n]],
  ] as const)('%s stored as %s keep their values', async (kind, stored, values, expected) => {
    const dims = [1, values.length];
    const [variable] = await readAll(level5([{ name: 'x', class: kind, dims, values, stored }]));
    expect(variable?.values).toEqual(expected);
  });

  test.each([
    ['int64', 'double', 0.5],
    ['int64', 'double', 2 ** 63],
    ['uint8', 'int8', -1],
    ['int16', 'double', 1e9],
    ['single', 'double', 0.1],
    ['double', 'int64', 2n ** 53n + 1n],
    ['int64', 'uint64', 2n ** 63n],
  ] as const)('%s stored as %s that would lose its value (%d) is damage', async (kind, stored, value) => {
    const file = level5([{ name: 'x', class: kind, dims: [1, 1], values: [value], stored }]);
    expect((await readUntilDamage(file)).damage?.code).toBe('mat-corrupt');
  });

  const header = { dims: [2, 3], name: 'held' };
  const inner = matrix({ name: 'inner', class: 'double', dims: [1, 1], values: [1] });
  const behind = matrix({ name: 'behind', class: 'int8', dims: [1, 1], values: [9] });

  test.each([
    ['cell', 1],
    ['struct', 2],
    ['object', 3],
    ['sparse', 5],
    ['function', 16],
  ])('a %s is named with its dimensions and passed over', async (kind, flags) => {
    const held = matrixOf({ ...header, flags }, [inner]);
    for (const elements of [
      [held, behind],
      [compressedElement(held), compressedElement(behind)],
    ]) {
      const [container, next] = await readAll(level5File(elements));
      expect(container).toMatchObject({ name: 'held', class: kind, dims: [2, 3] });
      expect(container).not.toHaveProperty('values');
      expect(next).toMatchObject({ name: 'behind', values: [9] });
    }
  });

  test('an object of a class keeps its shape to itself; where its content is kept is no variable', async () => {
    const name = (text: string) => element(1, Buffer.from(text));
    const flags = element(6, Buffer.from(Uint32Array.of(17, 0).buffer));
    const opaque = rawElement(14, Buffer.concat([flags, name('t'), name('MCOS'), name('table'), inner]));
    const subsystem = matrix({ name: '', class: 'uint8', dims: [1, 3], values: [0, 1, 2] });
    const file = level5File([opaque, subsystem]);
    file.writeBigUInt64LE(BigInt(128 + opaque.length), 116);
    expect(await readAll(file)).toMatchObject([{ name: 't', class: 'opaque', dims: [] }]);
  });

  test('a matrix without values may end with its name, or have no content at all', async () => {
    const file = level5File([
      matrixOf({ flags: 6, dims: [0, 3], name: 'empty' }, []),
      rawElement(14, new Uint8Array()),
      behind,
    ]);
    expect(await readAll(file)).toMatchObject([
      { name: 'empty', dims: [0, 3], values: [] },
      { name: 'behind' },
    ]);
  });

  test('the last element of a matrix may lack its filling', async () => {
    const data = rawElement(1, Uint8Array.of(1, 2, 3, 4, 5));
    const file = level5File([matrixOf({ flags: 8, dims: [1, 5], name: 'x' }, [data]), behind]);
    expect(await readAll(file)).toMatchObject([{ values: [1, 2, 3, 4, 5] }, { name: 'behind' }]);
  });
});
