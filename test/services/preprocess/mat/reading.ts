import { MatError } from '../../../../services/preprocess/mat/errors.ts';
import { readMat } from '../../../../services/preprocess/mat/read-mat.ts';
import type { MatArray, MatLimits, MatVariable } from '../../../../services/preprocess/mat/types.ts';

/** What a variable is, with all its values; `array` is the kind of array that they came in. */
export interface Read {
  readonly name: string;
  readonly class: MatVariable['class'];
  readonly dims: readonly number[];
  readonly complex: boolean;
  readonly logical: boolean;
  readonly global: boolean;
  readonly array?: string | undefined;
  readonly values?: readonly (number | bigint)[];
  readonly imaginary?: readonly (number | bigint)[];
}

/** The bytes in chunks of these sizes, over and over; as one chunk unless told. */
export async function* chunked(
  bytes: Uint8Array,
  sizes: readonly number[] = [Number.POSITIVE_INFINITY],
): AsyncGenerator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const size = sizes[i % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

export async function valuesOf(blocks: AsyncIterable<MatArray>): Promise<(number | bigint)[]> {
  const values: (number | bigint)[] = [];
  for await (const block of blocks) for (const value of block) values.push(value);
  return values;
}

async function readOne(variable: MatVariable): Promise<Read> {
  const { name, class: kind, dims, complex, logical, global } = variable;
  const described = { name, class: kind, dims, complex, logical, global };
  if (!('blocks' in variable)) return described;
  let array: string | undefined;
  const values: (number | bigint)[] = [];
  for await (const block of variable.blocks()) {
    array = block.constructor.name;
    for (const value of block) values.push(value);
  }
  if (!variable.imaginary) return { ...described, array, values };
  return { ...described, array, values, imaginary: await valuesOf(variable.imaginary()) };
}

export async function readAll(
  chunks: AsyncIterable<Uint8Array> | Uint8Array,
  limits?: MatLimits,
): Promise<Read[]> {
  const variables: Read[] = [];
  for await (const variable of readMat(chunks instanceof Uint8Array ? chunked(chunks) : chunks, limits))
    variables.push(await readOne(variable));
  return variables;
}

/** The variables that were read before the file turned out to be damaged, and the damage; other errors are thrown. */
export async function readUntilDamage(
  chunks: AsyncIterable<Uint8Array> | Uint8Array,
  limits?: MatLimits,
): Promise<{ readonly variables: readonly Read[]; readonly damage?: MatError }> {
  const variables: Read[] = [];
  try {
    for await (const variable of readMat(chunks instanceof Uint8Array ? chunked(chunks) : chunks, limits))
      variables.push(await readOne(variable));
  } catch (error) {
    if (!(error instanceof MatError)) throw error;
    return { variables, damage: error };
  }
  return { variables };
}

export const textOf = (variable: Read | undefined): string =>
  String.fromCharCode(...(variable?.values ?? []).map(Number));
