import type { Static, TSchema } from 'typebox';
import { compile } from './compile.ts';

/** What is wrong with a value: where (JSON pointer, '' for the whole) and why. */
export interface SchemaProblem {
  readonly field: string;
  readonly reason: string;
}

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly SchemaProblem[] };

/** Checks a value against a schema; the value comes back with its type, or the first problem with its place. */
export function check<S extends TSchema>(schema: S, value: unknown): Checked<Static<S>> {
  const validate = compile(schema);
  if (validate(value)) return { ok: true, value: value as Static<S> };
  const problems = (validate.errors ?? []).map((error) => ({
    field: error.instancePath,
    reason: explain(error.keyword, error.message ?? 'is not valid', error.params),
  }));
  return { ok: false, problems };
}

function explain(keyword: string, message: string, params: Readonly<Record<string, unknown>>): string {
  if (keyword === 'additionalProperties')
    return `has an unknown field "${String(params.additionalProperty)}"`;
  if (keyword === 'enum') return `${message}: ${(params.allowedValues as unknown[]).join(', ')}`;
  return message;
}
