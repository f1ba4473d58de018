/** What API Gateway validates a request body with: the part of JSON Schema draft 4 that its models take. */
export interface GatewaySchema {
  type?: string | string[];
  enum?: unknown[];
  properties?: Record<string, GatewaySchema>;
  required?: string[];
  items?: GatewaySchema;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
}

type Shape = Readonly<Record<string, unknown>>;

/** Larger ones are no limits to what a number of JSON can be, and 32 bits are what every validator reads. */
const MAX_LIMIT = 2 ** 31 - 1;

/**
 * A schema of ours as the gateway can hold it. Whatever it cannot say, or might count otherwise than we do, is left
 * out or made wider: the gateway turns away what is certainly wrong, the service judges the rest and names the field.
 *
 * Left out: `pattern` (another engine), `additionalProperties`, `minItems`, `maxItems`, `anyOf`, `oneOf`, `allOf`
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html).
 */
export function gatewaySchema(schema: unknown): GatewaySchema {
  const { type, properties, required, items, minLength, minimum, maximum, ...rest } = schema as Shape;
  const values = valuesOf(rest);
  return {
    ...(typeof type === 'string' && { type: wider(type) }),
    ...(Array.isArray(type) && { type: type.map(wider) }),
    ...(values && { enum: values }),
    ...(isShape(properties) && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, gatewaySchema(property)]),
      ),
    }),
    // Draft 4 wants at least one name.
    ...(Array.isArray(required) && required.length > 0 && { required: [...required] }),
    ...(isShape(items) && { items: gatewaySchema(items) }),
    ...(typeof minLength === 'number' && { minLength }),
    // We count code points; who counts UTF-16 units finds at most twice as many.
    ...(typeof rest.maxLength === 'number' && { maxLength: rest.maxLength * 2 }),
    ...(isLimit(minimum) && { minimum }),
    ...(isLimit(maximum) && { maximum }),
  };
}

/** Draft 4 takes `1.0` for no integer; we do. */
const wider = (type: string): string => (type === 'integer' ? 'number' : type);

/** The values that `enum`, `const`, or a union of constants allow. */
function valuesOf({ enum: listed, const: only, anyOf }: Shape): unknown[] | undefined {
  if (Array.isArray(listed)) return [...listed];
  if (only !== undefined) return [only];
  if (!Array.isArray(anyOf) || !anyOf.every((each) => isShape(each) && 'const' in each)) return undefined;
  return anyOf.map((each: Shape) => each.const);
}

const isShape = (value: unknown): value is Shape => typeof value === 'object' && value !== null;

const isLimit = (value: unknown): value is number =>
  typeof value === 'number' && Math.abs(value) <= MAX_LIMIT;
