import type { Envelope } from '../../shared/events/envelope.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { MailMessage } from '../../shared/ports/mail.ts';
import type { Secrets } from '../../shared/ports/secrets.ts';
import type { Log } from '../../shared/service/observe.ts';
import { mapLimit } from '../../shared/service/parallel.ts';
import { areaOf, type World } from '../../shared/service/wire.ts';
import { seededRandom } from '../crash/random.ts';
import { fakeCompute } from '../services/fake-compute.ts';
import { fakeSearch } from '../services/fake-search.ts';
import { askForSandbox, type Known, type Surroundings, upload } from './clients.ts';
import { openInstances } from './instances.ts';
import { brokenPromises } from './invariants.ts';
import { openMemoryQueues } from './memory-queues.ts';
import { type MemoryStore, openMemoryStore } from './memory-store.ts';
import { openPlatform, subscriptions } from './platform.ts';
import { type Counts, type Faults, openScheduler } from './scheduler.ts';
import { SECRETS } from './secrets.ts';
import { simulatedSessions } from './sessions.ts';

/** The calls in which faults happen; then the world gets better, as it must for anything to be promised. */
const FAULTY_CALLS = 800;
/** A world that is not at rest by then never will be. */
const MAX_STEPS = 30_000;

export interface Simulated {
  readonly seed: number;
  /** What was promised and is not so; empty is good. */
  readonly problems: readonly string[];
  /** Every decision, one a line. */
  readonly trace: readonly string[];
  readonly counts: Readonly<Counts & { duplicates: number }>;
}

/** Seeds that run side by side: one hashes or signs in another thread while the others go on. */
const LANES = 4;

/** Runs seeds `from` to `from + seeds - 1`, and gives each to `see` in no certain order. */
export async function simulateAll(
  from: number,
  seeds: number,
  see: (simulated: Simulated) => void,
): Promise<void> {
  const all = Array.from({ length: seeds }, (_, index) => from + index);
  await mapLimit(all, LANES, async (seed) => see(await simulate(seed)));
}

/** Runs the platform once, with faults as the seed has them. The same seed does the same. */
export async function simulate(seed: number): Promise<Simulated> {
  const random = seededRandom(seed);
  const trace: string[] = [];
  const problems: string[] = [];
  let time = Date.UTC(2026, 0, 1);
  const now = (): number => time;
  const note = (line: string): void => void trace.push(`${new Date(time).toISOString().slice(11)} ${line}`);
  const scheduler = openScheduler(random, note);
  const faults: Faults = { crash: 0.008, fail: 0.02, loseAnswer: 0.02 };
  const isFaulty = (): boolean => scheduler.counts.calls < FAULTY_CALLS;

  const clock: Clock = {
    now,
    wait: () => Promise.reject(new Error('No service waits; queues and the clock do.')),
  };
  const store = (): MemoryStore => openMemoryStore(now);
  const stores = { landing: store(), archive: store(), results: store(), ledger: store() };
  const queues = openMemoryQueues(subscriptions, now);
  const published: Envelope[] = [];
  const sent: MailMessage[] = [];
  let ids = 0;
  let duplicates = 0;
  const world = {
    stores,
    bus: {
      publish: async (event: Envelope) => {
        published.push(event);
        queues.publish(event, () => {
          const twice = isFaulty() && random() < 0.1;
          if (twice) duplicates += 1;
          return twice;
        });
      },
    },
    deadLetters: queues.deadLetters,
    search: fakeSearch(),
    secrets: { get: async (name) => SECRETS[name] } satisfies Secrets,
    compute: fakeCompute(),
    mail: {
      operators: [{ kind: 'email', address: 'operators@lab.example' }],
      send: async (message: MailMessage) => {
        sent.push(message);
        return { state: 'sent' };
      },
    },
    clock,
    log: logOfMistakes((mistake) => problems.push(mistake)),
    newId: () => {
      ids += 1;
      return `event-${ids}`;
    },
  } satisfies World;

  const platform = openPlatform(world, queues, scheduler);
  const known: Known = { outcomes: new Map(), sandboxes: [] };
  const around: Surroundings = {
    platform,
    archive: stores.archive,
    uploads: areaOf(world, 'ledger/uploads'),
    now,
    known,
  };
  const sessions = simulatedSessions(random);
  const client = (name: string, run: Parameters<typeof scheduler.start>[2]): Promise<void> =>
    scheduler.start(name, false, (task) =>
      run(task).catch((error) => void problems.push(`${name}: ${error}`)),
    );
  for (const session of sessions) await client(`rig ${session.id}`, (task) => upload(task, session, around));
  const endsEarly = random() < 0.3;
  await client('person', (task) => askForSandbox(task, around, endsEarly));

  const instances = openInstances({
    compute: world.compute,
    instances: areaOf(world, 'ledger/instances'),
    notify: (notice) => queues.send('sandbox-reports', notice),
    random,
    note,
  });
  let instancesDue = time + 30_000;
  const isAtRest = async (): Promise<boolean> =>
    scheduler.running() === 0 &&
    queues.isEmpty() &&
    (await stores.ledger.list({ prefix: 'outbox/' })).objects.length === 0 &&
    (await stores.ledger.list({ prefix: 'sandboxes/alive/' })).objects.length === 0;

  let steps = 0;
  for (; steps < MAX_STEPS && !(await isAtRest()); steps += 1) {
    time += 1 + Math.floor(random() * 20);
    if (isFaulty() && random() < 0.01) time += Math.floor(random() * 60_000);
    if (instancesDue <= time) {
      instancesDue = time + 30_000;
      await instances(isFaulty());
    }
    const choices = [...scheduler.ready(time, isFaulty() ? faults : undefined), ...platform.ready()];
    const choice = choices[Math.floor(random() * choices.length)];
    if (choice) await choice();
    else
      time = Math.max(
        time,
        Math.min(scheduler.nextDue(), platform.nextDue(), queues.nextVisible(), instancesDue),
      );
  }
  if (steps === MAX_STEPS) problems.push(`It was not at rest after ${MAX_STEPS} steps.`);
  else problems.push(...(await brokenPromises({ world, stores, sessions, known, published, sent })));
  return { seed, problems, trace, counts: { ...scheduler.counts, duplicates } };
}

/** Keeps mistakes of the code, which would otherwise look like calls that failed. */
function logOfMistakes(keep: (mistake: string) => void): Log {
  const log: Log = {
    info: () => undefined,
    warn: () => undefined,
    error: (_, error) => {
      const isMistake =
        error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError;
      if (isMistake) keep(error.stack ?? error.message);
    },
    with: () => log,
  };
  return log;
}
