/** What can be wrong with a MAT-file (docs/errors.md lists it). */
export const MAT_ERRORS = {
  'mat-not-mat': {
    title: 'This is no MAT-file of level 4 or 5.',
    todo: 'Check the file at its source; name files of other kinds otherwise than .mat.',
  },
  'mat-level-7.3': {
    title: 'This is a MAT-file of level 7.3 (HDF5), which is not read here.',
    todo: "Save it again as level 5: save('file.mat', '-v7').",
  },
  'mat-truncated': {
    title: 'The file ends before the last variable does.',
    todo: 'Look for the whole file at its source; what came before the end can be used.',
  },
  'mat-size-lies': {
    title: 'Two sizes in the file contradict each other.',
    todo: 'Look for an undamaged copy; save it again where it was made.',
  },
  'mat-inflates-too-far': {
    title: 'A compressed variable inflates to more than it declares, or than is allowed.',
    todo: 'Look for an undamaged copy; save very large variables with -v6, uncompressed.',
  },
  'mat-corrupt': {
    title: 'The file is damaged: something stands where it cannot stand.',
    todo: 'Look for an undamaged copy; transfers in text mode (CR LF) are a usual reason.',
  },
  'mat-unsupported': {
    title: 'The file is in a format that is no longer in use (VAX, Cray) or not known.',
    todo: "Load it where it was made, and save it again: save('file.mat', '-v7').",
  },
} as const satisfies Record<string, { title: string; todo: string }>;

export type MatErrorCode = keyof typeof MAT_ERRORS;

/** A MAT-file that cannot be read, or not to its end. */
export class MatError extends Error {
  override readonly name = 'MatError';
  readonly code: MatErrorCode;
  /** Where in the file, in bytes; for anything inside a compressed element, where that element begins. */
  readonly offset: number;
  constructor(code: MatErrorCode, detail: string, offset: number, options?: ErrorOptions) {
    super(`${detail} (byte ${offset})`, options);
    this.code = code;
    this.offset = offset;
  }
}
