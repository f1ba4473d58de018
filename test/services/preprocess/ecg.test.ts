import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { writeMat4 } from '../../../infra/local/examples/formats/mat4.ts';
import { writeMat5 } from '../../../infra/local/examples/formats/mat5.ts';
import { readFrames } from '../../../services/preprocess/ecg/frames.ts';
import { type Parameters, parametersOf } from '../../../services/preprocess/ecg/parameters.ts';
import { scanMat } from '../../../services/preprocess/ecg/scan.ts';
import { sessionMetadata } from '../../../services/preprocess/session-metadata.ts';
import { parseMetadata } from '../../../shared/session/metadata/parse.ts';

/** The bytes in chunks of an odd size. */
async function* chunksOf(bytes: Uint8Array, size = 65_537): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

const numbers = (count: number): Int16Array => Int16Array.from({ length: count }, (_, i) => i);
const matrix = (rows: number, columns: number, values = numbers(rows * columns)): Uint8Array =>
  writeMat4([{ name: 'x', rows, columns, values }]);

async function leadsOf(bytes: Uint8Array): Promise<number[][]> {
  const { signal } = await scanMat(chunksOf(bytes));
  const leads: number[][] = Array.from({ length: signal.leads }, () => []);
  for await (const frame of readFrames(signal, () => chunksOf(bytes)))
    for (const [i, values] of frame.entries()) for (const value of values) leads[i]?.push(value);
  return leads;
}

/** How many of the values are not those that `expected` begins with. */
function differences(values: ArrayLike<number>, expected: Int16Array): number {
  let count = 0;
  for (let i = 0; i < values.length; i += 1) if (values[i] !== expected[i]) count += 1;
  return count;
}

describe('the leads of a matrix', () => {
  test('are its rows where it is wider than high, its columns where it is higher than wide', async () => {
    expect(await leadsOf(matrix(2, 3))).toEqual([
      [0, 2, 4],
      [1, 3, 5],
    ]);
    expect(await leadsOf(matrix(3, 2))).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    expect(await leadsOf(matrix(1, 4))).toEqual([[0, 1, 2, 3]]);
    expect(await leadsOf(matrix(4, 1))).toEqual([[0, 1, 2, 3]]);
  });

  test('are whole, whatever the shape', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 13, max: 8000 }),
        async (leads, samples) => {
          const values = numbers(leads * samples);
          const wide = Array.from({ length: leads }, (_, lead) =>
            Array.from({ length: samples }, (_, sample) => values[sample * leads + lead]),
          );
          const high = Array.from({ length: leads }, (_, lead) => [
            ...values.subarray(lead * samples, (lead + 1) * samples),
          ]);
          expect(await leadsOf(matrix(leads, samples, values))).toEqual(wide);
          expect(await leadsOf(matrix(samples, leads, values))).toEqual(high);
        },
      ),
      { numRuns: 15 },
    );
  });

  test('in columns too large to be held are gathered window by window', async () => {
    const samples = 5_000_000;
    const values = Int16Array.from({ length: 2 * samples }, (_, i) => (i * 31) % 4093);
    const bytes = matrix(samples, 2, values);
    const { signal } = await scanMat(chunksOf(bytes));
    let at = 0;
    let differ = 0;
    for await (const [first = [], second = []] of readFrames(signal, () => chunksOf(bytes))) {
      differ += differences(first, values.subarray(at)) + differences(second, values.subarray(samples + at));
      expect(second).toHaveLength(first.length);
      at += first.length;
    }
    expect({ at, differ }).toEqual({ at: samples, differ: 0 });
  });
});

describe('the signal of a file', () => {
  test('is its largest numeric matrix, wherever it stands', async () => {
    const bytes = writeMat5([
      { name: 'fs', rows: 1, columns: 1, values: Float64Array.of(250) },
      { name: 'ecg', rows: 2, columns: 500, values: numbers(1000) },
      { name: 'leads', text: ['I', 'II'] },
    ]);
    const { signal, small } = await scanMat(chunksOf(bytes));
    expect(signal).toEqual({
      index: 1,
      name: 'ecg',
      class: 'int16',
      leads: 2,
      samples: 500,
      leadsAreRows: true,
    });
    expect(small.get('fs')).toEqual([250]);
    expect(small.get('leads')).toEqual(['I', 'II']);
  });

  test.each([
    ['has only text', writeMat5([{ name: 'note', text: ['hello'] }]), /note \(char/],
    [
      'has only one number',
      writeMat5([{ name: 'fs', rows: 1, columns: 1, values: Float64Array.of(1) }]),
      /fs/,
    ],
  ])('that %s is none, and what is there is named', async (_, bytes, named) => {
    await expect(scanMat(chunksOf(bytes))).rejects.toMatchObject({
      name: 'FileRefusal',
      code: 'mat-no-signal',
      message: expect.stringMatching(named),
    });
  });

  test('with more leads than a table has columns is refused', async () => {
    await expect(scanMat(chunksOf(matrix(600, 601)))).rejects.toMatchObject({
      code: 'signal-too-many-leads',
    });
  });
});

describe('what the metadata say of a signal', () => {
  async function parameters(
    metadata: string,
    bytes = matrix(2, 500),
    file = 'metadata.yaml',
  ): Promise<Parameters> {
    const { format, value, notes } = parseMetadata(Buffer.from(metadata), file);
    const found = sessionMetadata({ format, value: { ...value }, notes: [...notes] });
    return parametersOf(await scanMat(chunksOf(bytes)), found);
  }

  test.each([
    ['SamplingFrequency: 500', 500],
    ['sampling rate: 500 Hz', 500],
    ['sampling_frequency: 0.5 kHz', 500],
    ['ecg: {sampling_frequency: 350 (Hz)}', 350],
    ['acquisition: {ecg: {Fs: 1000}}', 1000],
    ['sampling_rate: [250, Hz]', 250],
    ['eeg: {sampling_rate: 256}\necg: {sampling_rate: 512}', 512],
    ['sampling_rate: 0', undefined],
    ['sampling_rate: fast', undefined],
    ['stimulus: {frequency: 4}', undefined],
  ])('the sampling rate of "%s" is %p', async (metadata, samplingRate) => {
    expect(await parameters(metadata)).toMatchObject({ samplingRate });
  });

  test.each([
    ['gain: 200', 200],
    ['gain: 200 adu/mV', 200],
    ['gain: {value: 100, unit: adu/mV}', 100],
    ['ADCGain: 500', 500],
    ['amplifier: {gain: 60 dB}', undefined],
    ['ecg: {unit: mV}', 1],
    ['ecg: {unit: uV}', 1000],
  ])('the gain of "%s" is %p', async (metadata, gain) => {
    expect((await parameters(metadata)).gain).toBe(gain);
  });

  test.each([
    ['leads: [MLII, V5]', ['MLII', 'V5']],
    ['ecg: {leads: MLII V5}', ['MLII', 'V5']],
    ['lead: "I, II"', ['I', 'II']],
    ['channels: 4', []],
  ])('the leads of "%s"', async (metadata, leads) => {
    expect((await parameters(metadata)).leads).toEqual(leads);
  });

  test('gives way to what the file itself says', async () => {
    const bytes = writeMat5([
      { name: 'ecg', rows: 1, columns: 500, values: numbers(500) },
      { name: 'Fs', rows: 1, columns: 1, values: Float64Array.of(250) },
    ]);
    expect(await parameters('sampling_rate: 360', bytes)).toMatchObject({ samplingRate: 250 });
  });

  test('is completed by what is known of MIT-BIH for one layout, and for no other', async () => {
    const known = { samplingRate: 360, gain: 200, baseline: 1024, leads: ['MLII'], duration: 10 };
    const fragment = (name: string, columns: number) =>
      writeMat4([{ name, rows: 1, columns, values: numbers(columns) }]);
    const unknown = {
      samplingRate: undefined,
      gain: undefined,
      baseline: undefined,
      leads: [],
      duration: undefined,
    };
    expect(await parameters('', fragment('val', 3600))).toEqual(known);
    expect(await parameters('fs: 500', fragment('val', 3600))).toEqual({ ...known, samplingRate: 500 });
    expect(await parameters('', fragment('val', 3601))).toEqual(unknown);
    expect(await parameters('', fragment('ecg', 3600))).toEqual(unknown);
  });
});
