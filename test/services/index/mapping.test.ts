import { expect, test } from '@jest/globals';
import { buildDocument } from '../../../services/index/document.ts';
import { indexDefinition, MAPPINGS } from '../../../services/index/mapping.ts';
import { describeMetadata } from '../../../shared/session/metadata/describe.ts';
import { STAGES } from '../../../shared/session/record.ts';
import { manifest, record } from '../../make.ts';

test('the mapping has a field for all that a document holds, and takes no other', () => {
  const value = {
    subject: 'Marta',
    experimenter: 'Lena',
    device: 'Intan',
    rig: 'aurora',
    task: 'rest',
    recorded_at: '2026-01-01',
    duration: '1 min',
    ok: true,
    n: 'NaN',
  };
  const stages = Object.fromEntries(STAGES.map((stage) => [stage, '2026-01-01T00:00:00.000Z']));
  const document = buildDocument(
    record({ stages }),
    manifest(),
    describeMetadata({ format: 'json', value, notes: [] }),
  );
  const { attrs, quarantined, stages: stageFields } = MAPPINGS.properties;
  expect(Object.keys(document).toSorted()).toEqual(Object.keys(MAPPINGS.properties).toSorted());
  expect(Object.keys(stageFields.properties)).toEqual([...STAGES]);
  expect(new Set(document.attrs.flatMap((attribute) => Object.keys(attribute)))).toEqual(
    new Set(Object.keys(attrs.properties)),
  );
  expect(document.quarantined.flatMap((entry) => Object.keys(entry)).toSorted()).toEqual(
    Object.keys(quarantined.properties).toSorted(),
  );
  expect([MAPPINGS.dynamic, attrs.dynamic]).toEqual(['strict', 'strict']);
});

test('sizes of the index are given by whoever runs it', () => {
  const { settings } = indexDefinition({ refreshInterval: '200ms', shards: 3, replicas: 1 });
  expect(settings).toMatchObject({
    index: { number_of_shards: 3, number_of_replicas: 1, refresh_interval: '200ms' },
  });
});

test('copies follow the number of nodes where it is not known beforehand', () => {
  const { settings } = indexDefinition({ refreshInterval: '200ms', shards: 1, replicas: { upTo: 1 } });
  expect(settings).toMatchObject({ index: { auto_expand_replicas: '0-1' } });
  expect(settings.index).not.toHaveProperty('number_of_replicas');
});
