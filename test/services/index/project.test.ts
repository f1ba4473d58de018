import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { index } from '../../../services/index/service.ts';
import { reconcile } from '../../../services/reconcile/service.ts';
import type { Objects } from '../../../shared/ports/objects.ts';
import { consume } from '../../../shared/service/consume.ts';
import { Fault } from '../../../shared/service/errors.ts';
import type { Failure } from '../../../shared/service/inbox.ts';
import { changeRecord } from '../../../shared/service/records.ts';
import { areaOf, type World } from '../../../shared/service/wire.ts';
import type { Projection } from '../../../shared/session/projection.ts';
import { projectionKey, reachStage } from '../../../shared/session/record.ts';
import { eventOf } from '../../make.ts';
import { deaths, dyingWorld } from '../dying.ts';
import { commitSession } from '../propose.ts';
import { documentAt, handlerOf, keysOf, openWorld, runOf, type TestWorld } from '../world.ts';

const PLAIN = { 'a.dat': 'samples', 'metadata.json': '{"subject": "marta"}' };
/** A date that no calendar has. */
const TROUBLED = {
  'a.dat': 'samples',
  'metadata.json': '{"recorded_at": "2021-02-29", "subject": "marta"}',
};
const WITH_METADATA = { metadata: 'metadata.json' };

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

let number = 0;
let id = '';
beforeEach(() => {
  number += 1;
  id = `session-${number}`;
  world.search.breakWith(undefined);
});

const migrated = () => eventOf('SessionMigrated', { sessionId: id }, { id: `migrated-${id}` });
const verified = () => eventOf('SessionVerified', { sessionId: id }, { id: `verified-${id}` });
const handle = (event = migrated(), of: World = world): Promise<void> => handlerOf(index, of)(event);
const shown = () => world.search.documents.get(id);
const projection = () => documentAt<Projection>(world, 'ledger/sessions', projectionKey(id));
const told = (type: string): unknown[] =>
  world.published.filter((event) => event.subject === id && event.type === type).map(({ data }) => data);

/** The session goes on to its next revision. */
const verify = async (): Promise<void> => {
  await changeRecord(world.area('ledger/sessions'), id, (record) =>
    reachStage(record, 'verified', '2026-01-02T00:00:00.000Z'),
  );
};

/** The world in which one call waits at `when` until it is let go. */
function heldWorld(change: (world: World, wait: () => Promise<void>) => World) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { promise: reached, resolve: arrive } = Promise.withResolvers<void>();
  const wait = async (): Promise<void> => {
    arrive();
    await promise;
  };
  return { held: change(world, wait), goOn: resolve, reached };
}

const withLedger = (of: World, change: (ledger: Objects) => Partial<Objects>): World => ({
  ...of,
  stores: { ...of.stores, ledger: { ...of.stores.ledger, ...change(of.stores.ledger) } },
});

describe('an event', () => {
  test('makes the index show the session as its record says, and says so', async () => {
    await commitSession(world, id, PLAIN, WITH_METADATA);
    await handle();
    expect(shown()).toMatchObject({
      version: 1,
      body: { id, source: 'rig-1', revision: 1, subject: ['marta'], files: 2, bytes: 27 },
    });
    expect(await projection()).toMatchObject({ revision: 1 });
    expect(told('SessionIndexed')).toEqual([{ sessionId: id, revision: 1 }]);
  });

  test('repeated ten times shows the same, and moves no time', async () => {
    await commitSession(world, id, PLAIN, WITH_METADATA);
    await handle();
    const first = [shown(), await projection()];
    await world.clock.advance(60_000);
    for (let delivery = 2; delivery <= 10; delivery += 1) await handle();
    expect([shown(), await projection()]).toEqual(first);
  });

  test('that comes late shows what the record says by then', async () => {
    await commitSession(world, id, PLAIN, WITH_METADATA);
    await verify();
    await handle(verified());
    await handle(migrated());
    expect(shown()).toMatchObject({ version: 2, body: { stages: { verified: '2026-01-02T00:00:00.000Z' } } });
    expect(await projection()).toMatchObject({ revision: 2 });
  });

  test('about a session that there is not is done, and nothing is shown', async () => {
    await handle();
    expect(shown()).toBeUndefined();
    expect(told('SessionIndexed')).toEqual([]);
  });
});

describe('of two handlers that overtake each other', () => {
  test('the one with the older revision does not replace what the newer one wrote', async () => {
    await commitSession(world, id, PLAIN, WITH_METADATA);
    const { held, goOn, reached } = heldWorld((of, wait) => ({
      ...of,
      search: {
        ...world.search,
        write: async (...call) => {
          await wait();
          return await world.search.write(...call);
        },
      },
    }));
    const older = handle(migrated(), held);
    await reached;
    await verify();
    await handle(verified());
    goOn();
    await older;
    expect(shown()).toMatchObject({ version: 2 });
    expect(await projection()).toMatchObject({ revision: 2 });
    expect(told('SessionIndexed')).toEqual([{ sessionId: id, revision: 2 }]);
  });

  test('the one that is late does not note an older revision than the index shows', async () => {
    await commitSession(world, id, PLAIN, WITH_METADATA);
    const { held, goOn, reached } = heldWorld((of, wait) =>
      withLedger(of, (ledger) => ({
        put: async (key, ...rest) => {
          if (key.endsWith('projection.json')) await wait();
          return await ledger.put(key, ...rest);
        },
      })),
    );
    const older = handle(migrated(), held);
    await reached;
    await verify();
    await handle(verified());
    goOn();
    await older;
    expect(shown()).toMatchObject({ version: 2 });
    expect(await projection()).toMatchObject({ revision: 2 });
  });
});

describe('fields in quarantine', () => {
  test('are told once, however often the session is indexed', async () => {
    await commitSession(world, id, TROUBLED, WITH_METADATA);
    await handle();
    await handle();
    await verify();
    await handle(verified());
    expect(told('MetadataQuarantined')).toEqual([{ sessionId: id, fields: ['recorded_at'] }]);
    expect(shown()?.body.quarantined).toContainEqual(expect.objectContaining({ field: 'recorded_at' }));
  });

  test('are told although the session was verified before it was first indexed', async () => {
    await commitSession(world, id, TROUBLED, WITH_METADATA);
    await verify();
    await handle(migrated());
    await handle(verified());
    expect(told('MetadataQuarantined')).toHaveLength(1);
  });

  test('that there are none of are not told', async () => {
    await commitSession(world, id, PLAIN, WITH_METADATA);
    await handle();
    expect(told('MetadataQuarantined')).toEqual([]);
  });
});

describe('where search', () => {
  const message = () => ({
    id: 'message-1',
    receipt: '',
    body: JSON.stringify(migrated()),
    deliveries: 1,
    sentAt: 0,
  });
  const consumer = () => ({
    service: 'index',
    handle,
    inbox: areaOf(world, 'ledger/failures'),
    clock: world.clock,
    log: world.log,
  });

  test('is down, the event comes again, and the session is found once it is up', async () => {
    await commitSession(world, id, PLAIN, WITH_METADATA);
    world.search.breakWith(new Fault('search-unavailable'));
    expect(await consume(message(), consumer())).toBe('again');
    expect(await projection()).toBeUndefined();
    expect(told('SessionIndexed')).toEqual([]);

    world.search.breakWith(undefined);
    expect(await consume(message(), consumer())).toBe('done');
    expect(shown()).toMatchObject({ version: 1 });
    const failures = await keysOf(world, 'ledger/failures');
    expect(failures.filter((key) => key.includes(id))).toEqual([]);
  });

  test('rejects only the metadata, the session is shown by its core, and marked', async () => {
    await commitSession(world, id, PLAIN, WITH_METADATA);
    world.search.reject(id, 'failed to parse field [attrs.date]', 'with-attributes');
    expect(await consume(message(), consumer())).toBe('done');
    expect(shown()).toMatchObject({
      version: 1,
      body: {
        id,
        source: 'rig-1',
        attrs: [],
        quarantined: [{ field: 'metadata', code: 'document-rejected' }],
      },
    });
    expect(told('SessionIndexed')).toHaveLength(1);
    expect(await keysOf(world, 'ledger/failures')).not.toContain(`search-rejected/index-migrated-${id}.json`);
  });

  test('rejects the document, the event is kept in the inbox with its reason', async () => {
    await commitSession(world, id, PLAIN, WITH_METADATA);
    world.search.reject(id, 'failed to parse field [recorded_at]');
    expect(await consume(message(), consumer())).toBe('done');
    const failure = await documentAt<Failure>(
      world,
      'ledger/failures',
      `search-rejected/index-migrated-${id}.json`,
    );
    expect(failure).toMatchObject({ session: id, detail: 'failed to parse field [recorded_at]' });
    expect(told('SessionIndexed')).toEqual([]);
  });
});

/** Index; outbox, bus, outbox for quarantine; outbox, projection, bus, outbox for the session. */
test.each(deaths(8))(
  'dying $moment effect $at loses neither the document nor what is told of it',
  async ({ at, moment }) => {
    await commitSession(world, id, TROUBLED, WITH_METADATA);
    await expect(handle(migrated(), dyingWorld(world, at, moment))).rejects.toThrow('effect');
    await handle();
    await world.clock.advance(15_000);
    await runOf(reconcile, world)();
    expect(shown()).toMatchObject({ version: 1 });
    expect(await projection()).toMatchObject({ revision: 1 });
    expect(told('SessionIndexed').length).toBeGreaterThanOrEqual(1);
    expect(told('MetadataQuarantined').length).toBeGreaterThanOrEqual(1);
    expect(await keysOf(world, 'ledger/outbox')).toEqual([]);
  },
);
