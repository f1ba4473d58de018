import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { index } from '../../../services/index/service.ts';
import { search } from '../../../services/search/service.ts';
import { TotalsSchema } from '../../../shared/api/status.ts';
import { check } from '../../../shared/schema/validate.ts';
import type { Caller } from '../../../shared/service/auth.ts';
import { Fault } from '../../../shared/service/errors.ts';
import type { HttpAnswer } from '../../../shared/service/http.ts';
import { caller } from '../../make.ts';
import { commitSession } from '../propose.ts';
import { apiOf, handlerOf, openWorld, type TestWorld } from '../world.ts';

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
});
afterAll(() => world.close());
beforeEach(() => world.search.breakWith(undefined));

const ask = (as: Caller): Promise<HttpAnswer> =>
  apiOf(search, world)({ method: 'GET', path: '/v1/totals', as });
const totalsFor = async (sources: Caller['sources']): Promise<unknown> => {
  const { status, body } = await ask(caller({ scopes: ['status:read'], sources }));
  expect({ status, checked: check(TotalsSchema, body) }).toMatchObject({
    status: 200,
    checked: { ok: true },
  });
  return body;
};

describe('the totals', () => {
  test('are of the sources of the key only', async () => {
    expect(await totalsFor('*')).toEqual({ sessions: 3, bytes: 15 });
    expect(await totalsFor(['rig-1'])).toEqual({ sessions: 2, bytes: 10 });
    expect(await totalsFor(['rig-2'])).toEqual({ sessions: 1, bytes: 5 });
    expect(await totalsFor([])).toEqual({ sessions: 0, bytes: 0 });
  });

  test('are refused as unavailable where search does not answer', async () => {
    world.search.breakWith(new Fault('search-unavailable'));
    const answer = await ask(caller({ scopes: ['status:read'] }));
    expect(answer).toMatchObject({ status: 503, body: { code: 'search-unavailable' } });
  });

  test('say nothing of the inside of what failed', async () => {
    world.search.breakWith(new Error('connect ECONNREFUSED 10.0.0.7:9200'));
    const answer = await ask(caller({ scopes: ['status:read'] }));
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.body)).not.toContain('10.0.0.7');
  });

  test('need the scope of the status', async () => {
    const answer = await ask(caller({ scopes: ['sessions:read'] }));
    expect(answer).toMatchObject({ status: 403, body: { code: 'scope-missing' } });
  });
});
