import type { TSchema } from 'typebox';
import type { Validator } from './compile.ts';

const validators = new Map<TSchema, Validator>();

/** Hands over what was compiled when the bundle was made: one validator for each schema, by its identity. */
export function provide(schema: TSchema, validator: unknown): void {
  validators.set(schema, validator as Validator);
}

/**
 * The validator of a schema, in bundles: in the place of compile.ts.
 *
 * @throws where none was compiled in: the schema is not exported by any module, so that the bundler cannot find it.
 */
export function compile(schema: TSchema): Validator {
  const validator = validators.get(schema);
  if (validator) return validator;
  const text = JSON.stringify(schema);
  throw new Error(`No validator was compiled into this bundle for the schema ${text.slice(0, 300)}`);
}
