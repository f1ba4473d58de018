import Type, { type Static } from 'typebox';
import { isObjectError } from '../ports/objects.ts';
import { ERRORS, type ErrorCode, Fault, Refusal } from './errors.ts';

/** RFC 9457 problem details, as every error answer carries them (`application/problem+json`). */
export const ProblemSchema = Type.Object({
  type: Type.String(),
  code: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  detail: Type.String(),
  todo: Type.String(),
  field: Type.Optional(Type.String()),
  position: Type.Optional(Type.Integer()),
  hint: Type.Optional(Type.String()),
});

export type Problem = Static<typeof ProblemSchema>;

/** The answer to an error. What is no Refusal or Fault says nothing about its inside. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) return { ...problem(error.code, error.message), ...error.place };
  if (error instanceof Fault) return problem(error.code, error.message);
  if (isObjectError(error, 'StoreFull')) return problem('store-full', ERRORS['store-full'].title);
  return problem('internal-error', ERRORS['internal-error'].title);
}

function problem(code: ErrorCode, detail: string): Problem {
  const { status, title, todo } = ERRORS[code];
  return { type: `urn:sessions:error:${code}`, code, title, status, detail, todo };
}
