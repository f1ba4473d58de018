import fc from 'fast-check';

type Shape = Readonly<Record<string, unknown>>;

/** Values that a schema of the API probably accepts, at its limits as well as within them. */
export function acceptedValues(schema: unknown): fc.Arbitrary<unknown> {
  const { type, properties, required, items, enum: listed, anyOf, const: only, pattern } = schema as Shape;
  if (only !== undefined) return fc.constant(only);
  if (Array.isArray(listed)) return fc.constantFrom(...listed);
  if (Array.isArray(anyOf)) return fc.oneof(...anyOf.map(acceptedValues));
  if (type === 'object') return objects(properties as Shape, required as string[] | undefined);
  if (type === 'array')
    return fc.array(acceptedValues(items), { maxLength: Math.min(3, numberOf(schema, 'maxItems', 3)) });
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer' || type === 'number') {
    const [min, max] = [numberOf(schema, 'minimum', -1000), numberOf(schema, 'maximum', 1000)];
    return fc.oneof(fc.constantFrom(min, max), fc.integer({ min, max }));
  }
  if (type !== 'string') throw new Error(`No values for ${JSON.stringify(schema)}.`);
  return typeof pattern === 'string' ? fc.stringMatching(new RegExp(pattern)) : texts(schema);
}

const objects = (properties: Shape, required: readonly string[] = []): fc.Arbitrary<unknown> =>
  fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, acceptedValues(each)])),
    { requiredKeys: [...required] },
  );

/** Also as long as may be, of characters that are two units in UTF-16. */
function texts(schema: unknown): fc.Arbitrary<string> {
  const [minLength, maxLength] = [numberOf(schema, 'minLength', 0), numberOf(schema, 'maxLength', 20)];
  return fc.oneof(
    { weight: 8, arbitrary: fc.string({ unit: 'binary', minLength, maxLength: Math.min(maxLength, 20) }) },
    { weight: 1, arbitrary: fc.constant('🫀'.repeat(maxLength)) },
  );
}

function numberOf(schema: unknown, keyword: string, otherwise: number): number {
  const value = (schema as Shape)[keyword];
  return typeof value === 'number' ? value : otherwise;
}
