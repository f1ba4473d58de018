import type { Problem } from '../../shared/service/problem.ts';

/** Codes of the client itself, for what no answer of the platform tells; all others are those of docs/errors.md. */
export const CLIENT_ERRORS = {
  'platform-unreachable': {
    title: 'No platform answers at this address.',
    todo: 'Start it: npm start. Or name the right address: SESSIONS_URL.',
  },
  'connection-lost': {
    title: 'The connection broke again and again.',
    todo: 'Try again: whatever was stored is not sent a second time.',
  },
  'gateway-failed': {
    title: 'Something between here and the platform, or the platform itself, is not able to answer.',
    todo: 'Try again in a moment: whatever was stored is not sent a second time.',
  },
  'store-refused': {
    title: 'The store does not take a file.',
    todo: 'Push again; if it stays, look into the log of the platform.',
  },
  'answer-invalid': {
    title: 'What answers is no session platform, or one of another version.',
    todo: 'Check the address (SESSIONS_URL), then the versions of both sides.',
  },
} as const;

export type ClientErrorCode = keyof typeof CLIENT_ERRORS;

/** The platform refused, failed, or did not answer. `message` says what happened, `todo` what to do. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  /** Of the HTTP answer; 0 where there was none. */
  readonly status: number;
  readonly todo: string;
  readonly field: string | undefined;
  /** Where a query cannot be read: from which character on. */
  readonly position: number | undefined;
  readonly hint: string | undefined;
  /** Milliseconds after which the platform asks to be called again. */
  readonly retryAfter: number | undefined;

  constructor(
    problem: Pick<Problem, 'code' | 'status' | 'detail' | 'todo'> &
      Partial<Problem> & { retryAfter?: number },
    options?: ErrorOptions,
  ) {
    super(problem.detail, options);
    this.code = problem.code;
    this.status = problem.status;
    this.todo = problem.todo;
    this.field = problem.field;
    this.position = problem.position;
    this.hint = problem.hint;
    this.retryAfter = problem.retryAfter;
  }
}

export function clientError(
  code: ClientErrorCode,
  detail: string,
  options: ErrorOptions & { status?: number; retryAfter?: number | undefined } = {},
): ApiError {
  const { status = 0, retryAfter, ...rest } = options;
  const { todo } = CLIENT_ERRORS[code];
  return new ApiError({ code, status, detail, todo, ...(retryAfter !== undefined && { retryAfter }) }, rest);
}
