import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Column } from '../../../shared/parquet/columns.ts';
import { metadataOf, pagesOf, readCells } from './read.ts';
import { bytesOf } from './tables.ts';

const [PLAIN, DELTA_BINARY_PACKED, RLE_DICTIONARY] = [0, 5, 8];

/** A slow wave in 12 bits, and noise that looks the same in every run. */
function ecg(samples: number): Int16Array {
  let random = 1;
  return Int16Array.from({ length: samples }, (_, k) => {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) | 0;
    return 1024 + 300 * Math.sin(k / 40) + (random >> 28);
  });
}

async function sizeAndEncodings(column: Column, values: Int16Array | Float64Array | string[]) {
  const bytes = await bytesOf([column], [{ x: values }]);
  const [cells = []] = await readCells(bytes);
  // Compared here: the matcher would take seconds.
  expect(cells.findIndex((cell, row) => !Object.is(cell, values[row]))).toBe(-1);
  expect(cells).toHaveLength(values.length);
  return {
    bytesEach: bytes.length / values.length,
    encodings: pagesOf(bytes).map(({ encoding }) => encoding),
  };
}

describe('the encoding', () => {
  test('of samples is by difference: a 12-bit signal takes less than a byte a sample', async () => {
    const { bytesEach, encodings } = await sizeAndEncodings({ name: 'x', type: 'int16' }, ecg(200_000));
    expect(new Set(encodings)).toEqual(new Set([DELTA_BINARY_PACKED]));
    expect(bytesEach).toBeLessThan(0.8);
  });

  test('of a physical unit made from samples is a dictionary of its steps', async () => {
    const millivolts = Float64Array.from(ecg(200_000), (sample) => (sample - 1024) / 200);
    const { bytesEach, encodings } = await sizeAndEncodings({ name: 'x', type: 'double' }, millivolts);
    expect(new Set(encodings.slice(1))).toEqual(new Set([RLE_DICTIONARY]));
    expect(bytesEach).toBeLessThan(1.5);
  });

  test('of values that do not repeat is plain', async () => {
    const values = Float64Array.from({ length: 70_000 }, (_, k) => Math.sin(k));
    const { encodings } = await sizeAndEncodings({ name: 'x', type: 'double' }, values);
    expect(encodings).toEqual([PLAIN, PLAIN]);
  });

  test('of words is a dictionary, until there are too many: what follows is plain', async () => {
    const words = Array.from({ length: 200_000 }, (_, k) => `beat ${k < 70_000 ? k % 9 : k}`);
    const { encodings } = await sizeAndEncodings({ name: 'x', type: 'string' }, words);
    expect(encodings).toEqual([PLAIN, RLE_DICTIONARY, PLAIN, PLAIN, PLAIN]);
  });

  test('of floats leaves its dictionary in the same way', async () => {
    const values = Float64Array.from({ length: 200_000 }, (_, k) => (k < 70_000 ? k % 9 : k) / 7);
    const { encodings } = await sizeAndEncodings({ name: 'x', type: 'double' }, values);
    expect(encodings).toEqual([PLAIN, RLE_DICTIONARY, PLAIN, PLAIN, PLAIN]);
  });

  test('of long words is plain when their dictionary would hold a million letters', async () => {
    const words = Array.from({ length: 4096 }, (_, k) => String(k % 1500).padStart(1000, '-'));
    const { encodings } = await sizeAndEncodings({ name: 'x', type: 'string' }, words);
    expect(encodings).toEqual([PLAIN]);
  });

  test('looks at each row group anew', async () => {
    const values = Float64Array.from({ length: 2000 }, (_, k) => (k < 1000 ? k : k % 3));
    const bytes = await bytesOf([{ name: 'x', type: 'double' }], [{ x: values }], {
      rowGroupRows: 1000,
      pageRows: 1000,
    });
    expect(pagesOf(bytes).map(({ encoding }) => encoding)).toEqual([PLAIN, PLAIN, RLE_DICTIONARY]);
    expect(await readCells(bytes)).toEqual([[...values]]);
  });
});

describe('differences', () => {
  /** Alternating between two values `width` bits apart, and all that lies between. */
  const ofWidth = (width: bigint, count: number): fc.Arbitrary<bigint[]> => {
    const half = 2n ** width / 2n;
    return fc.array(fc.bigInt({ min: -half, max: half === 0n ? 0n : half - 1n }), {
      minLength: count,
      maxLength: count,
    });
  };

  test.each(Array.from({ length: 65 }, (_, width) => width))(
    'of %d bits are packed and unpacked',
    async (width) => {
      await fc.assert(
        fc.asyncProperty(ofWidth(BigInt(width), 161), async (wide) => {
          const narrow = wide.map((value) => Number(BigInt.asIntN(32, value)));
          const columns = [
            { name: 'wide', type: 'int64' },
            { name: 'narrow', type: 'int32' },
          ] as const;
          const read = await readCells(await bytesOf(columns, [{ wide, narrow }]));
          expect(read).toEqual([wide, narrow]);
        }),
        { numRuns: 4 },
      );
    },
  );
});

describe('the bounds in the footer', () => {
  const statisticsOf = async (type: Column['type'], x: (number | bigint | boolean | string | null)[]) => {
    const bytes = await bytesOf([{ name: 'x', type, nullable: true }], [{ x }]);
    return metadataOf(bytes).row_groups[0]?.columns[0]?.meta_data?.statistics;
  };

  test.each([
    ['int16', [3, null, -5, 4], -5, 4],
    ['int32', [0x7fffffff], 0x7fffffff, 0x7fffffff],
    ['int64', [1n, -(2n ** 63n), 2n ** 40n], -(2n ** 63n), 2n ** 40n],
    ['int64', [2n ** 32n + 1n, 2n ** 32n + 2n ** 31n, 2n ** 32n], 2n ** 32n, 2n ** 32n + 2n ** 31n],
    ['float', [Number.NaN, 1.5, Number.NEGATIVE_INFINITY], Number.NEGATIVE_INFINITY, 1.5],
    ['double', [0, 7], -0, 7],
    ['double', [-7, -0], -7, 0],
    ['boolean', [true, true], true, true],
    ['boolean', [true, false], false, true],
    ['string', ['b', 'a', 'Ω', 'ab', null], 'a', 'Ω'],
    ['string', ['\uffff', '😀'], '\uffff', '😀'],
    ['string', ['', 'x'], '', 'x'],
  ] as const)('of %s %p are %p and %p', async (type, cells, min, max) => {
    const statistics = await statisticsOf(type, [...cells]);
    expect(statistics).toMatchObject({ min_value: min, max_value: max });
    expect(statistics?.null_count).toBe(BigInt(cells.filter((cell) => cell === null).length));
  });

  test('are the smallest and the largest in the order of the bytes, for any text', async () => {
    const texts = fc.array(fc.string({ unit: 'binary', maxLength: 5 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(texts, async (cells) => {
        const sorted = cells.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        const statistics = await statisticsOf('string', cells);
        expect(statistics).toMatchObject({ min_value: sorted[0], max_value: sorted.at(-1) });
      }),
    );
  });

  test.each([
    ['double', [Number.NaN, null]],
    ['int16', [null, null]],
    ['string', [null, 'x'.repeat(300)]],
  ] as const)('are left out for %s %p', async (type, cells) => {
    const statistics = await statisticsOf(type, [...cells]);
    expect(statistics?.min_value).toBeUndefined();
    expect(statistics?.max_value).toBeUndefined();
    expect(statistics?.null_count).toBe(BigInt(cells.filter((cell) => cell === null).length));
  });
});
