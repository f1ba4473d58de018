import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readMat } from '../../../../services/preprocess/mat/read-mat.ts';
import type { MatHeader } from '../../../../services/preprocess/mat/types.ts';
import { type Read, readAll, readUntilDamage, textOf } from './reading.ts';

/** What scipy and h5py say of a file. */
interface Expectation {
  readonly file: string;
  readonly bytes: number;
  readonly level: string;
  readonly variables: readonly (readonly [name: string, dtype: string, shape: readonly number[]])[];
  readonly error: string | null;
}

const root = new URL('../../../../../shared/data/', import.meta.url);

/** The files of a folder with what is expected of them; some names stand for two versions, of which one is here. */
function expectations(folder: string): readonly { readonly file: URL; readonly expected: Expectation }[] {
  const base = new URL(`${folder}/`, root);
  if (!existsSync(base)) return [];
  const all = JSON.parse(readFileSync(new URL('expected.json', base), 'utf8')) as readonly Expectation[];
  return all
    .map((expected) => ({
      file: new URL(expected.file.split('/').map(encodeURIComponent).join('/'), base),
      expected,
    }))
    .filter(({ file, expected }) => statSync(file).size === expected.bytes);
}

const mat = expectations('mat');
const ecg = expectations('ecg');

/** Runs where the real files are; elsewhere its name says why it does not. */
function real(files: readonly unknown[], name: string, run: () => void): void {
  if (files.length > 0) describe(name, run);
  else test.skip(`${name} (skipped: ../shared/data is not here)`, () => {});
}

/** Damage as scipy words it, and as we call it. */
const DAMAGE: Readonly<Record<string, string>> = {
  'HebiRobotics_MFL/simulink_tet_out.mat': 'mat-not-mat',
  'scipy/bad_miutf8_array_name.mat': 'mat-corrupt',
  'scipy/corrupted_zlib_data.mat': 'mat-inflates-too-far',
  'scipy/malformed1.mat': 'mat-corrupt',
};

const damageExpected = ({ file, level, error }: Expectation): string | undefined =>
  level.startsWith('v7.3') ? 'mat-level-7.3' : error ? DAMAGE[file] : undefined;

const CLASS_OF_DTYPE: Readonly<Record<string, string>> = {
  float64: 'double',
  f8: 'double',
  f4: 'single',
  i2: 'int16',
  i4: 'int32',
  object: 'cell',
};

/** Class and shape as scipy shows them: without the length of texts, compact doubles by the type on disk. */
function matches(variable: Read, [name, dtype, shape]: Expectation['variables'][number]): void {
  const where = {
    name: variable.name,
    class: variable.class,
    dims: variable.dims,
    complex: variable.complex,
  };
  const expected = CLASS_OF_DTYPE[dtype.replace(/[<>|]/, '')] ?? dtype;
  if (dtype.startsWith('<U')) {
    const length = shape[0] === 0 ? 0 : Number(dtype.slice(2));
    expect(where).toEqual({ name, class: 'char', dims: [shape[0], length], complex: false });
  } else if (dtype === 'complex128') expect(where).toEqual({ ...where, name, dims: shape, complex: true });
  else if (dtype.startsWith('['))
    expect({ ...where, class: variable.class === 'object' ? 'struct' : variable.class }).toEqual({
      name,
      class: 'struct',
      dims: shape,
      complex: false,
    });
  else {
    const compact = variable.class === 'double' && /^u?int/.test(expected);
    const kind = compact || variable.class === 'sparse' ? variable.class : expected;
    expect(where).toEqual({ name, class: kind, dims: shape, complex: false });
  }
}

const byName = (a: string, b: string): number => (a < b ? -1 : 1);

/** Objects of MATLAB have no name for scipy, and it shows where their content is kept as a variable. */
const UNNAMED = ['None', '__function_workspace__'];

async function headerOf(file: URL): Promise<MatHeader | undefined> {
  for await (const variable of readMat(createReadStream(file))) return variable.file;
  return undefined;
}

function checks({ file, expected }: (typeof mat)[number]): void {
  const damage = damageExpected(expected);
  test(`${expected.file}: ${damage ?? `${expected.level}, ${expected.variables.length} variables`}`, async () => {
    const result = await readUntilDamage(createReadStream(file));
    expect(result.damage?.code).toBe(damage);
    if (damage) return;
    const header = await headerOf(file);
    expect(`v${header?.level} ${header?.littleEndian ? 'LE' : 'BE'}`).toBe(expected.level.slice(0, 5));
    const named = result.variables.filter((variable) => variable.class !== 'opaque');
    const wanted = expected.variables.filter(([name]) => !UNNAMED.includes(name));
    expect(named.map(({ name }) => name).toSorted(byName)).toEqual(
      wanted.map(([name]) => name).toSorted(byName),
    );
    for (const one of wanted) {
      const variable = named.find(({ name }) => name === one[0]);
      if (variable) matches(variable, one);
    }
    expect(named.length < result.variables.length).toBe(expected.variables.some(([name]) => name === 'None'));
  });
}

real(mat, 'Files of every level, byte order and writer, as scipy reads them', () => {
  for (const file of mat) checks(file);

  const read = async (path: string) => await readAll(createReadStream(new URL(`mat/${path}`, root)));
  const one = async (path: string, name?: string) =>
    (await read(path)).find((variable) => name === undefined || variable.name === name);

  test('doubles that are stored as bytes come as doubles', async () => {
    expect(await one('scipy/test3dmatrix_6.1_SOL2.mat')).toMatchObject({
      array: 'Float64Array',
      values: Array.from({ length: 24 }, (_, i) => i + 1),
    });
    expect((await one('scipy/testmatrix_7.4_GLNX86.mat'))?.values).toEqual([
      1, 2, 3, 2, 0, 0, 3, 0, 0, 4, 0, 0, 5, 0, 0,
    ]);
  });

  test('doubles are exact at both levels and in both byte orders', async () => {
    const eighths = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((i) => (i * Math.PI) / 4);
    expect((await one('scipy/testdouble_6.5.1_GLNX86.mat'))?.values).toEqual(eighths);
    expect((await one('scipy/testdouble_7.1_GLNX86.mat'))?.values).toEqual(eighths);
    expect((await one('scipy/testminus_4.2c_SOL2.mat'))?.values).toEqual([-1]);
    expect((await one('HebiRobotics_MFL/nan.mat'))?.values).toEqual([Number.NaN]);
  });

  test('complex numbers come as real and imaginary parts', async () => {
    expect(await one('tbeu_matio/int32_complex_2x2.mat')).toMatchObject({
      array: 'Int32Array',
      values: [1, 2, 3, 4],
      imaginary: [5, 6, 7, 8],
    });
    const circle = await one('scipy/testcomplex_7.1_GLNX86.mat');
    expect(circle?.values).toHaveLength(9);
    for (const [i, cosine] of circle?.values?.entries() ?? []) {
      expect(cosine).toBeCloseTo(Math.cos((i * Math.PI) / 4), 15);
      expect(circle?.imaginary?.[i]).toBeCloseTo(Math.sin((i * Math.PI) / 4), 15);
    }
  });

  test('64-bit integers keep all their bits', async () => {
    expect(await one('HebiRobotics_MFL/uint64.mat')).toMatchObject({
      array: 'BigUint64Array',
      values: [0n, 9223372036854775807n],
    });
    expect(await one('scipy/miutf8_array_name.mat')).toMatchObject({ array: 'BigInt64Array', values: [1n] });
  });

  test('every integer class of a big-endian, compressed file', async () => {
    const rising = Array.from({ length: 50 }, (_, i) => i + 1);
    const variables = await read('tbeu_matio/test_be.mat');
    for (const name of ['d', 's', 'i32', 'i16', 'i8'])
      expect(variables.find((variable) => variable.name === name)?.values).toEqual(rising);
    expect(textOf(variables.find(({ name }) => name === 'c_in_tag'))).toBe('1234');
  });

  test('texts are UTF-16, column by column; broken UTF-8 is marked', async () => {
    expect(textOf(await one('tbeu_matio/char_1x5.mat'))).toBe('hello');
    expect(textOf(await one('scipy/teststringarray_7.1_GLNX86.mat'))).toBe('ottnwheor  e  e');
    expect(textOf(await one('scipy/broken_utf8.mat'))).toBe('\ufffd am broken');
  });

  test('true and false are marked as such', async () => {
    expect(await one('HebiRobotics_MFL/logical.mat')).toMatchObject({ logical: true, values: [1, 0] });
  });
});

real(ecg, 'ECG fragments of Plawiak 2017', () => {
  test('are 3,600 samples of 360 Hz each', async () => {
    const level4 = ecg.filter(({ expected }) => expected.level.startsWith('v4'));
    expect(level4).toHaveLength(74);
    for (const { file } of level4) {
      const [val, ...others] = await readAll(createReadStream(file));
      expect(others).toEqual([]);
      expect(val).toMatchObject({ name: 'val', class: 'int16', dims: [1, 3600], array: 'Int16Array' });
      expect(val?.values).toHaveLength(3600);
      // 11 bits, as MIT-BIH was recorded.
      expect(val?.values?.every((value) => value >= 0 && value < 2048)).toBe(true);
    }
  });

  test('are the same at level 5, plain and compressed', async () => {
    const others = ecg.filter(({ expected }) => /v5_(plain|zlib)/.test(expected.file));
    expect(others).toHaveLength(6);
    for (const { file, expected } of others) {
      const [, folder = '', name = ''] = /\/(\w+?)__(.*)$/.exec(expected.file) ?? [];
      const path = `plawiak-2017/MLII/${folder.replace('_', ' ')}/${name}`;
      const original = ecg.find((one) => one.expected.file === path);
      expect(original).toBeDefined();
      if (!original) continue;
      expect(await readAll(createReadStream(file))).toEqual(await readAll(createReadStream(original.file)));
    }
  });

  for (const file of ecg.filter(({ expected }) => expected.level.startsWith('v7.3'))) checks(file);
});
