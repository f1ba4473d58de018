import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import type { TSchema } from 'typebox';
import { modelName, routesOf } from '../../../infra/aws/openapi.ts';
import { type GatewaySchema, gatewaySchema } from '../../../infra/aws/openapi-schema.ts';
import { services } from '../../../services/registry.ts';
import { check } from '../../../shared/schema/validate.ts';
import { acceptedValues } from './accepted-values.ts';

const bodies = routesOf(services.map(({ manifest }) => manifest)).flatMap(({ route }) =>
  route.body ? [[modelName(route), route.body] as const] : [],
);

/** The gateway's judgement, by the strictest reading of its schema: lengths in UTF-16 units. */
function gateway(schema: TSchema): (value: unknown) => boolean {
  const validate = new Ajv({ strict: true, unicode: false, logger: false }).compile(gatewaySchema(schema));
  return (value) => validate(value) as boolean;
}

/** A schema and all that are in it. */
const all = (schema: GatewaySchema): readonly GatewaySchema[] => [
  schema,
  ...Object.values(schema.properties ?? {}).flatMap(all),
  ...(schema.items ? all(schema.items) : []),
];

test('there are routes with a body', () => {
  expect(bodies.length).toBeGreaterThanOrEqual(5);
});

describe.each(bodies)('the model %s', (_, schema) => {
  test('refuses nothing that the service accepts', () => {
    const passes = gateway(schema);
    fc.assert(
      fc.property(acceptedValues(schema), (value) => {
        fc.pre(check(schema, value).ok);
        expect(passes(value)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('refuses an object without what is required, and what is no object', () => {
    const passes = gateway(schema);
    expect(passes([])).toBe(false);
    expect(passes('text')).toBe(false);
    const required = (schema as { required?: string[] }).required ?? [];
    if (required.length > 0) expect(passes({})).toBe(false);
  });

  test('says nothing that API Gateway cannot hold or counts otherwise', () => {
    const allowed = ['type', 'enum', 'properties', 'required', 'items'];
    const limits = ['minLength', 'maxLength', 'minimum', 'maximum'];
    for (const each of all(gatewaySchema(schema))) {
      for (const keyword of Object.keys(each)) expect([...allowed, ...limits]).toContain(keyword);
      expect(each.type).not.toBe('integer');
      expect(each.required).not.toEqual([]);
    }
  });
});

test('a text is as long as the service counts it, not as the gateway does', () => {
  const schema = { type: 'string', maxLength: 2 } as unknown as TSchema;
  expect(check(schema, '🫀🫀').ok).toBe(true);
  expect(gateway(schema)('🫀🫀')).toBe(true);
});

test('a union of constants is their list, any other union is left to the service', () => {
  expect(gatewaySchema({ anyOf: [{ const: 'a' }, { const: 'b' }] })).toEqual({ enum: ['a', 'b'] });
  expect(gatewaySchema({ anyOf: [{ const: 'a' }, { type: 'number' }] })).toEqual({});
  expect(gatewaySchema({ const: 7 })).toEqual({ enum: [7] });
});
