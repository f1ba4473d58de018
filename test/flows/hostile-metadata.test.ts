import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { MetadataMap } from '../../shared/session/metadata/types.ts';
import { openTestEngine, sessionDocument, type TestEngine } from './engine.ts';

let world: TestEngine;

beforeAll(async () => {
  world = await openTestEngine();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const letters = (length: number, letter = 'x'): string => letter.repeat(length);

/** Metadata that broke indices of others, or could. */
const HOSTILE: Readonly<Record<string, MetadataMap>> = {
  'text of a megabyte': { notes: letters(1_000_000) },
  'text whose lower case is longer': { notes: letters(16_000, 'İ') },
  'text without spaces, in three bytes a letter': { notes: letters(40_000, '鼠') },
  'more keys than nested documents': Object.fromEntries(
    Array.from({ length: 12_000 }, (_, n) => [`key ${n}`, n]),
  ),
  'more units than nested documents': Object.fromEntries(
    Array.from({ length: 9_000 }, (_, n) => [`k${n}`, ['1 Hz', '1 kHz', '1 mV']]),
  ),
  'more bytes than a request takes': {
    list: Array.from({ length: 900 }, (_, n) => `${n} ${letters(30_000)}`),
  },
  'more values than anyone needs': { samples: Array.from({ length: 90_000 }, (_, n) => n / 7) },
  'one key with every type': {
    age: [18, '21.5', '89+', null, true, '2026-01-01', { value: 3, unit: 'y' }, [], 'n/a'],
  },
  'numbers at the ends': {
    n: [1e308, -1e308, 5e-324, Number.MAX_SAFE_INTEGER, '1e400', '9'.repeat(100), '1e308 kHz'],
  },
  'dates at the ends': {
    d: ['0001-01-01', '9999-12-31T23:59:59.999Z', '2021-02-29', '10000-01-01', '0000-01-01'],
  },
  'keys of all kinds': {
    '': 1,
    '.': 2,
    '..': 3,
    $date: 4,
    a: { '': { '.b': 5 } },
    _id: 6,
    __proto__: 7,
    '\u0000': 8,
  },
  'a key of a kilobyte': { [letters(5_000, 'k')]: 1 },
  'control characters and halves of characters': { text: ['\u0000\u0007', '\ud800', '\udc00x', '\ufffe'] },
};

describe('no metadata keeps a session out of the index', () => {
  test.each(Object.entries(HOSTILE))('%s', async (name, metadata) => {
    const id = name.replaceAll(' ', '-');
    expect(await world.engine.write(world.alias, [sessionDocument(id, metadata)])).toEqual([
      { id, state: 'written' },
    ]);
    await world.engine.refresh(world.alias);
    const { hits } = await world.engine.search({
      index: world.alias,
      body: { query: { term: { id } }, _source: ['id'] },
    });
    expect(hits).toMatchObject([{ id }]);
  });

  test('what is left out is said', () => {
    const { body } = sessionDocument('full', HOSTILE['more bytes than a request takes'] ?? {});
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(10 * 1024 * 1024);
    expect(body.quarantined).toEqual(
      expect.arrayContaining([expect.objectContaining({ code: 'too-many-attributes' })]),
    );
  });

  test('random metadata is taken, every single one', async () => {
    const metadata = fc.dictionary(
      fc.string({ unit: 'binary' }),
      fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }),
      { maxKeys: 8 },
    );
    const documents = fc
      .sample(metadata, { numRuns: 300, seed: 7 })
      .map((value, n) => sessionDocument(`random-${n}`, value as MetadataMap));
    const results = await world.engine.write(world.alias, documents);
    expect(results.filter(({ state }) => state !== 'written')).toEqual([]);
  });
});
