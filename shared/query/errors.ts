import type { Span } from './tree.ts';

/** A query that cannot be read: where, and what was probably meant. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly code = 'query-invalid';
  /** UTF-16 code units from 0; within the text, or at its end. */
  readonly position: number;
  readonly length: number;
  /** What would be right there, such as `a closing parenthesis` or `did you mean "and"?`. */
  readonly expected: string;
  constructor(message: string, { position, length }: Span, expected: string) {
    super(message);
    this.position = position;
    this.length = length;
    this.expected = expected;
  }
}
