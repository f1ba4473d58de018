import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Cell, Column } from '../../../shared/parquet/columns.ts';
import { chooseLimits } from '../../../shared/parquet/limits.ts';
import { openParquetWriter } from '../../../shared/parquet/writer.ts';
import { metadataOf, pagesOf, readCells } from './read.ts';
import { ALL_TYPES, batchesOf, bytesOf, cuts, tables, UNCUT } from './tables.ts';

const limits = fc.record({
  rowGroupRows: fc.constantFrom(7, 100, 1000),
  pageRows: fc.constantFrom(5, 64, 1000),
  compress: fc.constantFrom('zstd' as const, 'none' as const),
});

describe('a table that was written', () => {
  test('is read back as it was, whatever its types, its nulls and its batches', async () => {
    await fc.assert(
      fc.asyncProperty(tables(150), cuts(150), limits, async (table, cut, options) => {
        const bytes = await bytesOf(table.columns, batchesOf(table, cut), options);
        expect(await readCells(bytes)).toEqual(table.cells);
      }),
      { numRuns: 150 },
    );
  });

  test('has the same bytes however it was cut and handed over', async () => {
    await fc.assert(
      fc.asyncProperty(tables(150), cuts(150), limits, async (table, cut, options) => {
        const whole = await bytesOf(table.columns, batchesOf(table, UNCUT), options);
        expect(await bytesOf(table.columns, batchesOf(table, cut), options)).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });

  test.each(ALL_TYPES)('may be empty, with a column of type %s', async (type) => {
    const bytes = await bytesOf([{ name: 'x', type }], []);
    expect(await readCells(bytes)).toEqual([[]]);
    expect(metadataOf(bytes)).toMatchObject({ num_rows: 0n, row_groups: [] });
  });

  test.each<[Column['type'], Cell[]]>([
    ['int16', [0x7fff, -0x8000, 0x7fff]],
    ['int32', [0x7fffffff, -0x80000000, 0x7fffffff, 0]],
    ['int64', [2n ** 63n - 1n, -(2n ** 63n), 2n ** 63n - 1n, 0n]],
    ['timestamp', [0n, -1n, 1_772_442_900_123_456n]],
    ['float', [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 3.4028234663852886e38]],
    ['double', [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 5e-324]],
    ['string', ['', 'Ω', '心電図', '😀\u0000', 'x'.repeat(100_000)]],
  ])('keeps the extremes of %s, whether they come once or again and again', async (type, cells) => {
    const often = Array.from({ length: 50 }, () => cells).flat();
    for (const column of [cells, often])
      expect(await readCells(await bytesOf([{ name: 'x', type }], [{ x: column }]))).toEqual([column]);
  });

  test('keeps the bits of every NaN', async () => {
    const bits = Uint32Array.from(
      { length: 400 },
      (_, row) => [0x7fc00000, 0x7f800001, 0xffc01234][row % 3] ?? 0,
    );
    const bytes = await bytesOf([{ name: 'x', type: 'float' }], [{ x: new Float32Array(bits.buffer) }], {
      compress: 'none',
    });
    const encoded = Buffer.from(Uint32Array.of(0x7fc00000, 0x7f800001, 0xffc01234).buffer);
    expect(pagesOf(bytes)[0]).toMatchObject({ values: 3 });
    expect(bytes.includes(encoded)).toBe(true);
  });

  test('takes narrower typed arrays where nothing can be lost', async () => {
    const columns = [
      { name: 'a', type: 'int16' },
      { name: 'b', type: 'int32' },
      { name: 'c', type: 'float' },
      { name: 'd', type: 'double' },
      { name: 'e', type: 'double' },
    ] as const;
    const batch = {
      a: Uint8Array.of(0, 255),
      b: Uint16Array.of(0, 65_535),
      c: Int16Array.of(-32_768, 32_767),
      d: Uint32Array.of(0, 4_294_967_295),
      e: Float32Array.of(0.5, -0),
    };
    const read = await readCells(await bytesOf(columns, [batch]));
    expect(read).toEqual(Object.values(batch).map((values) => [...values]));
  });

  test('takes whole numbers for int64, dates for timestamps, doubles for floats', async () => {
    const columns = [
      { name: 'count', type: 'int64' },
      { name: 'at', type: 'timestamp' },
      { name: 'gain', type: 'float' },
    ] as const;
    const batch = { count: [2 ** 53 - 1], at: [new Date('2026-03-02T09:15:00.123Z')], gain: [0.1] };
    const read = await readCells(await bytesOf(columns, [batch]));
    expect(read).toEqual([[2n ** 53n - 1n], [1_772_442_900_123_000n], [Math.fround(0.1)]]);
  });

  test('holds U+FFFD where text had half a surrogate pair', async () => {
    const read = await readCells(await bytesOf([{ name: 'x', type: 'string' }], [{ x: ['a\ud83d'] }]));
    expect(read).toEqual([['a\ufffd']]);
  });

  test('may have any names for its columns', async () => {
    const columns = ['__proto__', 'a.b', 'Ω', '7', 'constructor'].map((name) => ({
      name,
      type: 'int16' as const,
    }));
    const batch = Object.fromEntries(columns.map(({ name }, index) => [name, Int16Array.of(index)]));
    const bytes = await bytesOf(columns, [batch]);
    expect(await readCells(bytes)).toEqual([[0], [1], [2], [3], [4]]);
    expect(
      metadataOf(bytes)
        .schema.slice(1)
        .map(({ name }) => name),
    ).toEqual(columns.map(({ name }) => name));
  });
});

describe('a Parquet writer', () => {
  const columns = [{ name: 'x', type: 'int16' }] as const;
  const batch = { x: new Int16Array(1000) };

  test('gives the bytes of a row group as soon as it is full', async () => {
    const writer = openParquetWriter(columns, { rowGroupRows: 2500, pageRows: 500 });
    const sizes: number[] = [];
    for (let k = 0; k < 5; k += 1)
      sizes.push((await writer.write(batch)).reduce((total, { length }) => total + length, 0));
    expect(sizes.map((size) => size > 4)).toEqual([false, false, true, false, true]);
    expect(writer.rows).toBe(5000);
    const bytes = Buffer.concat(await writer.finish());
    expect(bytes.subarray(-4).toString()).toBe('PAR1');
  });

  test('ends a row group where it holds 16 million letters, so that long text cannot fill the memory', async () => {
    const letters = 'x'.repeat(2 ** 20);
    const texts = (rows: number) => ({ x: new Array<string>(rows).fill(letters), y: new Int16Array(rows) });
    const withText = [
      { name: 'x', type: 'string' },
      { name: 'y', type: 'int16' },
    ] as const;
    const once = await bytesOf(withText, [texts(20)]);
    expect(metadataOf(once).row_groups.map(({ num_rows }) => num_rows)).toEqual([16n, 4n]);
    expect(await bytesOf(withText, [texts(1), texts(17), texts(2)])).toEqual(once);
  });

  test.each([
    [1, 'int16', { rowGroupRows: 1_048_576, pageRows: 65_536 }],
    [256, 'int16', { rowGroupRows: 131_072, pageRows: 65_536 }],
    [1000, 'double', { rowGroupRows: 8_388, pageRows: 4_194 }],
    [100_000, 'string', { rowGroupRows: 1_024, pageRows: 512 }],
  ] as const)('holds no more of %d columns of %s than of one', (count, type, chosen) => {
    const wide = Array.from({ length: count }, (_, k): Column => ({ name: `c${k}`, type }));
    expect(chooseLimits(wide, {})).toEqual(chosen);
  });

  test('writes metadata of the file, and whose work it is', async () => {
    const metadata = { session: 'rig3-20260302', note: 'Ω "quoted"' };
    const read = metadataOf(await bytesOf(columns, [batch], { metadata }));
    expect(read.key_value_metadata).toEqual([
      { key: 'session', value: 'rig3-20260302' },
      { key: 'note', value: 'Ω "quoted"' },
    ]);
    expect(read.created_by).toMatch(/^sessions-platform version \d+\.\d+\.\d+$/);
  });

  test('gives every page a checksum of its bytes', async () => {
    const bytes = await bytesOf(
      [...columns, { name: 'word', type: 'string' }],
      [{ ...batch, word: new Array(1000).fill('beat') }],
      { pageRows: 100 },
    );
    const pages = pagesOf(bytes);
    expect(pages).toHaveLength(10 + 1 + 10);
    expect(pages.every(({ intact }) => intact)).toBe(true);
  });

  test('refuses columns that are none', () => {
    expect(() => openParquetWriter([])).toThrow('needs a column');
    expect(() => openParquetWriter([{ name: '', type: 'int16' }])).toThrow('needs a name');
    expect(() => openParquetWriter([...columns, ...columns])).toThrow('Two columns have the name "x"');
  });

  test.each([0, -1, 1.5, Number.NaN])('refuses pages and row groups of %d rows', (rows) => {
    expect(() => openParquetWriter(columns, { pageRows: rows })).toThrow(RangeError);
    expect(() => openParquetWriter(columns, { rowGroupRows: rows })).toThrow(RangeError);
  });

  test('takes nothing of a batch that does not fit, and goes on with the next', async () => {
    const two = [...columns, { name: 'y', type: 'int16' }] as const;
    const writer = openParquetWriter(two);
    await expect(writer.write({ x: [1, 2], y: [3, 'four'] })).rejects.toThrow(
      'The int16 column "y" cannot hold the string four, in row 1 of the batch.',
    );
    await expect(writer.write({ x: [1, 2], y: [3] })).rejects.toThrow('2 (x) and 1 (y) rows');
    await expect(writer.write({ x: [1] })).rejects.toThrow('no values for the column "y"');
    await expect(writer.write({ x: [1], y: [1], z: [1] })).rejects.toThrow('no column "z"');
    const begun = await writer.write({ x: [5], y: [6] });
    const bytes = Buffer.concat([...begun, ...(await writer.finish())]);
    expect(await readCells(bytes)).toEqual([[5], [6]]);
  });

  test.each<[Column['type'], Cell]>([
    ['int16', 0x8000],
    ['int16', -0x8001],
    ['int16', 0.5],
    ['int16', 1n],
    ['int32', 0x80000000],
    ['int32', Number.NaN],
    ['int64', 2n ** 63n],
    ['int64', 2 ** 53],
    ['int64', '1'],
    ['timestamp', new Date(Number.NaN)],
    ['timestamp', 1_772_442_900_123],
    ['timestamp', 2n ** 63n],
    ['float', 1n],
    ['double', '1'],
    ['boolean', 1],
    ['string', 7],
    ['int16', null],
  ])('refuses for %s the cell %p', async (type, cell) => {
    await expect(openParquetWriter([{ name: 'x', type }]).write({ x: [cell] })).rejects.toThrow(TypeError);
  });

  test.each([
    ['int16', new Int32Array(1)],
    ['int16', new Uint16Array(1)],
    ['int32', new Uint32Array(1)],
    ['int32', new Float32Array(1)],
    ['int64', new Float64Array(1)],
    ['timestamp', new Float64Array(1)],
    ['float', new Float64Array(1)],
    ['float', new Int32Array(1)],
    ['double', new BigInt64Array(1)],
    ['boolean', new Int16Array(1)],
    ['string', new Uint8Array(1)],
  ] as const)('refuses for %s an array that could lose something: %p', async (type, values) => {
    const writing = openParquetWriter([{ name: 'x', type }]).write({ x: values });
    await expect(writing).rejects.toThrow(`cannot hold every value of a ${values.constructor.name}`);
  });

  test('refuses a mask that does not fit, or where nothing may be missing', async () => {
    const values = Int16Array.of(1, 2);
    const writing = openParquetWriter(columns).write({ x: { values, valid: Uint8Array.of(1, 1) } });
    await expect(writing).rejects.toThrow('is not nullable');
    const nullable = openParquetWriter([{ name: 'x', type: 'int16', nullable: true }]);
    await expect(nullable.write({ x: { values, valid: Uint8Array.of(1) } })).rejects.toThrow(
      '1 bytes of mask',
    );
  });

  test('takes one call at a time, and none after the end', async () => {
    const writer = openParquetWriter(columns, { pageRows: 100 });
    const first = writer.write(batch);
    await expect(writer.write(batch)).rejects.toThrow('busy');
    await first;
    await writer.finish();
    await expect(writer.write(batch)).rejects.toThrow('finished');
    await expect(writer.finish()).rejects.toThrow('finished');
    expect(writer.rows).toBe(1000);
  });
});
