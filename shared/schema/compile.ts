import { Ajv } from 'ajv';
import type { TSchema } from 'typebox';

/** What a validator says is wrong, as ajv words it. */
export interface SchemaError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Whether a value fits; `errors` are those of the last call. */
export interface Validator {
  (value: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}

/** The same here and where bundles compile: a value that fits on a workstation fits on Lambda. */
export const AJV_OPTIONS = { allErrors: false, strict: true, allowUnionTypes: true } as const;

const ajv = new Ajv(AJV_OPTIONS);
const compiled = new WeakMap<TSchema, Validator>();

/**
 * The validator of a schema, compiled once and kept: compiling costs milliseconds, checking microseconds. Bundles have
 * compiled.ts in the place of this module, and no ajv.
 */
export function compile(schema: TSchema): Validator {
  const known = compiled.get(schema);
  if (known) return known;
  const validate = ajv.compile(schema) as Validator;
  compiled.set(schema, validate);
  return validate;
}
