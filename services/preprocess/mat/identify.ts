import { MatError } from './errors.ts';
import { level4Order } from './level4.ts';
import { LEVEL5_HEADER_BYTES, type Level5File } from './level5.ts';
import type { MatHeader } from './types.ts';

export type MatFile = (MatHeader & { readonly level: 4 }) | (Level5File & { readonly level: 5 });

const HDF5_SIGNATURE = '\x89HDF\r\n\x1a\n';
/** At the beginning of the file, or behind the block of 512 bytes that MATLAB puts there. */
const HDF5_OFFSETS = [0, 512];
export const IDENTIFYING_BYTES = 520;

/** Level and byte order of the file that begins with `start`: 520 bytes, or all there are. Throws MatError. */
export function identify(start: Uint8Array): MatFile {
  if (HDF5_OFFSETS.some((at) => latin1(start, at, at + 8) === HDF5_SIGNATURE)) throw level73();
  // Level 4 always has a NUL in its first four bytes, level 5 never.
  if (!start.subarray(0, 4).includes(0)) return identifyLevel5(start);
  const order = level4Order(start);
  if (!order) throw notMat('It begins with neither the text of level 5 nor a header of level 4');
  return { level: 4, ...order };
}

function identifyLevel5(start: Uint8Array): MatFile {
  if (start.length < LEVEL5_HEADER_BYTES) {
    if (latin1(start, 0, 6) !== 'MATLAB') throw notMat('It is shorter than any MAT-file');
    throw new MatError('mat-truncated', 'The file ends within its header', start.length);
  }
  const mark = latin1(start, 126, 128);
  if (mark !== 'IM' && mark !== 'MI')
    throw notMat('It has neither the mark of level 5 nor a header of level 4');
  const littleEndian = mark === 'IM';
  const view = new DataView(start.buffer, start.byteOffset, LEVEL5_HEADER_BYTES);
  const version = view.getUint16(124, littleEndian);
  if (version === 0x0200) throw level73();
  if (version !== 0x0100)
    throw new MatError('mat-unsupported', `The file has version 0x${version.toString(16)}`, 124);
  const text = latin1(start, 0, 116).replace(/[\0 ]+$/, '');
  return { level: 5, littleEndian, text, subsystemOffset: Number(view.getBigUint64(116, littleEndian)) };
}

const latin1 = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

const notMat = (why: string): MatError => new MatError('mat-not-mat', `This is no MAT-file: ${why}`, 0);

const level73 = (): MatError =>
  new MatError(
    'mat-level-7.3',
    "This MAT-file is of level 7.3 (HDF5), which is not read: save it again with save('…', '-v7')",
    0,
  );
