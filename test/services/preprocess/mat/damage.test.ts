import { deflateSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readMat } from '../../../../services/preprocess/mat/read-mat.ts';
import { chunked, type Read, readAll, readUntilDamage } from './reading.ts';
import { asRead, chunkSizes, samples } from './samples.ts';
import {
  bytesOf,
  compressedElement,
  element,
  LEVEL4_CLASSES,
  level4,
  level4Raw,
  level5,
  level5File,
  matrix,
  matrixOf,
  NUMERIC_CLASSES,
  rawElement,
  type Sample,
} from './writing.ts';

const before: Sample = { name: 'before', class: 'int16', dims: [1, 3], values: [1, 2, 3] };
const long: Sample = {
  name: 'long',
  class: 'int16',
  dims: [1, 5000],
  values: Array.from({ length: 5000 }, (_, i) => (i * 7919) % 4001),
};

/** Files of two variables in all the forms that there are. */
const forms: readonly (readonly [string, Buffer])[] = [
  ['level 4', level4([before, long])],
  ['level 4, big-endian', level4([before, long], false)],
  ['level 5', level5([before, long])],
  ['level 5, compressed', level5([before, long], { compressed: true })],
  ['level 5, big-endian, compressed', level5([before, long], { compressed: true, littleEndian: false })],
];

const damageOf = async (file: Uint8Array): Promise<string | undefined> =>
  (await readUntilDamage(file)).damage?.code;

describe('What is no MAT-file', () => {
  test.each([
    ['an empty file', Buffer.alloc(0)],
    ['three bytes', Buffer.from('MAT')],
    ['zeros', Buffer.alloc(4096)],
    ['a text', Buffer.from('time,value\n0,1\n'.repeat(100))],
    ['a PNG', Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(600, 1)])],
  ])('%s', async (_, file) => {
    for (const sizes of [[1], [10_000]])
      expect((await readUntilDamage(chunked(file, sizes))).damage?.code).toBe('mat-not-mat');
  });

  test('level 7.3 is told how to become readable, wherever HDF5 begins', async () => {
    const hdf5 = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');
    const files = [
      Buffer.concat([hdf5, Buffer.alloc(2000)]),
      Buffer.concat([Buffer.alloc(512), hdf5]),
      Buffer.concat([level5File([], true, 0x0200), Buffer.alloc(384), hdf5]),
      level5File([], false, 0x0200),
    ];
    for (const file of files) {
      const { damage } = await readUntilDamage(file);
      expect(damage?.code).toBe('mat-level-7.3');
      expect(damage?.message).toContain("'-v7'");
    }
  });

  test('another version than any that is known', async () => {
    expect(await damageOf(level5File([], true, 0x0300))).toBe('mat-unsupported');
  });
});

describe('A file that is cut off', () => {
  test.each(forms)('gives what was before the cut, then says so (%s)', async (_, file) => {
    const whole = await readAll(file);
    expect(whole.map(({ array, ...variable }) => variable)).toEqual([before, long].map(asRead));
    const { variables, damage } = await readUntilDamage(file.subarray(0, -1));
    expect(variables[0]).toEqual(whole[0]);
    expect(damage).toMatchObject({ code: 'mat-truncated', offset: file.length - 1 });
  });

  test('gives all whole values that are there', async () => {
    for (const [, file] of forms) {
      const seen: (number | bigint)[] = [];
      await expect(async () => {
        for await (const variable of readMat(chunked(file.subarray(0, -1001), [700])))
          if ('blocks' in variable && variable.name === 'long')
            for await (const block of variable.blocks()) seen.push(...block);
      }).rejects.toMatchObject({ code: 'mat-truncated' });
      expect(seen.length).toBeGreaterThan(2000);
      expect(seen).toEqual(long.values.slice(0, seen.length));
    }
  });

  test('at any byte is never taken for a whole one, except between variables', async () => {
    for (const [, file] of forms) {
      const ends = new Set<number>();
      for (let cut = 1; cut < 400; cut += 1) {
        const { variables, damage } = await readUntilDamage(file.subarray(0, cut));
        if (!damage) ends.add(variables.length);
        else expect(['mat-truncated', 'mat-not-mat']).toContain(damage.code);
      }
      expect([...ends].every((count) => count <= 1)).toBe(true);
    }
  });
});

describe('Sizes that contradict each other', () => {
  const values = element(9, bytesOf('double', [1, 2, 3], true));
  const header = { flags: 6, dims: [1, 3], name: 'x' };

  test.each<[string, Uint8Array]>([
    ['more values than the dimensions say', matrixOf({ ...header, dims: [1, 2] }, [values])],
    ['fewer values than the dimensions say', matrixOf({ ...header, dims: [2, 3] }, [values])],
    ['dimensions beyond counting', matrixOf({ ...header, dims: [2 ** 30, 2 ** 30, 2 ** 30] }, [values])],
    ['values beyond the end of their matrix', matrixOf(header, [rawElement(9, new Uint8Array(8), true, 24)])],
    ['something behind the values', matrixOf(header, [values, values])],
    [
      'a text longer than its dimensions',
      matrixOf({ ...header, flags: 4 }, [element(16, Buffer.from('äöüß'))]),
    ],
    ['a text of fewer characters', matrixOf({ ...header, flags: 4 }, [element(16, Buffer.from('äö'))])],
    ['no values at all', matrixOf(header, [])],
  ])('%s', async (_, content) => {
    expect(await damageOf(level5File([content]))).toBe('mat-size-lies');
    expect(await damageOf(level5File([compressedElement(content)]))).toBe('mat-size-lies');
  });

  test('less inflates than is declared, or is compressed than is declared', async () => {
    const content = matrixOf(header, [values]);
    expect(await damageOf(level5File([compressedElement(content.subarray(0, -8))]))).toBe('mat-size-lies');
    const padded = rawElement(15, Buffer.concat([deflateSync(content), Buffer.alloc(100_000, 7)]));
    expect(await damageOf(level5File([padded]))).toBe('mat-size-lies');
  });

  test('a declared size alone reserves no memory', async () => {
    const huge = 2 ** 31 - 1;
    const files = [
      level4Raw({ mopt: 0, rows: huge, columns: 4, imaginary: 0, name: 'x' }, new Uint8Array(80)),
      level5File([
        rawElement(
          14,
          matrixOf({ flags: 9, dims: [1, huge], name: 'x' }, [
            rawElement(2, new Uint8Array(80), true, huge),
          ]).subarray(8),
          true,
          huge + 100,
        ),
      ]),
    ];
    for (const file of files) {
      const reserved = process.memoryUsage().arrayBuffers;
      expect(await damageOf(file)).toBe('mat-truncated');
      expect(process.memoryUsage().arrayBuffers - reserved).toBeLessThan(4 * 1024 * 1024);
    }
  });
});

describe('Compressed variables', () => {
  test('that inflate beyond what they declare are stopped there', async () => {
    const bomb = Buffer.concat([matrix(before), Buffer.alloc(64 * 1024 * 1024)]);
    const reserved = process.memoryUsage().arrayBuffers;
    const { variables, damage } = await readUntilDamage(level5File([compressedElement(bomb)]));
    expect(variables).toEqual([]);
    expect(damage).toMatchObject({ code: 'mat-inflates-too-far', offset: 128 });
    expect(process.memoryUsage().arrayBuffers - reserved - bomb.length).toBeLessThan(4 * 1024 * 1024);
  });

  test('are stopped there as well when nobody reads them', async () => {
    const struct = matrixOf({ flags: 2, dims: [1, 1], name: 's' }, [matrix(before)]);
    const bomb = compressedElement(Buffer.concat([struct, Buffer.alloc(16 * 1024 * 1024)]));
    const { variables, damage } = await readUntilDamage(level5File([bomb]));
    expect(variables).toMatchObject([{ name: 's' }]);
    expect(damage?.code).toBe('mat-inflates-too-far');
  });

  test('are refused before they are inflated when all of them declare more than is allowed', async () => {
    const file = level5([before, before, before], { compressed: true });
    const declared = matrix(before).length;
    const { variables, damage } = await readUntilDamage(file, { inflatedBytes: 3 * declared - 1 });
    expect(variables).toHaveLength(2);
    expect(damage?.code).toBe('mat-inflates-too-far');
    expect(await readAll(file, { inflatedBytes: 3 * declared })).toHaveLength(3);
  });

  test.each(['before the header', 'within the values', 'in the checksum'])(
    'damaged %s are',
    async (where) => {
      const compressed = compressedElement(matrix(long));
      const at = {
        'before the header': 8,
        'within the values': 4000,
        'in the checksum': compressed.length - 1,
      }[where];
      compressed[at ?? 0] = (compressed[at ?? 0] ?? 0) ^ 0xff;
      const { variables, damage } = await readUntilDamage(level5File([matrix(before), compressed]));
      expect(variables).toHaveLength(1);
      expect(damage?.code).toMatch(/^mat-(corrupt|size-lies)$/);
      expect(damage?.offset).toBe(128 + matrix(before).length);
    },
  );

  test('damaged where nobody looks are noticed all the same', async () => {
    const struct = matrixOf({ flags: 2, dims: [1, 1], name: 's' }, [matrix(long)]);
    const compressed = compressedElement(struct);
    compressed[compressed.length - 1] = (compressed.at(-1) ?? 0) ^ 0xff;
    expect(await damageOf(level5File([compressed]))).toBe('mat-corrupt');
  });
});

describe('What cannot stand where it stands', () => {
  const x = { flags: 6, dims: [1, 1], name: 'x' };
  const one = element(9, bytesOf('double', [1], true));
  test.each<[string, Uint8Array]>([
    ['an element that is neither a matrix nor compressed', element(9, new Uint8Array(8))],
    ['compressed numbers without a matrix', compressedElement(element(9, new Uint8Array(8)))],
    ['a class that does not exist', matrixOf({ ...x, flags: 18 }, [one])],
    ['array flags of another type', rawElement(14, element(5, new Uint8Array(8)))],
    ['array flags of one word', rawElement(14, element(6, new Uint8Array(4)))],
    ['no dimensions', matrixOf({ ...x, dims: [] }, [one])],
    ['a negative dimension', matrixOf({ ...x, dims: [-1, 1] }, [one])],
    ['a name that is not ASCII', matrixOf({ ...x, name: '\xe4' }, [one])],
    ['values of a type that does not exist', matrixOf(x, [element(10, new Uint8Array(8))])],
    ['numbers stored as text', matrixOf(x, [element(16, new Uint8Array(8))])],
    ['a small element with five bytes', matrixOf(x, [rawElement((5 << 16) | 9, new Uint8Array(8))])],
  ])('%s', async (_, content) => {
    expect(await damageOf(level5File([content]))).toBe('mat-corrupt');
  });
});

describe('Any damage', () => {
  const files: fc.Arbitrary<Buffer> = fc.oneof(
    fc
      .tuple(fc.array(samples(LEVEL4_CLASSES, 2, false), { minLength: 1, maxLength: 3 }), fc.boolean())
      .map(([written, littleEndian]) => level4(written, littleEndian)),
    fc
      .tuple(
        fc.array(samples(NUMERIC_CLASSES, 3, true), { minLength: 1, maxLength: 3 }),
        fc.record({ littleEndian: fc.boolean(), compressed: fc.boolean() }),
      )
      .map(([written, options]) => level5(written, options)),
  );
  const flips = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { maxLength: 8 });

  test('ends in a MatError or in variables no larger than their file, never in anything else', async () => {
    await fc.assert(
      fc.asyncProperty(files, flips, fc.option(fc.nat()), chunkSizes, async (file, changes, cut, sizes) => {
        for (const [at, mask] of changes) file[at % file.length] = (file[at % file.length] ?? 0) ^ mask;
        const damaged = cut === null ? file : file.subarray(0, cut % file.length);
        const limits = { inflatedBytes: 1024 * 1024 };
        const { variables } = await readUntilDamage(chunked(damaged, sizes), limits);
        expect(variables.reduce((sum, one) => sum + countOf(one), 0)).toBeLessThan(1024 * 1024);
      }),
      { numRuns: 600 },
    );
  }, 60_000);

  test('of random bytes behind a good header', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (bytes, littleEndian) => {
        const { variables } = await readUntilDamage(level5File([bytes], littleEndian));
        expect(variables.reduce((sum, one) => sum + countOf(one), 0)).toBeLessThanOrEqual(200);
      }),
      { numRuns: 300 },
    );
  });
});

const countOf = ({ values = [], imaginary = [] }: Read): number => values.length + imaginary.length;
