import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Envelope } from '../../../shared/events/envelope.ts';
import { type DepsOf, defineService } from '../../../shared/service/define.ts';
import { routeFor } from '../../../shared/service/http.ts';
import { wireDeps } from '../../../shared/service/wire.ts';
import { caller, eventOf } from '../../make.ts';
import { openWorld, type TestWorld } from '../../services/world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const about = {
  does: 'Takes part in a test.',
  emits: [],
  limits: { memory: 128, timeout: 1, concurrency: 1 },
  failure: { alarm: 'none', runbook: 'docs/runbooks/test.md' },
} as const;

const route = { method: 'GET', path: '/now', does: 'Tells the time.', scope: 'public' } as const;

describe('a service', () => {
  test('cannot call what it did not ask for: neither the types nor the deps have it', async () => {
    const uses = { objects: { archive: ['read'] }, secrets: ['receipt-signing'] } as const;
    const handle = async ({ objects, secrets, ...deps }: DepsOf<typeof uses>): Promise<void> => {
      expect(await objects.archive.head('nothing')).toBeUndefined();
      // @ts-expect-error It asked to read, not to write.
      expect(() => objects.archive.put('a', Buffer.from('a'))).toThrow(TypeError);
      // @ts-expect-error It asked for the archive, not for the ledger.
      expect(objects['ledger/keys']).toBeUndefined();
      // @ts-expect-error It emits nothing.
      expect(deps.announce).toBeUndefined();
      // @ts-expect-error It asked for no search.
      expect(deps.search).toBeUndefined();
      // @ts-expect-error It asked for the other secret.
      await expect(secrets.get('token-signing')).rejects.toThrow('did not ask');
    };
    const careless = defineService({ ...about, name: 'careless', on: { everySeconds: 1 }, uses, handle });
    const bound = careless.bind(wireDeps(careless.manifest, world));
    expect.assertions(6);
    if (bound.kind === 'schedule') await bound.handle();
  });

  test('cannot take more than its manifest names: such a handler does not fit', () => {
    const uses = { objects: { archive: ['read'] } } as const;
    type More = DepsOf<{ objects: { archive: ['read', 'write'] } }>;
    const wanting = async (_: More): Promise<void> => {};
    const wantingToo = async (_event: Envelope, deps: More): Promise<void> => wanting(deps);
    const name = 'careless';
    // @ts-expect-error The handler writes, the manifest only reads.
    defineService({ ...about, name, on: { everySeconds: 1 }, uses, handle: wanting });
    // @ts-expect-error So does this one.
    defineService({ ...about, name, on: { events: ['SessionMigrated'] }, uses, handle: wantingToo });
    const http = [routeFor<More>()({ ...route, handle: async () => ({ status: 200 }) })];
    // @ts-expect-error And this one.
    expect(defineService({ ...about, name, on: { http }, uses }).manifest.uses).toBe(uses);
  });

  test('cannot announce what it does not name among what it emits', async () => {
    const emits = ['SessionMigrated'] as const;
    const handle = async ({ announce }: DepsOf<object, (typeof emits)[number]>): Promise<void> => {
      await announce('SessionMigrated', { sessionId: 's1' }, async () => undefined);
      // @ts-expect-error It is not among `emits`.
      const other: Parameters<typeof announce>[0] = 'SessionVerified';
      expect(other).toBe('SessionVerified');
    };
    const on = { everySeconds: 1 };
    const announcing = defineService({ ...about, name: 'announcing', on, uses: {}, emits, handle });
    const bound = announcing.bind(wireDeps(announcing.manifest, world));
    if (bound.kind === 'schedule') await bound.handle();
    expect(world.published.at(-1)).toMatchObject({ source: '/services/announcing', type: 'SessionMigrated' });
  });

  test('that is on events handles them with its deps', async () => {
    const seen: unknown[] = [];
    const listening = defineService({
      ...about,
      name: 'listening',
      on: { events: ['SessionMigrated'] },
      uses: { search: ['read'] },
      handle: async (event: Envelope, deps: DepsOf<{ search: ['read'] }>) =>
        void seen.push(event.subject, Object.keys(deps.search)),
    });
    const bound = listening.bind(wireDeps(listening.manifest, world));
    if (bound.kind === 'events') await bound.handle(eventOf('SessionMigrated', { sessionId: 's1' }));
    expect(seen).toEqual(['s1', ['search']]);
  });

  test('that is on http answers with its deps', async () => {
    const answering = defineService({
      ...about,
      name: 'answering',
      on: {
        http: [
          routeFor<DepsOf<object>>()({
            ...route,
            handle: async (_, { clock }) => ({ status: 200, body: clock.now() }),
          }),
        ],
      },
      uses: {},
    });
    const bound = answering.bind(wireDeps(answering.manifest, world));
    const [now] = bound.kind === 'http' ? bound.routes : [];
    const request = { params: {}, query: {}, body: undefined, caller: caller(), requestId: 'r' };
    expect(await now?.handle(request)).toEqual({ status: 200, body: world.clock.now() });
  });
});
