import { expect, test } from '@jest/globals';
import { reachStage } from '../../../shared/session/record.ts';
import { record } from '../../make.ts';

test('reaching a stage raises the revision by one and writes the time', () => {
  const next = reachStage(record({ revision: 4 }), 'verified', '2026-03-02T10:00:00.000Z');
  expect(next.revision).toBe(5);
  expect(next.stages.verified).toBe('2026-03-02T10:00:00.000Z');
});

test('reaching it again changes nothing, so that repeated events do no harm', () => {
  const once = reachStage(record(), 'verified', '2026-03-02T10:00:00.000Z');
  expect(reachStage(once, 'verified', '2026-03-02T11:00:00.000Z')).toBe(once);
});
