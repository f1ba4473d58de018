import { describe, expect, test } from '@jest/globals';
import { readMat } from '../../../../services/preprocess/mat/read-mat.ts';
import { chunked, valuesOf } from './reading.ts';
import {
  compressedElement,
  element,
  level4,
  level4Raw,
  level5,
  level5File,
  matrixOf,
  type Sample,
} from './writing.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

const small = (name: string, value: number): Sample => ({
  name,
  class: 'int16',
  dims: [1, 1],
  values: [value],
});

/** A level-4 file of one row of doubles, made chunk by chunk while it is read; `given` counts them. */
function recording(values: number, chunkBytes: number) {
  const header = level4Raw(
    { mopt: 0, rows: 1, columns: values, imaginary: 0, name: 'val' },
    new Uint8Array(),
  );
  const state = { given: 0, released: false };
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      yield header;
      for (let left = values * 8; left > 0; left -= chunkBytes) {
        state.given += 1;
        yield new Uint8Array(Math.min(left, chunkBytes));
      }
    } finally {
      state.released = true;
    }
  }
  return { state, chunks: chunks() };
}

describe('Reading a large variable', () => {
  test('takes no chunk before the values of the last one are used', async () => {
    const { state, chunks } = recording(8 * MIB, 64 * KIB);
    let values = 0;
    for await (const variable of readMat(chunks)) {
      if (!('blocks' in variable)) continue;
      for await (const block of variable.blocks()) {
        values += block.length;
        expect(state.given * 64 * KIB - values * 8).toBeLessThanOrEqual(64 * KIB);
      }
    }
    expect(values).toBe(8 * MIB);
  });

  test('gives blocks of at most 1 MiB, however large the chunks and however compact the values', async () => {
    const count = 3 * MIB;
    const zeros = new Uint8Array(count);
    const plain = level4Raw({ mopt: 50, rows: 1, columns: count, imaginary: 0, name: 'x' }, zeros);
    const wide = matrixOf({ flags: 6, dims: [1, count], name: 'x' }, [element(2, zeros)]);
    for (const file of [plain, level5File([wide]), level5File([compressedElement(wide)])])
      for await (const variable of readMat(chunked(file))) {
        if (!('blocks' in variable)) continue;
        let values = 0;
        for await (const block of variable.blocks()) {
          values += block.length;
          expect(block.byteLength).toBeLessThanOrEqual(MIB);
        }
        expect(values).toBe(count);
      }
  });

  test.each([
    ['the chunk itself where alignment permits', 'val', true],
    ['an aligned copy where it does not', 'odd1', false],
  ])('gives %s', async (_, name, same) => {
    const values = Array.from({ length: 1000 }, (_, i) => i);
    const chunk = new Uint8Array(level4([{ name, class: 'int16', dims: [1, 1000], values }]));
    for await (const variable of readMat(chunked(chunk))) {
      if (!('blocks' in variable)) continue;
      for await (const block of variable.blocks()) {
        expect([...block]).toEqual(values);
        expect(block.buffer === chunk.buffer).toBe(same);
      }
    }
  });

  test('reads no further than the block that was asked for when it is left early, and releases the file', async () => {
    const { state, chunks } = recording(8 * MIB, 64 * KIB);
    for await (const variable of readMat(chunks)) {
      if (!('blocks' in variable)) continue;
      for await (const block of variable.blocks()) {
        expect(block.length).toBeGreaterThan(0);
        break;
      }
      break;
    }
    expect(state).toEqual({ given: 1, released: true });
  });
});

test('A long text is decoded across all borders of chunks', async () => {
  const text = 'ä€𐀀x'.repeat(30_000);
  const file = level5File([
    matrixOf({ flags: 4, dims: [1, text.length], name: 't' }, [element(16, Buffer.from(text))]),
  ]);
  for (const sizes of [[999], [70_001], [Number.POSITIVE_INFINITY]])
    for await (const variable of readMat(chunked(file, sizes))) {
      let read = '';
      if ('blocks' in variable)
        for await (const block of variable.blocks())
          read += Buffer.from(block.buffer, block.byteOffset, block.byteLength).toString('utf16le');
      expect(read === text).toBe(true);
    }
});

describe.each([
  ['level 4', level4],
  ['level 5', level5],
  ['level 5, compressed', (written: readonly Sample[]) => level5(written, { compressed: true })],
])('Variables of %s', (_, write) => {
  const complex: Sample = { name: 'z', class: 'double', dims: [1, 2], values: [1, 2], imaginary: [3, 4] };

  // Hardly compressible: the reading is still under way when it is left.
  const noise = Array.from({ length: 200_000 }, (_, i) => Math.imul(i, 2654435761) >> 16);
  const long: Sample = { name: 'long', class: 'int16', dims: [1, noise.length], values: noise };

  test('can be passed over, whole or in part', async () => {
    const seen: [string, number | bigint | undefined][] = [];
    for await (const variable of readMat(
      chunked(write([long, small('a', 1), long, small('b', 2)]), [8192]),
    )) {
      if (!('blocks' in variable) || (variable.name === 'long' && seen.length === 0)) continue;
      for await (const block of variable.blocks()) {
        seen.push([variable.name, block[0]]);
        break;
      }
    }
    expect(seen).toEqual([
      ['a', 1],
      ['long', 0],
      ['b', 2],
    ]);
  });

  test('give imaginary parts without the real ones, too', async () => {
    for await (const variable of readMat(chunked(write([complex, small('a', 1)])))) {
      if (!('imaginary' in variable) || !variable.imaginary) continue;
      await expect(valuesOf(variable.imaginary())).resolves.toEqual([3, 4]);
      await expect(valuesOf(variable.blocks())).rejects.toThrow('only once');
    }
  });

  test('can be read once, and only until the next one is asked for', async () => {
    const reading = readMat(chunked(write([small('a', 1), small('b', 2)])));
    const first = await reading.next();
    const second = await reading.next();
    expect.assertions(3);
    if (first.done || second.done || !('blocks' in first.value) || !('blocks' in second.value)) return;
    await expect(valuesOf(first.value.blocks())).rejects.toThrow('before the next variable');
    await expect(valuesOf(second.value.blocks())).resolves.toEqual([2]);
    await expect(valuesOf(second.value.blocks())).rejects.toThrow('only once');
    await reading.return(undefined);
  });

  test('leave the chunks only when no chunk is under way', async () => {
    const pieces = chunked(write([long]), [1000]);
    const seen = { underWay: 0, released: false };
    const chunks = {
      [Symbol.asyncIterator]: () => ({
        async next() {
          seen.underWay += 1;
          await new Promise((resolve) => setImmediate(resolve));
          seen.underWay -= 1;
          return await pieces.next();
        },
        async return() {
          expect(seen.underWay).toBe(0);
          seen.released = true;
          return { done: true as const, value: undefined };
        },
      }),
    };
    for await (const variable of readMat(chunks)) {
      expect(variable.name).toBe('long');
      break;
    }
    expect(seen).toEqual({ underWay: 0, released: true });
  });

  test('stop where the reading of the file fails, with its own error, however often it is asked', async () => {
    const file = write([small('a', 1), long]);
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield* chunked(file.subarray(0, -10), [16]);
      throw new Error('disk gone');
    }
    const names: string[] = [];
    await expect(async () => {
      for await (const variable of readMat(failing())) names.push(variable.name);
    }).rejects.toThrow('disk gone');
    expect(names[0]).toBe('a');
    await expect(async () => {
      for await (const variable of readMat(failing()))
        if ('blocks' in variable) await valuesOf(variable.blocks()).catch(() => {});
    }).rejects.toThrow('disk gone');
  });
});
