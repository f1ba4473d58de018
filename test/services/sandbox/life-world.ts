import { subscriptionsOf } from '../../../infra/local/runtime.ts';
import type { SandboxDocument } from '../../../services/sandbox/document.ts';
import type { Recipe, RecipePage } from '../../../services/sandbox/recipe.ts';
import type { Report } from '../../../services/sandbox/report.ts';
import { sandbox, sandboxClock, sandboxLife, sandboxReports } from '../../../services/sandbox/service.ts';
import type { SandboxRequest } from '../../../shared/api/sandboxes.ts';
import type { EventType } from '../../../shared/events/catalog.ts';
import type { World } from '../../../shared/service/wire.ts';
import { wireDeps } from '../../../shared/service/wire.ts';
import { caller, eventOf } from '../../make.ts';
import { manualClock } from '../../setup/manual-clock.ts';
import { apiOf, documentAt, handlerOf, keysOf, openWorld, runOf, type TestWorld } from '../world.ts';
import { reportOf } from './facts.ts';

export const ID = 'sbx-0123456789abcdef';

const ANNOUNCED: readonly EventType[] = sandboxLife.manifest.emits;

/** A world with the services of the sandbox, called one by one as their triggers would. */
export interface LifeWorld {
  readonly world: TestWorld;
  /** Asks for the sandbox ID; what the door answered. */
  ask(request: SandboxRequest): Promise<{ status: number; body: unknown }>;
  /** Delivers the event that the door emitted, in this world or in one that dies. */
  deliver(type: 'SandboxRequested' | 'SandboxEndRequested', where?: World): Promise<void>;
  tick(where?: World): Promise<void>;
  /** The instance of the latest launch reports, or another one. */
  report(report: Report | Report['phase'], by?: string): Promise<void>;
  /** Id of the instance of the latest launch. */
  instance(): Promise<string>;
  document(): Promise<SandboxDocument>;
  recipe(): Promise<Recipe | undefined>;
  recipePage(page?: number): Promise<RecipePage | undefined>;
  /** Types of the events that were announced about the sandbox, in their order. */
  announced(): EventType[];
  isAlive(): Promise<boolean>;
  close(): Promise<void>;
}

export async function openLifeWorld(): Promise<LifeWorld> {
  return lifeIn(await openWorld({ clock: manualClock(), subscriptions: subscriptionsOf([sandboxLife]) }), ID);
}

/** A sandbox of its own in a world that there is already. */
export function lifeIn(world: TestWorld, id: string): LifeWorld {
  const document = async (): Promise<SandboxDocument> => {
    const found = await documentAt<SandboxDocument>(world, 'ledger/sandboxes', `${id}.json`);
    if (!found) throw new Error('There is no sandbox.');
    return found;
  };
  const instance = async (): Promise<string> => {
    const { life } = await document();
    const found = await world.compute.find(`${id}-${life.attempt}`);
    return found?.id ?? 'i-none';
  };
  return {
    world,
    ask: (request) =>
      apiOf(
        sandbox,
        world,
      )({
        method: 'POST',
        path: '/v1/sandboxes',
        body: { id, ...request },
        as: caller({ scopes: ['sandboxes:write'] }),
      }).then(({ status, body }) => ({ status, body })),
    deliver: (type, where = world) => handlerOf(sandboxLife, where)(eventOf(type, { sandboxId: id })),
    tick: (where = world) => runOf(sandboxClock, where)(),
    instance,
    report: async (given, by) => {
      const key = `${by ?? (await instance())}/report.json`;
      const report = typeof given === 'string' ? reportOf(given) : given;
      await world.area('ledger/instances').put(key, Buffer.from(JSON.stringify(report)));
      const bound = sandboxReports.bind(wireDeps(sandboxReports.manifest, world));
      if (bound.kind === 'written') await bound.handle(key);
    },
    document,
    recipe: async () => documentAt<Recipe>(world, 'ledger/instances', `${await instance()}/recipe.json`),
    recipePage: async (page = 0) =>
      documentAt<RecipePage>(world, 'ledger/instances', `${await instance()}/recipe/${page}.json`),
    announced: () =>
      world.published
        .filter(({ type, subject }) => subject === id && ANNOUNCED.includes(type))
        .map(({ type }) => type),
    isAlive: async () => (await keysOf(world, 'ledger/sandboxes', `alive/${id}`)).length > 0,
    close: () => world.close(),
  };
}
