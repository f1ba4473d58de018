import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dump } from 'js-yaml';
import { flattenMetadata, MAX_ATTRIBUTES, MAX_VALUES } from '../../../../shared/session/metadata/flatten.ts';
import { inferScalar } from '../../../../shared/session/metadata/infer.ts';
import { parseMetadata } from '../../../../shared/session/metadata/parse.ts';
import type { MetadataMap, MetadataValue } from '../../../../shared/session/metadata/types.ts';

/** Keys with the texts of their values. */
const texts = (value: MetadataMap) =>
  Object.fromEntries(
    flattenMetadata(value).attributes.map(({ key, values }) => [key, values.map(({ text }) => text)]),
  );

describe('flattenMetadata', () => {
  test('gives dotted paths with typed values', () => {
    expect(flattenMetadata({ subject: { id: 'm1', weight: '24.6' }, rate: 30000, ok: true })).toEqual({
      attributes: [
        { key: 'subject.id', values: [{ text: 'm1' }] },
        { key: 'subject.weight', values: [{ text: '24.6', num: 24.6 }] },
        { key: 'rate', values: [{ text: '30000', num: 30000 }] },
        { key: 'ok', values: [{ text: 'true', bool: true }] },
      ],
      quarantined: [],
    });
  });

  test('leaves list indices out, so that lists of objects merge by path', () => {
    const channels = [{ name: 'CH1', gain: 2 }, { name: 'CH2', gain: 2 }, [{ name: 'CH3' }]];
    expect(texts({ channels, matrix: [[1, 2], [3]] })).toEqual({
      'channels.name': ['CH1', 'CH2', 'CH3'],
      'channels.gain': ['2'],
      matrix: ['1', '2', '3'],
    });
  });

  test('keeps a value of a key once', () => {
    expect(texts({ a: ['x', 'x', 5, '5', 'X'] })).toEqual({ a: ['x', '5', 'X'] });
  });

  test('keeps a key that says nothing', () => {
    expect(texts({ a: null, b: '', c: 'n/a', d: [], e: {}, f: { g: [null] } })).toEqual({
      a: [],
      b: [],
      c: [],
      d: [],
      e: [],
      'f.g': [],
    });
  });

  test('reads pairs of number and unit, and {"$date": …}', () => {
    const { attributes } = flattenMetadata({
      pitch: [2.5e-5, 'm'],
      sizes: [
        [1, 'mm'],
        [2, 'mm'],
      ],
      created: { $date: '2020-12-11T12:43:00.000Z' },
      updated: { $date: 1607690580000 },
    });
    expect(attributes).toEqual([
      { key: 'pitch', values: [{ text: '0.000025 m', num: 2.5e-5, unit: 'm' }] },
      {
        key: 'sizes',
        values: [
          { text: '1 mm', num: 1, unit: 'mm' },
          { text: '2 mm', num: 2, unit: 'mm' },
        ],
      },
      { key: 'created', values: [{ text: '2020-12-11T12:43:00.000Z', date: '2020-12-11T12:43:00.000Z' }] },
      { key: 'updated', values: [{ text: '2020-12-11T12:43:00.000Z', date: '2020-12-11T12:43:00.000Z' }] },
    ]);
  });

  test.each<[MetadataMap, Record<string, string[]>]>([
    [{ 'a.b': 1, a: { b: 2 } }, { 'a.b': ['1', '2'] }],
    [
      { $ref: 'x', '@id': 'y' },
      { $ref: ['x'], '@id': ['y'] },
    ],
    [{ '': { '': 'x' } }, { '"".""': ['x'] }],
    [
      { Age: 1, age: 2, a_ge: 3 },
      { Age: ['1'], age: ['2'], a_ge: ['3'] },
    ],
    [{ created: { $date: true } }, { 'created.$date': ['true'] }],
    [{ created: { $date: 'x', other: 1 } }, { 'created.$date': ['x'], 'created.other': ['1'] }],
  ])('keeps unusual keys: %j', (value, expected) => {
    expect(texts(value)).toEqual(expected);
  });

  test('keeps hostile keys as plain values', () => {
    const { value } = parseMetadata(
      Buffer.from('{"__proto__": {"constructor": 1}, "toString": 2}'),
      'm.json',
    );
    expect(flattenMetadata(value).attributes.map(({ key }) => key)).toEqual([
      '__proto__.constructor',
      'toString',
    ]);
  });

  test('quarantines a field whose value cannot be what it seems, and keeps its text', () => {
    const { attributes, quarantined } = flattenMetadata({
      subject: { born: ['2021-02-29', '2021-02-30', '2021-02-28'] },
      noise: Number.NaN,
    });
    expect(attributes[0]?.values.map(({ text }) => text)).toEqual(['2021-02-29', '2021-02-30', '2021-02-28']);
    expect(quarantined).toEqual([
      {
        field: 'subject.born',
        value: '2021-02-29',
        code: 'impossible-date',
        reason: '"2021-02-29" is no possible date and time. (and 1 more of this field)',
      },
      { field: 'noise', value: 'NaN', code: 'not-finite', reason: expect.any(String) },
    ]);
  });
});

describe('bounds', () => {
  const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);
  const keys = (count: number, value: MetadataValue) =>
    Object.fromEntries(numbers(count).map((n) => [`k${n}`, value]));

  test('1,000 values of a key, the number of the rest is said', () => {
    expect(flattenMetadata({ a: numbers(MAX_VALUES) }).quarantined).toEqual([]);
    const { attributes, quarantined } = flattenMetadata({ a: [...numbers(MAX_VALUES + 7), 3] });
    expect(attributes[0]?.values).toHaveLength(MAX_VALUES);
    expect(quarantined).toEqual([
      { field: 'a', value: '7', code: 'too-many-values', reason: expect.any(String) },
    ]);
  });

  test('9,500 keys, the rest is named', () => {
    expect(flattenMetadata(keys(MAX_ATTRIBUTES, 1)).quarantined).toEqual([]);
    const { attributes, quarantined } = flattenMetadata({
      ...keys(MAX_ATTRIBUTES, 1),
      x: { y: 1 },
      z: [1, 2],
      k0: 2,
    });
    expect(attributes).toHaveLength(MAX_ATTRIBUTES);
    expect(quarantined).toEqual([
      { field: 'x.y', value: '2', code: 'too-many-attributes', reason: expect.any(String) },
    ]);
  });

  test('512 bytes of a key, the rest is cut', () => {
    const { attributes, quarantined } = flattenMetadata({ ['k'.repeat(600)]: 'x' });
    expect(attributes).toEqual([{ key: 'k'.repeat(512), values: [{ text: 'x' }] }]);
    expect(quarantined).toMatchObject([{ code: 'key-too-long' }]);
  });

  test('200 characters of a quarantined value', () => {
    const { quarantined } = flattenMetadata({ a: '😀'.repeat(20_000) });
    expect(quarantined).toMatchObject([
      { code: 'text-too-long', value: expect.stringMatching(/^😀{99}.?…$/u) },
    ]);
    expect(quarantined[0]?.value.length).toBe(200);
  });

  test('1,000 quarantined fields, the rest is counted', () => {
    const { attributes, quarantined } = flattenMetadata(keys(1200, 'NaN'));
    expect(attributes).toHaveLength(1200);
    expect(quarantined).toHaveLength(1001);
    expect(quarantined.at(-1)).toMatchObject({ code: 'too-many-quarantined', value: '200' });
  });

  test('any depth', () => {
    let deep: MetadataValue = 'x';
    for (let level = 0; level < 20_000; level += 1) deep = [deep];
    expect(texts({ a: deep })).toEqual({ a: ['x'] });
  });
});

describe('any metadata', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 8 });
  const number = fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter((num) => !Object.is(num, -0) && (!Number.isInteger(num) || Number.isSafeInteger(num)));
  const scalar = fc.oneof(
    text,
    number,
    fc.boolean(),
    fc.constantFrom(null, '2021-02-29', '5 mV', 'NaN', 'm', '7'),
  );
  const { tree } = fc.letrec<{ tree: MetadataValue; map: MetadataMap }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      scalar,
      tie('map'),
      fc.array(tie('tree'), { maxLength: 4 }),
    ),
    map: fc.dictionary(text, tie('tree'), { maxKeys: 4 }),
  }));
  const metadata = fc.dictionary(text, tree, { maxKeys: 5 });

  test('gives the same attributes twice', () => {
    fc.assert(
      fc.property(metadata, (value) => {
        expect(flattenMetadata(structuredClone(value))).toEqual(flattenMetadata(value));
      }),
    );
  });

  test('has each of its scalars under its path', () => {
    fc.assert(
      fc.property(metadata, (value) => {
        const { attributes } = flattenMetadata(value);
        const byKey = new Map(attributes.map((attribute) => [attribute.key, attribute.values]));
        for (const [path, leaf] of scalarsOf(value)) {
          const values = byKey.get(path);
          const wanted = inferScalar(leaf).value;
          expect(values).toBeDefined();
          if (!wanted) continue;
          const isThere = values?.some(
            ({ text, num, unit }) =>
              text === wanted.text || (unit !== undefined && (num === wanted.num || unit === wanted.text)),
          );
          expect({ path, leaf, isThere }).toEqual({ path, leaf, isThere: true });
        }
      }),
      { numRuns: 300 },
    );
  });

  test('has the same attributes whether it comes as JSON or as YAML', () => {
    fc.assert(
      fc.property(metadata, (value) => {
        const json = parseMetadata(Buffer.from(JSON.stringify(value)), 'metadata.json');
        const yaml = parseMetadata(Buffer.from(dump(value)), 'metadata.yaml');
        expect(yaml.format).toBe('yaml');
        expect(flattenMetadata(yaml.value)).toEqual(flattenMetadata(json.value));
      }),
    );
  });
});

function* scalarsOf(node: MetadataValue, path = ''): Generator<[string, null | boolean | number | string]> {
  if (typeof node !== 'object' || node === null) yield [path, node];
  else if (Array.isArray(node)) for (const item of node) yield* scalarsOf(item, path);
  else {
    for (const [key, item] of Object.entries(node))
      yield* scalarsOf(item, `${path && `${path}.`}${key || '""'}`);
  }
}
