import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { check } from '../../../shared/schema/validate.ts';
import { type Failure, FailureSchema, failureKey, recordFailure } from '../../../shared/service/inbox.ts';
import { documentAt, keysOf, openWorld, type TestWorld } from '../../services/world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const failure = {
  id: 'f1',
  cause: 'file-missing',
  service: 'commit',
  detail: 'b.dat',
  input: '{"ö": "\u0000"}',
};
const record = (more: Partial<Failure> = {}) =>
  recordFailure(world.area('ledger/failures'), world.clock, { ...failure, ...more });

test('a failure is kept once, with the time at which it was first seen', async () => {
  await record();
  await world.clock.advance(1000);
  await record({ detail: 'seen again' });
  const kept = await documentAt<Failure>(world, 'ledger/failures', failureKey(failure));
  expect(kept).toEqual({ ...failure, at: '2026-01-01T00:00:00.000Z' });
  expect(check(FailureSchema, kept)).toMatchObject({ ok: true });
});

test('failures lie together by their cause', async () => {
  for (const cause of ['b-cause', 'a-cause']) for (const id of ['f2', 'f3']) await record({ cause, id });
  const keys = (await keysOf(world, 'ledger/failures')).filter((key) => key.includes('-cause/'));
  expect(keys).toEqual(['a-cause/f2.json', 'a-cause/f3.json', 'b-cause/f2.json', 'b-cause/f3.json']);
});
