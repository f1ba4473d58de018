import { MAT_ERRORS, MatError, type MatErrorCode } from './mat/errors.ts';

/** Why a file cannot be processed (docs/errors.md lists it). The session stays as it is, and so do its other files. */
export const PROCESSING_ERRORS = {
  ...MAT_ERRORS,
  'mat-no-signal': {
    title: 'The MAT-file holds no numeric matrix that could be a signal.',
    todo: 'Nothing, if it is none. Else save the signal as a matrix of real numbers, leads as rows or columns.',
  },
  'signal-too-many-leads': {
    title: 'A signal has more leads than a table can have columns.',
    todo: 'Save the leads in several files, at most 512 in each.',
  },
  'table-ragged': {
    title: 'A row of the table has more or fewer cells than its header.',
    todo: 'Correct the line that is named, and push the session again under another id.',
  },
  'table-quoting': {
    title: 'Quotation marks in the table do not match.',
    todo: 'Look at the line that is named: a quotation mark inside of a quoted cell is doubled.',
  },
  'table-unreadable': {
    title: 'The file is no table that can be read.',
    todo: 'Tables are UTF-8 text: a header, then a row a line; or a JSON list of flat objects.',
  },
  'table-too-large': {
    title: 'A cell, a row or a JSON table is larger than can be held in memory.',
    todo: 'Save large tables as CSV, which is read row by row.',
  },
  'file-differs': {
    title: 'The archive gave other bytes than the manifest names.',
    todo: 'See docs/runbooks/verify.md: the stored copy may be damaged.',
  },
} as const satisfies Record<string, { title: string; todo: string }>;

export type ProcessingErrorCode = keyof typeof PROCESSING_ERRORS;

/** This file cannot be processed, and never will be as it is: it is told, and the others go on. */
export class FileRefusal extends Error {
  override readonly name = 'FileRefusal';
  readonly code: ProcessingErrorCode;
  constructor(code: ProcessingErrorCode, detail?: string, options?: ErrorOptions) {
    super(detail ?? PROCESSING_ERRORS[code].title, options);
    this.code = code;
  }
}

/** What is wrong with the file; undefined for an error that is not the file's fault, and may pass. */
export function fileTrouble(error: unknown): { code: ProcessingErrorCode; detail: string } | undefined {
  if (error instanceof FileRefusal || error instanceof MatError)
    return { code: error.code satisfies ProcessingErrorCode | MatErrorCode, detail: error.message };
  return undefined;
}
