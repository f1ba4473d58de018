import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { TSchema } from 'typebox';
import { buildEntries } from '../../../infra/bundle/build.ts';
import { type FoundSchema, findSchemas } from '../../../infra/bundle/schemas.ts';
import { validatorModule } from '../../../infra/bundle/validators.ts';
import { BeginSchema } from '../../../shared/api/uploads.ts';
import { EVENTS } from '../../../shared/events/catalog.ts';
import { EnvelopeSchema } from '../../../shared/events/envelope.ts';
import { check } from '../../../shared/schema/validate.ts';
import { ManifestSchema } from '../../../shared/session/manifest.ts';
import { SessionRecordSchema } from '../../../shared/session/record.ts';
import { event, manifest, record } from '../../make.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url)).replace(/\/$/, '');

/** What the entry below exports: the same schemas, and the check that bundles have. */
const MODULES = {
  'shared/session/manifest.ts': ['ManifestSchema'],
  'shared/session/record.ts': ['SessionRecordSchema'],
  'shared/events/envelope.ts': ['EnvelopeSchema'],
  'shared/events/catalog.ts': ['EVENTS'],
  'services/ingest/routes.ts': ['routes'],
} as const;

interface Bundled {
  check: typeof check;
  ManifestSchema: TSchema;
  SessionRecordSchema: TSchema;
  EnvelopeSchema: TSchema;
  EVENTS: typeof EVENTS;
  routes: readonly { body?: TSchema }[];
}

let folder: string;
let found: readonly FoundSchema[];
let bundled: Bundled;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sessions-validators-'));
  const kept = Object.entries(MODULES).map(([module, names]) => [module, new Set<string>(names)] as const);
  found = await findSchemas(root, new Map(kept));
  const exported = Object.entries(MODULES).map(
    ([module, names]) => `export { ${names.join(', ')} } from './${module}';`,
  );
  const entry = [
    "import 'validators:all';",
    "export { check } from './shared/schema/validate.ts';",
    ...exported,
  ];
  const [built] = await buildEntries(root, new Map([['all', entry.join('\n')]]), {
    minify: true,
    validators: new Map([['all', validatorModule(found)]]),
  });
  const file = join(folder, 'index.mjs');
  await writeFile(file, built?.code.contents ?? '');
  bundled = await import(pathToFileURL(file).href);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('schemas are found as constants, in tables and in routes, each once', () => {
  const paths = found.map(({ path }) => path.join('.'));
  expect(paths).toContain('ManifestSchema');
  expect(paths).toContain('EVENTS.SessionMigrated.data');
  expect(paths).toContain('routes.1.body');
  expect(new Set(found.map(({ schema }) => schema)).size).toBe(found.length);
  expect(found.find(({ path }) => path.join('.') === 'routes.1.body')?.schema).toBe(BeginSchema);
});

test('what is not kept is not compiled', async () => {
  const some = await findSchemas(
    root,
    new Map([['shared/session/manifest.ts', new Set(['ManifestSchema'])]]),
  );
  expect(some.map(({ path }) => path.join('.'))).toEqual(['ManifestSchema']);
});

describe('a validator that was compiled beforehand', () => {
  const begin = { source: 'rig-1', files: [{ path: 'a.dat', size: 3 }] };
  const migrated = { sessionId: 's1' };
  const samples: readonly (readonly [string, TSchema, (from: Bundled) => TSchema | undefined, unknown])[] = [
    ['a manifest', ManifestSchema, (from) => from.ManifestSchema, manifest()],
    ['a record', SessionRecordSchema, (from) => from.SessionRecordSchema, record()],
    ['an envelope', EnvelopeSchema, (from) => from.EnvelopeSchema, event()],
    ['an event', EVENTS.SessionMigrated.data, (from) => from.EVENTS.SessionMigrated.data, migrated],
    ['the beginning of an upload', BeginSchema, (from) => from.routes[1]?.body, begin],
  ];

  test.each(samples)('takes %s', (_, __, schemaIn, value) => {
    expect(bundled.check(schemaIn(bundled) ?? {}, value)).toMatchObject({ ok: true });
  });

  test.each(samples)('says of %s with one part changed what ajv says', (_, schema, schemaIn, value) => {
    const same = schemaIn(bundled) ?? {};
    fc.assert(
      fc.property(changed(value), (other) => {
        expect(bundled.check(same, other)).toEqual(check(schema, other));
      }),
      { numRuns: 200 },
    );
  });
});

/** The value with any one part of it replaced by any JSON, or taken out. */
function changed(value: unknown): fc.Arbitrary<unknown> {
  const paths = [...pathsIn(value)];
  return fc
    .tuple(fc.constantFrom(...paths), fc.option(fc.jsonValue(), { nil: undefined }))
    .map(([path, part]) => {
      const copy = structuredClone({ value });
      const keys = ['value', ...path];
      const last = keys.pop() ?? '';
      const parent = keys.reduce<Record<string, unknown>>(
        (object, key) => object[key] as Record<string, unknown>,
        copy,
      );
      if (part === undefined) delete parent[last];
      else parent[last] = part;
      return copy.value;
    });
}

function* pathsIn(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) yield* pathsIn(part, [...path, key]);
}
