import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { subscriptionsOf } from '../../infra/local/runtime.ts';
import { commit } from '../../services/commit/service.ts';
import { index } from '../../services/index/service.ts';
import { verify } from '../../services/verify/service.ts';
import { openLocalBus, type Subscription } from '../../shared/clients/local/bus/index.ts';
import { openLocalMail } from '../../shared/clients/local/mail/index.ts';
import { type LocalStores, openLocalStores } from '../../shared/clients/local/objects/index.ts';
import { openLocalSecrets } from '../../shared/clients/local/secrets.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Objects } from '../../shared/ports/objects.ts';
import type { Queue } from '../../shared/ports/queue.ts';
import { type Caller, issueToken } from '../../shared/service/auth.ts';
import type { Area, DefinedService } from '../../shared/service/define.ts';
import { byToken, dispatcher } from '../../shared/service/dispatch.ts';
import type { HttpAnswer } from '../../shared/service/http.ts';
import { structuredLog } from '../../shared/service/observe.ts';
import { areaOf, type World, wireDeps } from '../../shared/service/wire.ts';
import { type ManualClock, manualClock } from '../setup/manual-clock.ts';
import { type FakeCompute, fakeCompute } from './fake-compute.ts';
import { type FakeSearch, fakeSearch } from './fake-search.ts';

/** Everything that services ask of the world, durable and local, in a temporary home on a clock that stands still. */
export interface TestWorld<C extends Clock = ManualClock> extends World {
  readonly clock: C;
  readonly search: FakeSearch;
  readonly compute: FakeCompute;
  readonly home: string;
  readonly local: LocalStores;
  /** Events as they came onto the bus, the oldest first. */
  readonly published: readonly Envelope[];
  /** Lines of the log, parsed. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  queue(name: string): Queue;
  area(area: Area): Objects;
  /** Where signed addresses are served, for tests that serve them. */
  servedAt(url: string): void;
  close(): Promise<void>;
}

export async function openWorld(): Promise<TestWorld>;
export async function openWorld<C extends Clock>(options: {
  clock: C;
  subscriptions?: readonly Subscription[];
}): Promise<TestWorld<C>>;
export async function openWorld(
  options: { clock?: Clock; subscriptions?: readonly Subscription[] } = {},
): Promise<TestWorld<Clock>> {
  const { clock = manualClock(), subscriptions = subscriptionsOf([commit, verify, index]) } = options;
  const home = await mkdtemp(join(tmpdir(), 'sessions-world-'));
  let url = 'http://127.0.0.1:0';
  const signingKey = Buffer.from('a key for tests, nothing else');
  const local = await openLocalStores({ home, baseUrl: () => url, signingKey, clock });
  const { bus, queue, deadLetters, close } = await openLocalBus({
    file: join(home, 'bus.sqlite'),
    clock,
    subscriptions,
  });
  const published: Envelope[] = [];
  const lines: Record<string, unknown>[] = [];
  return {
    stores: local.stores,
    bus: {
      publish: async (event) => {
        await bus.publish(event);
        published.push(event);
      },
    },
    deadLetters,
    search: fakeSearch(),
    compute: fakeCompute(),
    secrets: openLocalSecrets(join(home, 'secrets')),
    mail: await openLocalMail({
      folder: join(home, 'outbox'),
      operators: [{ kind: 'email', address: 'operators@localhost' }],
      from: 'sessions@localhost',
      clock,
    }),
    clock,
    log: structuredLog(
      (line) => lines.push(JSON.parse(line)),
      () => clock.now(),
    ),
    home,
    local,
    published,
    lines,
    queue,
    area: (area) => areaOf(local, area),
    servedAt: (served) => {
      url = served;
    },
    close: async () => {
      await close();
      await local.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** A service with what its manifest names, and nothing else: its handler of events. */
export function handlerOf(service: DefinedService, world: World): (event: Envelope) => Promise<void> {
  const bound = service.bind(wireDeps(service.manifest, world));
  if (bound.kind !== 'events') throw new Error(`${service.manifest.name} handles no events.`);
  return bound.handle;
}

/** One run of a service that runs by the clock. */
export function runOf(service: DefinedService, world: World): () => Promise<void> {
  const bound = service.bind(wireDeps(service.manifest, world));
  if (bound.kind !== 'schedule') throw new Error(`${service.manifest.name} runs on no schedule.`);
  return bound.handle;
}

export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Nobody when left out. */
  readonly as?: Caller;
}

/** The API of a service, as the caller's token opens it. */
export function apiOf(service: DefinedService, world: World): (call: Call) => Promise<HttpAnswer> {
  const bound = service.bind(wireDeps(service.manifest, world));
  const routes = bound.kind === 'http' ? bound.routes : [];
  const tokenSecret = (): Promise<string> => world.secrets.get('token-signing');
  const answer = dispatcher({
    routes,
    authenticate: byToken(tokenSecret, world.clock),
    log: world.log,
  });
  return async ({ method, path, query = {}, body, as }) =>
    await answer({
      method,
      path,
      query: new URLSearchParams(query),
      authorization: as && `Bearer ${await issueToken(as, await tokenSecret(), world.clock)}`,
      body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
      requestId: 'request-1',
    });
}

/** All keys of an area. */
export async function keysOf(world: TestWorld<Clock>, area: Area, prefix = ''): Promise<string[]> {
  return (await world.area(area).list({ prefix })).objects.map(({ key }) => key);
}

/** A JSON document of an area; undefined where there is none. */
export async function documentAt<T>(
  world: TestWorld<Clock>,
  area: Area,
  key: string,
): Promise<T | undefined> {
  const objects = world.area(area);
  if (!(await objects.head(key))) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await objects.get(key)).chunks) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as T;
}
