import { Ajv, type ValidateFunction } from 'ajv';
import type { Static, TSchema } from 'typebox';

/** What is wrong with a value: where (JSON pointer, '' for the whole) and why. */
export interface SchemaProblem {
  readonly field: string;
  readonly reason: string;
}

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly SchemaProblem[] };

const ajv = new Ajv({ allErrors: false, strict: true, allowUnionTypes: true });
const compiled = new WeakMap<TSchema, ValidateFunction>();

/** Compiled once per schema and kept: compiling costs milliseconds, checking microseconds. */
function validatorOf(schema: TSchema): ValidateFunction {
  const known = compiled.get(schema);
  if (known) return known;
  const validate = ajv.compile(schema);
  compiled.set(schema, validate);
  return validate;
}

/** Checks a value against a schema; the value comes back with its type, or the first problem with its place. */
export function check<S extends TSchema>(schema: S, value: unknown): Checked<Static<S>> {
  const validate = validatorOf(schema);
  if (validate(value)) return { ok: true, value: value as Static<S> };
  const problems = (validate.errors ?? []).map((error) => ({
    field: error.instancePath,
    reason: explain(error.keyword, error.message ?? 'is not valid', error.params),
  }));
  return { ok: false, problems };
}

function explain(keyword: string, message: string, params: Record<string, unknown>): string {
  if (keyword === 'additionalProperties')
    return `has an unknown field "${String(params.additionalProperty)}"`;
  if (keyword === 'enum') return `${message}: ${(params.allowedValues as unknown[]).join(', ')}`;
  return message;
}
