import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newSandboxId, SANDBOX_ID_PATTERN } from '../../../shared/session/sandbox.ts';

const times = fc.integer({ min: 0, max: Date.UTC(2999, 0, 1) });

test('the id of a sandbox is one, at any time', () => {
  fc.assert(fc.property(times, (time) => expect(newSandboxId(time)).toMatch(new RegExp(SANDBOX_ID_PATTERN))));
});

test('a later sandbox comes first in the order of ids', () => {
  fc.assert(
    fc.property(times, fc.integer({ min: 1, max: 1e9 }), (time, later) => {
      expect(newSandboxId(time + later) < newSandboxId(time)).toBe(true);
    }),
  );
});

test('two of the same moment are two', () => {
  expect(new Set(Array.from({ length: 1000 }, () => newSandboxId(0))).size).toBe(1000);
});
