import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SORT } from '../../services/search/page.ts';
import { compileQuery } from '../../shared/query/opensearch/compile.ts';
import { parseQuery } from '../../shared/query/parse.ts';
import { openTestEngine, sessionDocument, type TestEngine } from './engine.ts';

const now = new Date('2026-03-10T12:00:00Z');
const MB = 1_000_000;

/** Metadata as four laboratories write them. */
const documents = [
  sessionDocument(
    'marta-ecg',
    {
      subject: { name: 'Marta López', age: 34, sex: 'F', weight: 61.5 },
      recorded_at: '2026-03-02T09:41:00+01:00',
      stage: { processed: '2026-03-02', verified: true },
      experimenter: 'Lena Hoffmann',
      rig: 'aurora',
      task: 'rest, supine',
      ecg: { lead: 'MLII', sampling_frequency: 360, gain: '200 adu/mV', baseline: 1024, duration: '10 min' },
      recording_duration: 600,
      notes: 'Normal sinus rhythm. Electrodes changed before this recording.',
      consent: true,
    },
    {
      record: { source: 'clinic', manifest: { sha256: '', files: 3, bytes: 640 * MB } },
      files: ['marta_rest.mat', 'MLII/8 Bigeminy/marta (3).mat'],
    },
  ),
  sessionDocument(
    'rat-l07',
    {
      subject: { name: 'L07', species: 'Rattus norvegicus', age: 'P5M' },
      recorded_at: '2026-01-22T14:03:00+01:00',
      experimenter: ['Aiko Sato', 'Lena Hoffmann'],
      rig: 'delta',
      task: 'linear track',
      region: 'hippocampus CA1',
      probe: { manufacturer: 'Intan', sampling_rate: '20 kHz', depth: [1850, 'um'] },
    },
    {
      record: { source: 'ephys', manifest: { sha256: '', files: 12, bytes: 90 * MB } },
      files: ['ephys/CA1_left-03.dat', 'l07_events.tsv'],
    },
  ),
  sessionDocument(
    'mouse-m112',
    {
      'subject.name': 'M112',
      region: ['V1', 'LM'],
      Versuchsleiter: 'Jürgen Weiß',
      recorded_at: '2026-02-05 10:12:00',
      SamplingFrequency: '20000.0',
      temperature: '37.0 °C',
      comment: 'C++ acquisition; 50% of V2 lost',
      'path.raw': 'C:\\data\\run1',
    },
    { record: { source: 'ephys', manifest: { sha256: '', files: 1, bytes: 4 * MB } } },
  ),
  sessionDocument(
    '20210229_161221',
    {
      TaskName: 'eyesclosed',
      subject: { id: 'rat-l07' },
      format: 'edf',
      age: 71,
      region: null,
      date: '2021-02-29',
    },
    {
      record: {
        source: 'eeg',
        stages: { archived: '2026-03-09T08:00:00.000Z', processed: '2026-03-09T09:00:00.000Z' },
        quarantined: [
          { field: 'recorded_at', value: '20210229_161221', code: 'impossible-date', reason: 'No such day.' },
        ],
      },
    },
  ),
];
const [marta, rat, mouse, eeg] = documents.map(({ id }) => id) as [string, string, string, string];

let test_: TestEngine;

beforeAll(async () => {
  test_ = await openTestEngine();
  await test_.index(...documents);
});
afterAll(async () => {
  await test_[Symbol.asyncDispose]();
});

async function find(text: string, sources: readonly string[] | '*' = '*'): Promise<string[]> {
  const query = compileQuery(parseQuery(text), { sources, now });
  const { hits } = await test_.engine.search({ index: test_.alias, body: { query, sort: SORT, size: 100 } });
  return hits.map(({ id }) => id);
}

describe('a query finds', () => {
  test.each<[string, string[]]>([
    ['', [marta, mouse, rat, eeg]],
    ['*', [marta, mouse, rat, eeg]],
    // Bare words
    ['lopez', [marta]],
    ['LÓPEZ marta', [marta]],
    ['marta L07', []],
    ['martha~', [marta]],
    ['electrods~ sinus', [marta]],
    ['"sinus rhythm"', [marta]],
    ['"rhythm sinus"', []],
    ['electro*', [marta]],
    ['*minsky', []],
    ['360', [marta]],
    ['hoffmann', [marta, rat]],
    // Names of files and their parts
    ['CA1', [rat]],
    ['left', [rat]],
    ['ca1_left-03', [rat]],
    ['CA1_left-03.dat', [rat]],
    ['ca1_le*', [rat]],
    ['bigeminy', [marta]],
    ['run1', [mouse]],
    // Keys, whole and by their ends
    ['subject.name: L07', [rat]],
    ['name: l07', [rat]],
    ['subject: M112', [mouse]],
    ['SUBJECT_NAME: m112', []],
    ['sampling_frequency: 20000', [mouse]],
    ['SamplingFrequency: 360', [marta]],
    ['"path.raw": run1', [mouse]],
    ['raw: "C:\\\\data\\\\run1"', [mouse]],
    ['region: CA1', [rat]],
    ['region: "CA1"', [rat]],
    ['region: (V1 or CA1)', [mouse, rat]],
    ['region: V1 LM', [mouse]],
    ['region: (V1 and LM)', [mouse]],
    ['region: hippo*', [rat]],
    ['region: *campus ca1', [rat]],
    ['experimenter: hofmann~', [marta, rat]],
    ['experimenter: "lena hoffmann"', [marta, rat]],
    ['experimenter: "hoffmann lena"', []],
    ['versuchsleiter: weiss', [mouse]],
    ['versuchsleiter: "jürgen WEIß"', [mouse]],
    ['versuchsleiter: jurgen', [mouse]],
    ['comment: C\\+\\+', [mouse]],
    ['comment: 50%', [mouse]],
    ['consent: true', [marta]],
    ['consent: false', []],
    // Exists
    ['region: *', [mouse, rat]],
    ['probe.depth: *', [rat]],
    ['recorded_at: *', [marta, mouse, rat]],
    ['quarantined: *', [eeg]],
    ['quarantined: recorded_at', [eeg]],
    ['quarantined.code: impossible-date', [eeg]],
    // Not: no such value anywhere in the session
    ['not region: V1', [marta, rat, eeg]],
    ['not region: (V1 or CA1)', [marta, eeg]],
    ['not experimenter: aiko', [marta, mouse, eeg]],
    ['not region: *', [marta, eeg]],
    ['region: * and not region: V1', [rat]],
    // Numbers
    ['age >= 30', [marta, eeg]],
    ['age > 34', [eeg]],
    ['age <= 34', [marta]],
    ['age < 34', []],
    ['age: 34', [marta]],
    ['age: 34.0', [marta]],
    ['age: 30..40', [marta]],
    ['age: 34..', [marta, eeg]],
    ['age: ..70', [marta]],
    ['weight: 61.5', [marta]],
    ['age: P5M', [rat]],
    // Quantities
    ['sampling_rate: 20kHz', [rat]],
    ['sampling_rate: 20000Hz', [rat]],
    ['sampling_rate >= 0.01MHz', [rat]],
    ['sampling_rate > 20kHz', []],
    ['sampling_rate: 20', [rat]],
    ['depth: 1.85mm', [rat]],
    ['depth <= 1.85mm', [rat]],
    ['depth < 1.85mm', []],
    ['depth: 1..2mm', [rat]],
    ['depth: 1m..2', []],
    ['depth: 1mm..2mm', [rat]],
    ['temperature > 36°C', [mouse]],
    ['temperature > 36V', []],
    // Dates
    ['recorded_at >= 2026-02', [marta, mouse]],
    ['recorded_at > 2026-02', [marta]],
    ['recorded_at < 2026-02', [rat]],
    ['recorded_at <= 2026-02', [mouse, rat]],
    ['recorded_at: 2026-02-05', [mouse]],
    ['recorded_at: 2026', [marta, mouse, rat]],
    ['recorded_at: 2026-01-22T13:03:00Z', [rat]],
    ['recorded_at: 2026-01-22T14:03+01:00', [rat]],
    ['recorded_at >= "2026-02-05 10:12"', [marta, mouse]],
    ['recorded_at > "2026-02-05 10:12"', [marta]],
    ['recorded_at: 2026-01-22..2026-02-05', [mouse, rat]],
    ['recorded_at >= now-10d', [marta]],
    ['recorded_at < now-9999y', []],
    ['stage.processed: yesterday', [eeg]],
    ['stages.processed: *', [eeg]],
    ['not stage.processed: *', [marta, mouse, rat]],
    ['stage.verified: *', []],
    // The platform's own fields
    ['id: rat-l07', [rat]],
    ['id: RAT-L07', [rat]],
    ['id: rat*', [rat]],
    ['id: rat-l08~', [rat]],
    ['subject.id: rat-l07', [eeg]],
    ['source: ephys', [mouse, rat]],
    ['bytes >= 90MB', [marta, rat]],
    ['bytes: 1MB..100mb', [mouse, rat]],
    ['bytes < 5000000', [mouse, eeg]],
    ['files > 3', [rat]],
    ['duration: 10min', [marta]],
    ['duration: 10 min', [marta]],
    ['duration >= 0.1h', [marta]],
    ['format: JSON', [marta, mouse, rat, eeg]],
    ['format: edf', [eeg]],
    // Together
    ['marta~ and age >= 30 and recorded_at >= 2026-01-01 and not region: "V1"', [marta]],
    ['rig: aurora or (source: ephys and region: V1)', [marta, mouse]],
  ])('%s', async (text, ids) => {
    expect(await find(text)).toEqual(ids);
  });
});
