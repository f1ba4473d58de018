import type { ErrorCode } from '../../../shared/service/errors.ts';

/** Why this sandbox can never become ready here. Everything else ends the program, which is then started again. */
export class SandboxFailure extends Error {
  override readonly name = 'SandboxFailure';
  readonly code: ErrorCode;
  constructor(code: ErrorCode, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
  }
}

/** A full disk found while writing is the same failure as one that was foreseen. */
export function asFailure(error: unknown): unknown {
  const full =
    error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
  return full ? new SandboxFailure('disk-full', 'The disk became full.', { cause: error }) : error;
}
