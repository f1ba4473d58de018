import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { bindServices, runServices, subscriptionsOf } from '../../../infra/local/runtime.ts';
import { commit } from '../../../services/commit/service.ts';
import { index } from '../../../services/index/service.ts';
import { ingest } from '../../../services/ingest/service.ts';
import { reconcile } from '../../../services/reconcile/service.ts';
import { services as all } from '../../../services/registry.ts';
import { status } from '../../../services/status/service.ts';
import { verify } from '../../../services/verify/service.ts';
import { systemClock } from '../../../shared/clients/clock.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { Failure } from '../../../shared/service/inbox.ts';
import { recordKey, type SessionRecord } from '../../../shared/session/record.ts';
import { eventOf } from '../../make.ts';
import { propose, putFiles } from '../../services/propose.ts';
import { documentAt, keysOf, openWorld, type TestWorld } from '../../services/world.ts';
import { until } from '../../setup/until.ts';

const running = [ingest, commit, verify, index, reconcile, status];

describe('the queues', () => {
  test('are one for each service that handles events, with its types and attempts', () => {
    expect(subscriptionsOf([commit, ingest, reconcile])).toEqual([
      {
        queue: 'commit',
        filter: { type: ['UploadCompleted'] },
        settings: { visibilityTimeout: 3600, attempts: 30 },
      },
    ]);
  });

  test('hide a message for longer than any call may take', () => {
    for (const { queue, settings } of subscriptionsOf(all)) {
      const { limits } = all.find(({ manifest }) => manifest.name === queue)?.manifest ?? {};
      expect(settings.visibilityTimeout).toBeGreaterThanOrEqual(6 * (limits?.timeout ?? Infinity));
      expect(settings.visibilityTimeout).toBeLessThanOrEqual(43_200);
    }
  });
});

describe('the services together', () => {
  let world: TestWorld<Clock>;
  let stop: () => Promise<void>;
  beforeEach(async () => {
    world = await openWorld({ clock: systemClock });
    const bound = bindServices(running, world);
    ({ stop } = runServices(bound, world.queue, world));
  });
  afterEach(async () => {
    await stop();
    await world.close();
  });

  const push = async (session: string, contents: Record<string, string> = { 'a.dat': 'samples' }) => {
    await putFiles(world, session, contents);
    const metadata = 'metadata.json' in contents ? 'metadata.json' : null;
    await world.bus.publish(await propose(world, session, contents, { metadata }));
  };
  const verified = (session: string): Promise<SessionRecord> =>
    until(async () => {
      const record = await documentAt<SessionRecord>(world, 'ledger/sessions', recordKey(session));
      return record?.stages.verified !== undefined && record;
    }, `${session} is verified`);
  const shown = (session: string, revision: number): Promise<unknown> =>
    until(() => world.search.documents.get(session)?.version === revision, `${session} is indexed`);

  test('bring a proposal to a verified and indexed session', async () => {
    await push('s1');
    expect(await verified('s1')).toMatchObject({ revision: 2 });
    await shown('s1', 2);
    await until(async () => (await keysOf(world, 'ledger/outbox')).length === 0, 'the outbox is empty');
  });

  test('are not stopped by a session whose ledger is damaged', async () => {
    await world.area('ledger/sessions').put(recordKey('poison'), Buffer.from('{'));
    for (let i = 0; i < 8; i += 1)
      await world.bus.publish(eventOf('SessionMigrated', { sessionId: 'poison' }, { id: `poison-${i}` }));
    await push('s1');
    await verified('s1');
    await shown('s1', 2);
    expect(world.lines).toContainEqual(
      expect.objectContaining({ level: 'error', error: expect.stringContaining('poison/record.json') }),
    );
  });

  test('are not stopped by events that are none, nor by proposals that are refused', async () => {
    for (const queue of ['commit', 'verify', 'index']) await world.queue(queue).send('no event');
    await world.bus.publish(await propose(world, 'refused', { 'a.dat': 'never put' }));
    await push('s1', { 'metadata.json': '[[[' });
    await verified('s1');
    await shown('s1', 2);
    const keys = await until(async () => {
      const found = await keysOf(world, 'ledger/failures');
      return found.length === 4 && found;
    }, 'all failures are in the inbox');
    const failures = await Promise.all(keys.map((key) => documentAt<Failure>(world, 'ledger/failures', key)));
    expect(failures.map((failure) => [failure?.service, failure?.cause]).toSorted()).toEqual([
      ['commit', 'event-invalid'],
      ['commit', 'file-missing'],
      ['index', 'event-invalid'],
      ['verify', 'event-invalid'],
    ]);
  });

  test('take twenty sessions at the same time', async () => {
    const sessions = Array.from({ length: 20 }, (_, number) => `s${number}`);
    await Promise.all(sessions.map((session) => push(session)));
    for (const session of sessions) await shown(session, 2);
    expect(await keysOf(world, 'ledger/failures')).toEqual([]);
  });
});

test('services give the API their routes, each address once', async () => {
  const world = await openWorld();
  const { routes } = bindServices(all, world);
  const addresses = routes.map(({ method, path }) => `${method} ${path}`);
  expect(addresses).toContain('POST /v1/sessions/{id}/uploads');
  expect(new Set(addresses).size).toBe(addresses.length);
  await world.close();
});
