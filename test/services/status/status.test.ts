import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { index } from '../../../services/index/service.ts';
import { status } from '../../../services/status/service.ts';
import type { Failures, Status } from '../../../shared/api/status.ts';
import { FailuresSchema, StatusSchema } from '../../../shared/api/status.ts';
import { check } from '../../../shared/schema/validate.ts';
import type { Caller } from '../../../shared/service/auth.ts';
import { Fault } from '../../../shared/service/errors.ts';
import { type Failure, recordFailure } from '../../../shared/service/inbox.ts';
import { caller, event } from '../../make.ts';
import { commitSession } from '../propose.ts';
import { apiOf, handlerOf, openWorld, type TestWorld } from '../world.ts';

const everybody = caller({ scopes: ['status:read', 'failures:read'], sources: '*' });
const rig1 = caller({ scopes: ['status:read', 'failures:read'], sources: ['rig-1'] });
const rig2 = caller({ scopes: ['status:read', 'failures:read'], sources: ['rig-2'] });

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
  for (const [session, source] of [
    ['one', 'rig-1'],
    ['two', 'rig-1'],
    ['three', 'rig-2'],
  ] as const) {
    const migrated = await commitSession(world, session, { 'a.dat': '12345' }, { source });
    await handlerOf(index, world)(migrated);
  }
  await fail({ id: 'f1', cause: 'file-missing', session: 'one' });
  await fail({ id: 'f2', cause: 'hash-mismatch', session: 'two' });
  await fail({ id: 'f3', cause: 'hash-mismatch', session: 'three' });
  await fail({ id: 'f4', cause: 'event-invalid' });
  await fail({ id: 'f5', cause: 'file-missing', session: 'nobody-claimed-it' });
});
afterAll(() => world.close());
beforeEach(() => world.search.breakWith(undefined));

const fail = (more: Partial<Failure>): Promise<void> =>
  recordFailure(world.area('ledger/failures'), world.clock, {
    id: 'f',
    cause: 'file-missing',
    service: 'commit',
    detail: 'b.dat',
    input: '{}',
    ...more,
  });

const statusFor = async (as: Caller): Promise<Status> => {
  const answer = await apiOf(status, world)({ method: 'GET', path: '/v1/status', as });
  expect(check(StatusSchema, answer.body)).toMatchObject({ ok: true });
  return answer.body as Status;
};

const failuresFor = async (as: Caller, query: Record<string, string> = {}): Promise<Failures> => {
  const answer = await apiOf(status, world)({ method: 'GET', path: '/v1/failures', query, as });
  expect(check(FailuresSchema, answer.body)).toMatchObject({ ok: true });
  return answer.body as Failures;
};
const idsFor = async (as: Caller, query?: Record<string, string>): Promise<string[]> =>
  (await failuresFor(as, query)).failures.map(({ id }) => id);

describe('the status', () => {
  test('counts what waits in queues and outbox, and failures by their cause', async () => {
    await world.bus.publish(event());
    await world.area('ledger/outbox').put('e1.json', Buffer.from('{}'));
    const { queues, outbox, failures } = await statusFor(everybody);
    expect(queues).toContainEqual({
      queue: 'verify',
      // Those of the three sessions, and the one above.
      waiting: 4,
      inFlight: 0,
      delayed: 0,
      dead: 0,
    });
    expect(queues.map(({ queue }) => queue).toSorted()).toEqual(['commit', 'index', 'verify']);
    expect(outbox).toBe(1);
    expect(failures).toEqual([
      { cause: 'event-invalid', count: 1 },
      { cause: 'file-missing', count: 2 },
      { cause: 'hash-mismatch', count: 2 },
    ]);
  });

  test('asks nothing of search, which is in another network', async () => {
    world.search.breakWith(new Fault('search-unavailable'));
    expect(await statusFor(everybody)).toMatchObject({
      failures: expect.arrayContaining([{ cause: 'event-invalid', count: 1 }]),
    });
  });

  test('needs its scope', async () => {
    const as = caller({ scopes: ['failures:read'] });
    const answer = await apiOf(status, world)({ method: 'GET', path: '/v1/status', as });
    expect(answer).toMatchObject({ status: 403, body: { code: 'scope-missing' } });
  });
});

describe('the list of failures', () => {
  test('shows everything to a key of every source, by cause and name', async () => {
    expect(await idsFor(everybody)).toEqual(['f4', 'f1', 'f5', 'f2', 'f3']);
  });

  test('shows a key the failures of sessions of its own sources, and no others', async () => {
    expect(await idsFor(rig1)).toEqual(['f1', 'f2']);
    expect(await idsFor(rig2)).toEqual(['f3']);
    expect(await idsFor(rig2, { session: 'one' })).toEqual([]);
  });

  test('can be narrowed to a cause or a session', async () => {
    expect(await idsFor(everybody, { cause: 'hash-mismatch' })).toEqual(['f2', 'f3']);
    expect(await idsFor(everybody, { session: 'two' })).toEqual(['f2']);
    expect(await idsFor(everybody, { cause: 'hash' })).toEqual([]);
  });

  test('comes in pages, none missing and none twice', async () => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await failuresFor(everybody, { limit: '2', ...(after !== undefined && { after }) });
      expect(page.failures.length).toBeLessThanOrEqual(2);
      seen.push(...page.failures.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(await idsFor(everybody));
  });

  test.each([{ cause: '../keys' }, { limit: 'many' }, { session: 'x'.repeat(129) }, { unknown: '1' }])(
    'refuses the query %p',
    async (query: Record<string, string>) => {
      const answer = await apiOf(
        status,
        world,
      )({ method: 'GET', path: '/v1/failures', query, as: everybody });
      expect(answer).toMatchObject({ status: 400, body: { code: 'request-invalid' } });
    },
  );
});
