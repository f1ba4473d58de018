import type { ByteSource } from './byte-source.ts';
import { MatError } from './errors.ts';
import {
  MI_INT8,
  MI_INT32,
  MI_UINT8,
  MI_UINT32,
  MI_UTF8,
  MI_UTF16,
  MI_UTF32,
  openElement,
  readElement,
  STORED_TYPES,
  skipPadding,
  uint32,
} from './level5-element.ts';
import { openMatrix, type Part } from './matrix.ts';
import { NAME_BYTES, nameOf } from './name.ts';
import type { MatHeader, MatMatrix, MatVariable } from './types.ts';
import { bytesPerValue } from './values.ts';

/** By the number in the array flags. */
const CLASSES: readonly (MatVariable['class'] | undefined)[] = [
  undefined,
  'cell',
  'struct',
  'object',
  'char',
  'sparse',
  'double',
  'single',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'int64',
  'uint64',
  'function',
  'opaque',
];

const COMPLEX = 0x0800;
const GLOBAL = 0x0400;
const LOGICAL = 0x0200;

const MOST_DIMENSIONS = 64;

/**
 * The variable that the content of a miMATRIX element describes: array flags, dimensions, name, and then, of
 * numbers and characters, the real and the imaginary values. `complete` is called after the last value.
 */
export async function openLevel5Matrix(
  content: ByteSource,
  file: MatHeader,
  complete: () => Promise<void>,
): Promise<{ readonly variable: MatVariable; close(): void }> {
  const { offset } = content;
  const { littleEndian } = file;
  const flags = await readElement(content, littleEndian, [MI_UINT32], 8);
  const word = flags.length === 8 ? uint32(flags, 0, littleEndian) : 0;
  const kind = CLASSES[word & 0xff];
  if (!kind) throw new MatError('mat-corrupt', 'The class of a variable is not known', offset);
  const dims = kind === 'opaque' ? [] : await readDimensions(content, littleEndian);
  const nameBytes = await readElement(content, littleEndian, [MI_INT8, MI_UINT8, MI_UTF8], NAME_BYTES);
  const described = {
    file,
    name: nameOf(nameBytes, offset),
    dims,
    complex: (word & COMPLEX) !== 0,
    logical: (word & LOGICAL) !== 0,
    global: (word & GLOBAL) !== 0,
  };
  switch (kind) {
    case 'cell':
    case 'struct':
    case 'object':
    case 'sparse':
    case 'function':
    case 'opaque':
      return { variable: { ...described, class: kind }, close() {} };
    default: {
      const { matrix, close } = openValues(content, { ...described, class: kind }, complete);
      return { variable: matrix, close };
    }
  }
}

async function readDimensions(content: ByteSource, littleEndian: boolean): Promise<readonly number[]> {
  const { offset } = content;
  const bytes = await readElement(content, littleEndian, [MI_INT32], 4 * MOST_DIMENSIONS);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dims = Array.from({ length: bytes.length >> 2 }, (_, i) => view.getInt32(4 * i, littleEndian));
  if (bytes.length % 4 !== 0 || dims.length === 0 || dims.some((dim) => dim < 0))
    throw new MatError('mat-corrupt', `A variable cannot have the dimensions ${dims.join(' x ')}`, offset);
  return dims;
}

function openValues(
  content: ByteSource,
  described: Omit<MatMatrix, 'blocks' | 'imaginary'>,
  complete: () => Promise<void>,
): ReturnType<typeof openMatrix> {
  const { littleEndian } = described.file;
  const count = described.dims.reduce((product, dim) => product * dim, 1);
  let padding = 0;
  return openMatrix(described, {
    count,
    littleEndian,
    async open(): Promise<Part> {
      await skipPadding(content, padding);
      // An empty matrix may end with its name.
      if (count === 0 && content.left === 0) return { type: 'uint8', bytes: content };
      const { offset } = content;
      const element = await openElement(content, littleEndian);
      padding = element.padding;
      const type = storedType(element.type, described.class);
      if (!type) throw new MatError('mat-corrupt', `${described.name} has values of no known type`, offset);
      const { left } = element.bytes;
      const fits =
        type === 'utf8' ? count <= left && left <= 3 * count : left === count * bytesPerValue(type);
      if (!fits)
        throw new MatError(
          'mat-size-lies',
          `${described.name} is ${described.dims.join(' x ')}, but ${left} bytes of ${type} follow`,
          offset,
        );
      return { type, bytes: element.bytes };
    },
    async complete() {
      await skipPadding(content, padding);
      if (content.left > 0)
        throw new MatError(
          'mat-size-lies',
          `${content.left} bytes follow the values of ${described.name}`,
          content.offset,
        );
      await complete();
    },
  });
}

function storedType(type: number, kind: MatMatrix['class']): Part['type'] | undefined {
  if (kind !== 'char') return STORED_TYPES.get(type);
  if (type === MI_UTF8) return 'utf8';
  if (type === MI_UTF16) return 'uint16';
  if (type === MI_UTF32) return 'uint32';
  // Characters have no sign, whatever the writer says.
  return type === MI_INT8 ? 'uint8' : STORED_TYPES.get(type);
}
