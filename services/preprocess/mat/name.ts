import { MatError } from './errors.ts';

/** Longer than any name that MATLAB (63) or Octave writes. */
export const NAME_BYTES = 4096;

/** The name up to its NUL. Names are ASCII; anything else in this place is MatError `mat-corrupt`. */
export function nameOf(bytes: Uint8Array, offset: number): string {
  const end = bytes.indexOf(0);
  const name = end === -1 ? bytes : bytes.subarray(0, end);
  if (!name.every((code) => code >= 0x20 && code < 0x7f))
    throw new MatError('mat-corrupt', 'The name of a variable is not ASCII', offset);
  return String.fromCharCode(...name);
}
