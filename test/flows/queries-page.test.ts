import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exampleSessions } from '../../infra/local/examples/index.ts';
import { buildDocument } from '../../services/index/document.ts';
import { findSessions } from '../../services/search/find.ts';
import type { SearchDocument } from '../../shared/ports/search.ts';
import { describeMetadata } from '../../shared/session/metadata/describe.ts';
import { parseMetadata } from '../../shared/session/metadata/parse.ts';
import { shownQueries } from '../docs/queries.ts';
import { manifest, record } from '../make.ts';
import { openTestEngine, type TestEngine } from './engine.ts';

let world: TestEngine;

beforeAll(async () => {
  world = await openTestEngine();
  await world.index(
    ...(await Promise.all((await exampleSessions()).map(({ folder, id }) => documentOf(folder, id)))),
  );
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** The document that a push of the folder leads to. */
async function documentOf(folder: string, id: string): Promise<SearchDocument> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const sizes = await Promise.all(paths.map(async (path) => (await stat(join(folder, path))).size));
  const metadataFile = paths.find((path) => /^metadata\.\w+$/.test(path)) ?? '';
  const { format, value, notes } = parseMetadata(await readFile(join(folder, metadataFile)), metadataFile);
  const truth = record({
    id,
    source: 'examples',
    manifest: { sha256: '', files: paths.length, bytes: sizes.reduce((sum, size) => sum + size, 0) },
    quarantined:
      id === '20210229_161221'
        ? [{ field: 'recorded_at', value: id, code: 'impossible-date', reason: 'No such day.' }]
        : [],
  });
  const files = paths.map((path) => ({ path, size: 0, crc32: '00000000', version: 'v1' }));
  const description = describeMetadata({ format, value: { ...value }, notes: [...notes] });
  return { id, version: 1, body: buildDocument(truth, manifest({ files }), description) };
}

describe('every query that docs/queries.md shows finds something in the example sessions', () => {
  test.each(shownQueries)('%s', async (text) => {
    const now = new Date('2026-03-10T12:00:00Z');
    const { sessions } = await findSessions(world.engine, {
      text,
      sources: '*',
      now,
      size: 100,
      index: world.alias,
    });
    expect(sessions).not.toEqual([]);
  });
});
