import { expect, test } from '@jest/globals';
import Type from 'typebox';
import { compile, provide } from '../../../shared/schema/compiled.ts';

test('a schema has the validator that was provided for it', () => {
  const schema = Type.Object({ a: Type.Integer() });
  const validator = (): boolean => true;
  provide(schema, validator);
  expect(compile(schema)).toBe(validator);
});

test('a schema that none was provided for is named', () => {
  const schema = Type.Object({ neverExported: Type.Integer() });
  expect(() => compile(schema)).toThrow(/No validator was compiled .*neverExported/);
});
