import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PROCESSING_ERRORS } from '../../services/preprocess/errors.ts';
import { pushSession } from '../../services/uploader/push.ts';
import { systemClock } from '../../shared/clients/clock.ts';
import { mapLimit } from '../../shared/service/parallel.ts';
import { describeMetadata } from '../../shared/session/metadata/describe.ts';
import { parseMetadata } from '../../shared/session/metadata/parse.ts';
import type { Attribute } from '../../shared/session/metadata/types.ts';
import { eventually, idsFound, openTestPlatform, type TestPlatform } from './world.ts';

const data = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const METADATA = new Set(['.json', '.jsonld', '.oebin']);

interface RealSession {
  readonly id: string;
  /** Relative to the data folder. */
  readonly file: string;
  readonly isMetadata: boolean;
}

async function realSessions(): Promise<RealSession[]> {
  const entries = await readdir(data, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(data.length));
  return files
    .filter((file) => !/(^|\/)(ORIGIN\.md|expected\.json)$/.test(file))
    .toSorted()
    .map((file, index) => ({
      id: `real-${String(index).padStart(3, '0')}`,
      file,
      isMetadata: file.startsWith('metadata/') && METADATA.has(extname(file)),
    }));
}

const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;

/** One query for each kind of value that the document has: a text, a number, a time. */
function ownQueries(attributes: readonly Attribute[]): string[] {
  const values = attributes.flatMap(({ key, values: list }) => list.map((value) => ({ key, value })));
  const text = values.find(
    ({ value }) =>
      value.num === undefined && value.date === undefined && /^[\p{L} ]{4,60}$/u.test(value.text),
  );
  const number = values.find(({ value }) => value.num !== undefined && Number.isFinite(value.num));
  const date = values.find(({ value }) => value.date !== undefined);
  return [
    ...(text ? [`${quoted(text.key)}: ${quoted(text.value.text)}`] : []),
    ...(number
      ? [`${quoted(number.key)} >= ${number.value.num} and ${quoted(number.key)} <= ${number.value.num}`]
      : []),
    ...(date
      ? [`${quoted(date.key)} >= ${date.value.date} and ${quoted(date.key)} <= ${date.value.date}`]
      : []),
  ];
}

const there = existsSync(data);
const suite = there ? describe : describe.skip;

suite(`real recordings and metadata${there ? '' : ' (skipped: ../shared/data is not there)'}`, () => {
  let platform: TestPlatform;
  let sessions: RealSession[];

  beforeAll(async () => {
    platform = await openTestPlatform();
    sessions = await realSessions();
    await mapLimit(sessions, 8, async ({ id, file, isMetadata }) => {
      const folder = join(platform.scratch, id);
      await mkdir(folder);
      await copyFile(join(data, file), join(folder, isMetadata ? 'metadata.json' : basename(file)));
      await pushSession({ folder, id, api: platform.api, clock: systemClock });
    });
    await eventually(
      async () => (await platform.api.find({ q: 'id: real*' })).total === sessions.length,
      'all are indexed',
    );
  }, 300_000);

  afterAll(() => platform.close());

  test('every one of them is stored, and in the inbox are only signals and tables that are none', async () => {
    expect(sessions.length).toBeGreaterThan(200);
    expect(await idsFound(platform.api, 'id: real*')).toEqual(sessions.map(({ id }) => id));
    await eventually(
      async () => (await platform.api.find({ processed: 'true' })).total === sessions.length,
      'all are processed',
    );
    const { failures } = await platform.api.failures({});
    expect(failures.filter(({ service }) => service !== 'preprocess')).toEqual([]);
    expect(failures.filter(({ cause }) => !(cause in PROCESSING_ERRORS))).toEqual([]);
  });

  test('every recording is found by the name of its file', async () => {
    const recordings = sessions.filter(({ isMetadata }) => !isMetadata);
    const missed = await mapLimit(recordings, 4, async ({ id, file }) =>
      (await idsFound(platform.api, quoted(basename(file)))).includes(id) ? [] : [file],
    );
    expect(missed.flat()).toEqual([]);
  });

  test('every document of metadata is found by its own values', async () => {
    const documents = sessions.filter(({ isMetadata }) => isMetadata);
    const asked: string[] = [];
    const missed = await mapLimit(documents, 4, async ({ id, file }) => {
      const parsed = parseMetadata(await readFile(join(data, file)), 'metadata.json');
      const queries = ownQueries(
        describeMetadata({ ...parsed, value: { ...parsed.value }, notes: [...parsed.notes] }).attributes,
      );
      asked.push(...queries);
      const found = await mapLimit(queries, 1, async (q) =>
        (await idsFound(platform.api, q)).includes(id) ? [] : [`${file}: ${q}`],
      );
      return found.flat();
    });
    expect(asked.length).toBeGreaterThan(documents.length);
    expect(missed.flat()).toEqual([]);
  });

  test('a misspelt word and a range find what was meant', async () => {
    const ids = await idsFound(platform.api, 'Koden~ and PowerLineFrequency: 49..51');
    const files = new Map(sessions.map(({ id, file }) => [id, file]));
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.every((id) => files.get(id)?.includes('ds004504'))).toBe(true);
  });
});
