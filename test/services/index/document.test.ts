import { describe, expect, test } from '@jest/globals';
import { buildDocument } from '../../../services/index/document.ts';
import { describeMetadata } from '../../../shared/session/metadata/describe.ts';
import type { MetadataMap } from '../../../shared/session/metadata/types.ts';
import type { SessionRecord } from '../../../shared/session/record.ts';
import type { SessionDocument } from '../../../shared/session/search-document.ts';
import { file, manifest, record } from '../../make.ts';

function document(
  value: MetadataMap,
  more: { record?: Partial<SessionRecord>; paths?: readonly string[] } = {},
): SessionDocument {
  const files = (more.paths ?? ['a.dat']).map((path) => ({ ...file(path), version: 'v1' }));
  return buildDocument(
    record(more.record),
    manifest({ files }),
    describeMetadata({ format: 'json', value: { ...value }, notes: [] }),
  );
}

const attribute = (built: SessionDocument, key: string) => built.attrs.filter(({ k }) => k === key);

describe('the search document', () => {
  test('shows the record, and the core of the metadata', () => {
    const built = document(
      { subject: { name: 'Marta' }, recorded_at: '2026-03-02T09:41:00+01:00', duration: '10 min' },
      { record: { id: 's7', source: 'rig-2', revision: 4, recordedAt: '2020-01-01T00:00:00' } },
    );
    expect(built).toMatchObject({
      id: 's7',
      source: 'rig-2',
      revision: 4,
      subject: ['Marta'],
      recorded_at: '2026-03-02T08:41:00.000Z',
      duration_seconds: 600,
      format: 'json',
      bytes: record().manifest.bytes,
      stages: record().stages,
    });
  });

  test('takes the time from the folder’s name where the metadata says none', () => {
    expect(document({}, { record: { recordedAt: '2026-02-14T09:30:15' } }).recorded_at).toBe(
      '2026-02-14T09:30:15.000Z',
    );
    expect(document({})).not.toHaveProperty('recorded_at');
  });

  test('holds each value in every type that it can be searched by', () => {
    const built = document({
      Probe: { 'Sampling Rate': '20 kHz' },
      ok: true,
      at: '2026-01-01',
      n: [1, 'two'],
    });
    expect(attribute(built, 'Probe.Sampling Rate')).toEqual([
      {
        k: 'Probe.Sampling Rate',
        n: ['probe.samplingrate', 'samplingrate'],
        text: ['20 kHz'],
        kw: ['20 kHz'],
        num: [20],
        unit: 'kHz',
        base: [20_000],
        base_unit: 'Hz',
      },
    ]);
    expect(attribute(built, 'ok')).toMatchObject([{ bool: [true] }]);
    expect(attribute(built, 'at')).toMatchObject([{ date: ['2026-01-01T00:00:00.000Z'] }]);
    expect(attribute(built, 'n')).toMatchObject([{ text: ['1', 'two'], num: [1] }]);
  });

  test('keeps values of different units apart', () => {
    const built = document({ depth: ['1 mm', '2 mm', '3 um', 4] });
    expect(attribute(built, 'depth').map(({ unit, num }) => [unit, num])).toEqual([
      ['mm', [1, 2]],
      ['um', [3]],
      [undefined, [4]],
    ]);
  });

  test('knows a key that says nothing', () => {
    expect(attribute(document({ region: null }), 'region')).toEqual([{ k: 'region', n: ['region'] }]);
  });

  test('has one spelling for letters that are written in two ways', () => {
    expect(attribute(document({ name: 'Mu\u0308ller' }), 'name')).toMatchObject([
      { text: ['M\u00fcller'], kw: ['M\u00fcller'] },
    ]);
    expect(document({}, { paths: ['Mu\u0308ller.dat'] }).words).toEqual(['M\u00fcller.dat']);
  });

  test('holds the names of files, as many as are sensible', () => {
    expect(document({}, { paths: ['ephys/CA1.dat', 'log.txt'] }).words).toEqual(['ephys/CA1.dat', 'log.txt']);
    const many = document(
      {},
      { paths: Array.from({ length: 10_000 }, (_, n) => `folder/${'x'.repeat(90)}${n}`) },
    );
    expect(many.words.join('').length).toBeLessThan(300_000);
    expect(many.words.length).toBeGreaterThan(2000);
  });

  test('says every field in trouble, whoever found it', () => {
    const known = {
      field: 'recorded_at',
      value: '20210229',
      code: 'impossible-date',
      reason: 'No such day.',
    };
    const built = document({ at: '2021-02-30', duration: 'long' }, { record: { quarantined: [known] } });
    expect(built.quarantined.map(({ field, code }) => [field, code])).toEqual([
      ['recorded_at', 'impossible-date'],
      ['duration_seconds', 'not-a-duration'],
      ['at', 'impossible-date'],
    ]);
  });

  test('is the same for the same session', () => {
    const metadata = { b: 1, a: { c: ['x', 'y'] } };
    expect(document(metadata)).toEqual(document(metadata));
  });

  test('leaves out what the index cannot hold, and says so', () => {
    const built = document(
      Object.fromEntries(Array.from({ length: 9_000 }, (_, n) => [`k${n}`, ['1 Hz', '1 mV']])),
    );
    expect(built.attrs).toHaveLength(10_000);
    expect(built.quarantined).toMatchObject([{ field: 'k5000', value: '8000', code: 'too-many-attributes' }]);
  });
});
