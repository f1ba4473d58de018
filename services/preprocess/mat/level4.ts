import { type ChunkSource, within } from './byte-source.ts';
import { MatError } from './errors.ts';
import { openMatrix } from './matrix.ts';
import { NAME_BYTES, nameOf } from './name.ts';
import type { MatContainer, MatHeader, MatVariable, NumericClass } from './types.ts';
import { bytesPerValue, valuesOf } from './values.ts';

/** The header of each variable: MOPT, rows, columns, imaginary part or not, length of the name with its NUL. */
const HEADER_BYTES = 20;
/** By the third digit of MOPT. */
const PRECISIONS: readonly NumericClass[] = ['double', 'single', 'int32', 'int16', 'uint16', 'uint8'];
/** By the first digit of MOPT. */
const MACHINES = ['little-endian', 'big-endian', 'VAX D-float', 'VAX G-float', 'Cray'] as const;
/** By the last digit of MOPT. */
const KINDS = ['full', 'text', 'sparse'] as const;

interface Level4Header {
  readonly machine: (typeof MACHINES)[number];
  readonly littleEndian: boolean;
  readonly type: NumericClass;
  readonly kind: (typeof KINDS)[number];
  readonly rows: number;
  readonly columns: number;
  readonly complex: boolean;
  readonly nameBytes: number;
}

/** The byte order of the first variable if these bytes can be the beginning of a level-4 file. */
export function level4Order(start: Uint8Array): { readonly littleEndian: boolean } | undefined {
  if (start.length < HEADER_BYTES) return readMopt(start);
  return parseHeader(start);
}

/**
 * The variables of a level-4 file (MathWorks, "MAT-File Format", chapter "MAT-File Format Version 4"): each is a
 * header, a name and the values; there is no end mark.
 */
export async function* readLevel4(source: ChunkSource, file: MatHeader): AsyncGenerator<MatVariable> {
  while (!(await source.atEnd())) {
    const { offset } = source;
    const header = parseHeader(await source.take(HEADER_BYTES));
    if (!header) throw new MatError('mat-corrupt', 'There is no header of a variable here', offset);
    const { machine, littleEndian, type, kind, rows, columns } = header;
    if (machine !== 'little-endian' && machine !== 'big-endian')
      throw new MatError('mat-unsupported', `Numbers in the format of ${machine} are not read`, offset);
    const name = nameOf(await source.take(header.nameBytes), offset);
    if (kind === 'sparse') {
      yield await passSparse(source, header, { file, name, logical: false, global: false });
      continue;
    }
    const count = rows * columns;
    const bytes = count * bytesPerValue(type);
    if (!Number.isSafeInteger(2 * bytes))
      throw new MatError('mat-size-lies', `${name} declares ${rows} x ${columns} values`, offset);
    const content = within(source, header.complex ? 2 * bytes : bytes);
    const { matrix, close } = openMatrix(
      {
        file,
        name,
        class: kind === 'text' ? 'char' : type,
        dims: [rows, columns],
        complex: header.complex,
        logical: false,
        global: false,
      },
      {
        count,
        littleEndian,
        open: async () => ({ type, bytes: within(content, bytes) }),
        complete: async () => {},
      },
    );
    yield matrix;
    close();
    await content.skip(content.left);
  }
}

/**
 * A sparse matrix is a full one of row, column, value (and imaginary part) for each non-zero; its last row holds
 * the dimensions.
 */
async function passSparse(
  source: ChunkSource,
  { type, littleEndian, rows, columns }: Level4Header,
  described: Pick<MatContainer, 'file' | 'name' | 'logical' | 'global'>,
): Promise<MatContainer> {
  const { offset } = source;
  const size = bytesPerValue(type);
  const above = (rows - 1) * size;
  const dims: number[] = [];
  if (rows === 0 || (columns !== 3 && columns !== 4))
    throw new MatError('mat-corrupt', `A sparse matrix has 3 or 4 columns, not ${columns}`, offset);
  for (let column = 0; column < columns; column += 1) {
    await source.skip(above);
    const last = Number(valuesOf(await source.take(size), type, 'double', littleEndian, offset)[0]);
    if (column > 1) continue;
    if (!Number.isSafeInteger(last) || last < 0)
      throw new MatError('mat-corrupt', `${last} is no dimension of a sparse matrix`, offset);
    dims.push(last);
  }
  return { ...described, class: 'sparse', dims, complex: columns === 4 };
}

function parseHeader(bytes: Uint8Array): Level4Header | undefined {
  const mopt = readMopt(bytes);
  if (!mopt) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const word = (index: number) => view.getInt32(4 * index, mopt.littleEndian);
  const [rows, columns, imaginary, nameBytes] = [word(1), word(2), word(3), word(4)];
  if (rows < 0 || columns < 0 || (imaginary !== 0 && imaginary !== 1)) return undefined;
  if (nameBytes < 1 || nameBytes > NAME_BYTES) return undefined;
  return { ...mopt, rows, columns, complex: imaginary === 1, nameBytes };
}

/** MOPT is a decimal number of four digits, in the byte order that its first digit names; the second digit is 0. */
function readMopt(
  bytes: Uint8Array,
): Pick<Level4Header, 'machine' | 'littleEndian' | 'type' | 'kind'> | undefined {
  if (bytes.length < 4) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, 4);
  for (const littleEndian of [true, false]) {
    const mopt = view.getInt32(0, littleEndian);
    const machine = MACHINES[Math.floor(mopt / 1000)];
    const type = PRECISIONS[Math.floor(mopt / 10) % 100];
    const kind = KINDS[mopt % 10];
    if (!machine || !type || !kind) continue;
    if (machine === (littleEndian ? 'big-endian' : 'little-endian')) continue;
    return { machine, littleEndian, type, kind };
  }
  return undefined;
}
