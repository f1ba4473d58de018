import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { coreFields } from '../../../../shared/session/metadata/core.ts';
import { flattenMetadata } from '../../../../shared/session/metadata/flatten.ts';
import type { MetadataMap } from '../../../../shared/session/metadata/types.ts';

const coreOf = (metadata: MetadataMap) => coreFields(flattenMetadata(metadata).attributes);

describe('the core of a session', () => {
  test('is empty where the metadata says nothing of it', () => {
    expect(coreOf({ gain: 5, subject: null, date: 'n/a' })).toEqual({ quarantined: [] });
  });

  test.each<[MetadataMap, string[]]>([
    [{ subject: 'm1' }, ['m1']],
    [{ subject_id: 'm1', subject: 'a mouse' }, ['m1']],
    [{ Subject: { ID: 'm1', age: 3 } }, ['m1']],
    [{ ParticipantID: 'm1' }, ['m1']],
    [{ general: { subject: { subject_id: 'm1' } } }, ['m1']],
    [{ Session: { 'Animal ID': 7 } }, ['7']],
    [{ subject: { name: 'Marta' } }, ['Marta']],
    [{ subject: ['m1', 'm2', 'm1'] }, ['m1', 'm2']],
    [{ session: { subject: 'inner' }, subject: 'outer' }, ['outer']],
    [{ subject: 'outer', session: { subject: 'inner' } }, ['outer']],
    [{ content: [{ subject: 'm1' }, { subject: 'm2' }] }, ['m1', 'm2']],
  ])('has the subject of %j', (metadata, subject) => {
    expect(coreOf(metadata)).toEqual({ subject, quarantined: [] });
  });

  test('does not take another thing for the subject', () => {
    expect(
      coreOf({ related: { subject_id: 'm1' }, participant_id: { Description: 'label' } }),
    ).not.toHaveProperty('subject');
  });

  test('has experimenter, device, rig and task', () => {
    const metadata = {
      experimenter: ['Ana', 'Bo'],
      ManufacturersModelName: 'Natus Quantum',
      StationName: 'AWP1',
      TaskName: 'prf',
    };
    expect(coreOf(metadata)).toEqual({
      experimenter: ['Ana', 'Bo'],
      device: ['Natus Quantum'],
      rig: ['AWP1'],
      task: ['prf'],
      quarantined: [],
    });
  });

  test('bounds texts, and says what it left out', () => {
    const { subject, device, quarantined } = coreOf({
      subject: Array.from({ length: 21 }, (_, n) => `m${n}`),
      device: ['d'.repeat(257), 'ok'],
    });
    expect(subject).toHaveLength(20);
    expect(device).toEqual(['ok']);
    expect(quarantined).toMatchObject([
      { field: 'subject', code: 'too-many-values', value: 'm20' },
      { field: 'device', code: 'text-too-long' },
    ]);
  });
});

describe('recorded_at', () => {
  test.each<[MetadataMap, string]>([
    [{ recorded_at: '2021-03-01T16:30:00+01:00' }, '2021-03-01T15:30:00.000Z'],
    [{ session: { start_time: '2021-03-01 16:30' } }, '2021-03-01T16:30:00.000Z'],
    [{ date: '2021-03-01' }, '2021-03-01T00:00:00.000Z'],
    [{ date: '2021-03-01', time: '9:30' }, '2021-03-01T09:30:00.000Z'],
    [{ date: '2021/03/01', time: '09:30:05.5' }, '2021-03-01T09:30:05.500Z'],
    [{ Date: '20210301' }, '2021-03-01T00:00:00.000Z'],
    [{ StudyDate: 20210301, StudyTime: '163005.250000' }, '2021-03-01T16:30:05.250Z'],
    [{ AcquisitionDateTime: '20210301163005.250000' }, '2021-03-01T16:30:05.000Z'],
    [{ AcquisitionTime: '18:50:0.732500', AcquisitionDate: '2021-03-01' }, '2021-03-01T18:50:00.732Z'],
    [{ start_time: 0.5, date: '2021-03-01' }, '2021-03-01T00:00:00.000Z'],
    [{ wasGeneratedBy: [{ startDate: '2017-04-15T12:00:00Z' }] }, '2017-04-15T12:00:00.000Z'],
    [{ date: ['2021-03-02', '2021-03-01'] }, '2021-03-01T00:00:00.000Z'],
    [{ timestamp: { $date: '2021-03-01T00:00:00Z' } }, '2021-03-01T00:00:00.000Z'],
  ])('is read from %j', (metadata, recorded_at) => {
    expect(coreOf(metadata)).toEqual({ recorded_at, quarantined: [] });
  });

  test.each<[MetadataMap, string]>([
    [{ recorded_at: 'yesterday' }, 'not-a-date'],
    [{ date: '01/02/2021' }, 'not-a-date'],
    [{ date: '2021-02-29' }, 'impossible-date'],
    [{ date: '20210229' }, 'impossible-date'],
    [{ date: '0000-01-01' }, 'date-out-of-range'],
  ])('is quarantined where it is %j', (metadata, code) => {
    const value = String(Object.values(metadata)[0]);
    expect(coreOf(metadata)).toEqual({
      quarantined: [expect.objectContaining({ field: 'recorded_at', code, value })],
    });
  });

  test('comes from the next key where the first is of no use', () => {
    expect(coreOf({ recorded_at: 'soon', session_date: '2021-03-01' })).toMatchObject({
      recorded_at: '2021-03-01T00:00:00.000Z',
      quarantined: [{ field: 'recorded_at', value: 'soon' }],
    });
  });

  test('ignores a time of day that is none', () => {
    expect(coreOf({ date: '2021-03-01', time: '25:00' })).toMatchObject({
      recorded_at: '2021-03-01T00:00:00.000Z',
    });
  });
});

describe('duration_seconds', () => {
  test.each<[MetadataMap, number]>([
    [{ RecordingDuration: 857.6 }, 857.6],
    [{ duration: '10 min' }, 600],
    [{ duration: [1.5, 'h'] }, 5400],
    [{ duration_ms: 1500 }, 1.5],
    [{ duration_minutes: '2' }, 120],
    [{ session: { duration: '00:10:30.5' } }, 630.5],
    [{ duration: 'PT1H2M3.5S' }, 3723.5],
    [{ duration: 0 }, 0],
  ])('is read from %j', (metadata, duration_seconds) => {
    expect(coreOf(metadata)).toEqual({ duration_seconds, quarantined: [] });
  });

  test.each<[MetadataMap, string]>([
    [{ duration: 'long' }, 'not-a-duration'],
    [{ duration: -1 }, 'not-a-duration'],
    [{ duration: '5 mV' }, 'not-a-duration'],
    [{ duration: '12:75:00' }, 'not-a-duration'],
    [{ duration: 'PT' }, 'not-a-duration'],
    [{ duration: [10, 20] }, 'several-values'],
  ])('is quarantined where it is %j', (metadata, code) => {
    expect(coreOf(metadata)).toEqual({
      quarantined: [expect.objectContaining({ field: 'duration_seconds', code })],
    });
  });

  test('of a stimulus is none of the session', () => {
    expect(coreOf({ stimulus: { duration: 3 } })).toEqual({ quarantined: [] });
  });
});

test('coreFields never throws, and gives only what an index takes', () => {
  const key = fc.constantFrom(
    'subject',
    'recorded_at',
    'date',
    'time',
    'start_time',
    'duration',
    'session',
    'device',
    'id',
  );
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.double(),
    fc.constantFrom('2021-02-29', '12:30', '20210301', 'PT1S', '5 h', null),
  );
  const tree = fc.oneof(value, fc.array(value), fc.dictionary(key, value));
  fc.assert(
    fc.property(fc.dictionary(key, fc.oneof(tree, fc.dictionary(key, tree))), (metadata) => {
      const { recorded_at, duration_seconds } = coreOf(metadata);
      if (recorded_at !== undefined) expect(new Date(recorded_at).toISOString()).toBe(recorded_at);
      if (duration_seconds !== undefined) expect(duration_seconds).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 500 },
  );
});
