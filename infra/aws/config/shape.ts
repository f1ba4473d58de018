import type { TSchema } from 'typebox';
import { check } from '../../../shared/schema/validate.ts';

/** One mistake in the configuration: which key, and what is allowed. */
export interface ConfigProblem {
  /** As `pulumi config set --path` takes it: `sessions:search.instanceType`. */
  readonly key: string;
  readonly reason: string;
}

/** What of JSON Schema the configuration uses. */
export type Shape = TSchema & {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly patternProperties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
};

/** What a key takes, in words. */
export function allowed(shape: Shape): string {
  if (shape.const !== undefined) return String(shape.const);
  if (shape.anyOf) return shape.anyOf.map(allowed).join(' or ');
  if (shape.properties) return `an object with ${Object.keys(shape.properties).join(', ')}`;
  if (shape.patternProperties) {
    const [of] = Object.values(shape.patternProperties);
    return `an object whose values are ${of ? allowed(of) : 'anything'}`;
  }
  if (shape.items) {
    const least = shape.minItems ? ` of at least ${shape.minItems}` : '';
    return `a list${least}: each ${allowed(shape.items)}`;
  }
  if (shape.type === 'string') return 'text';
  return (shape.type === 'integer' ? 'a whole number' : 'a number') + range(shape);
}

function range({ minimum, maximum }: Shape): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  return minimum === undefined ? '' : ` of at least ${minimum}`;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value as it was given, short enough for one line. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

/** Every place where a value departs from its shape: all at once, where a validator would stop at the first. */
export function shapeProblems(shape: Shape, value: unknown, key: string): readonly ConfigProblem[] {
  if (value === undefined) return [{ key, reason: `is missing. Allowed: ${allowed(shape)}.` }];
  if (shape.properties && isObject(value)) return objectProblems(shape.properties, shape, value, key);
  if (check(shape, value).ok) return [];
  return [{ key, reason: `is ${shown(value)}. Allowed: ${allowed(shape)}.` }];
}

function objectProblems(
  properties: Readonly<Record<string, Shape>>,
  { required = [] }: Shape,
  value: Record<string, unknown>,
  key: string,
): readonly ConfigProblem[] {
  const child = (name: string): string => (key.endsWith(':') ? key + name : `${key}.${name}`);
  const known = Object.entries(properties).flatMap(([name, shape]) =>
    value[name] === undefined && !required.includes(name)
      ? []
      : shapeProblems(shape, value[name], child(name)),
  );
  const unknown = Object.keys(value)
    .filter((name) => !Object.hasOwn(properties, name))
    .map((name) => ({
      key: child(name),
      reason: `is no key of the platform. Allowed: ${Object.keys(properties).join(', ')}.`,
    }));
  return [...known, ...unknown];
}
