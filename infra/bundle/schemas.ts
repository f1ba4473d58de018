import { pathToFileURL } from 'node:url';
import type { TSchema } from 'typebox';

/** A schema, and how a module that imports everything from `module` reaches it. */
export interface FoundSchema {
  readonly schema: TSchema;
  /** Path in the project. */
  readonly module: string;
  /** Name of the export, then of properties: `['EVENTS', 'SessionMigrated', 'data']`. */
  readonly path: readonly string[];
}

/** How deep tables are searched: a route's schema is at `service.manifest.on.http[0].body`. */
const DEPTH = 6;

/**
 * Every schema that modules export, each once: constants, and what is in exported tables and services. A schema's own
 * parts are not searched, since nothing is checked against them alone.
 *
 * @param kept names of exports to look at, by module.
 */
export async function findSchemas(
  root: string,
  kept: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<readonly FoundSchema[]> {
  const found = new Map<TSchema, FoundSchema>();
  for (const [module, names] of [...kept].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const exported: object = await import(pathToFileURL(`${root}/${module}`).href);
    for (const [schema, path] of schemasIn(exported)) {
      if (names.has(path[0] ?? '') && !found.has(schema)) found.set(schema, { schema, module, path });
    }
  }
  return [...found.values()];
}

function* schemasIn(
  value: unknown,
  path: readonly string[] = [],
  seen = new Set<object>(),
): Generator<readonly [TSchema, readonly string[]]> {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  if (isSchema(value)) yield [value, path];
  else if (path.length < DEPTH && isTable(value))
    for (const [name, part] of Object.entries(value)) yield* schemasIn(part, [...path, name], seen);
}

/** TypeBox marks what it makes; its own `IsSchema` takes any object for a schema. */
const isSchema = (value: object): value is TSchema => '~kind' in value;

/** Arrays, plain objects and modules; of anything else, such as a Map or a client, the inside is its own business. */
function isTable(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
