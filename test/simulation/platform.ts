import { subscriptionsOf } from '../../infra/local/runtime.ts';
import { services } from '../../services/registry.ts';
import { issueToken } from '../../shared/service/auth.ts';
import { consume, consumeWritten } from '../../shared/service/consume.ts';
import type { BoundService, DefinedService } from '../../shared/service/define.ts';
import { byToken, dispatcher } from '../../shared/service/dispatch.ts';
import type { HttpAnswer } from '../../shared/service/http.ts';
import { areaOf, type World, wireDeps } from '../../shared/service/wire.ts';
import { caller } from '../make.ts';
import type { MemoryQueues } from './memory-queues.ts';
import { CallFailed, type Scheduler, type Task } from './scheduler.ts';
import { worldOfTask } from './world-of-task.ts';

export const subscriptions = subscriptionsOf(services);

export interface Request {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
}

export interface Platform {
  /** Deliveries and runs by the clock that may begin now. */
  ready(): (() => Promise<void>)[];
  /** When the next service runs by the clock. */
  nextDue(): number;
  /** A request of a client. Throws where no answer came. */
  request(client: Task, request: Request): Promise<HttpAnswer>;
}

/** The services of the registry: each delivery, run and request is a task with everything wired anew for it. */
export function openPlatform(world: World, queues: MemoryQueues, scheduler: Scheduler): Platform {
  const scheduled = services.flatMap((service) => {
    const { on } = service.manifest;
    return 'everySeconds' in on
      ? [{ service, everyMs: on.everySeconds * 1000, due: world.clock.now() + on.everySeconds * 1000 }]
      : [];
  });
  const bind = (service: DefinedService, task: Task): { own: World; bound: BoundService } => {
    const own = worldOfTask(world, task);
    return { own, bound: service.bind(wireDeps(service.manifest, own)) };
  };

  async function deliver(service: DefinedService, id: string): Promise<void> {
    const { name } = service.manifest;
    const message = queues.deliver(name, id);
    await scheduler.start(name, true, async (task) => {
      const { own, bound } = bind(service, task);
      const consumer = {
        service: name,
        inbox: areaOf(own, 'ledger/failures'),
        clock: world.clock,
        log: world.log,
      };
      try {
        const outcome =
          bound.kind === 'events'
            ? await consume(message, { ...consumer, handle: bound.handle })
            : bound.kind === 'written' &&
              (await consumeWritten(message, { ...consumer, handle: bound.handle }));
        const end = async (): Promise<void> =>
          outcome === 'done'
            ? queues.acknowledge(name, id)
            : queues.release(name, id, 1000 * 2 ** Math.min(message.deliveries, 8));
        await task.call(outcome === 'done' ? `acknowledge ${id}` : `release ${id}`, end, { effect: true });
      } catch {
        // It comes again once it is visible.
      }
    });
  }

  async function run(service: DefinedService): Promise<void> {
    await scheduler.start(service.manifest.name, true, async (task) => {
      const { bound } = bind(service, task);
      try {
        if (bound.kind === 'schedule') await bound.handle();
      } catch (error) {
        world.log.error('The next run makes up for it.', error);
      }
    });
  }

  const serviceOf = new Map(services.map((service) => [service.manifest.name, service]));
  return {
    ready: () => [
      ...queues.visible().flatMap(({ queue, id }) => {
        const service = serviceOf.get(queue);
        const isFree = service && scheduler.running(queue) < service.manifest.limits.concurrency;
        return isFree ? [() => deliver(service, id)] : [];
      }),
      ...scheduled.flatMap((each) => {
        const { name } = each.service.manifest;
        if (each.due > world.clock.now() || scheduler.running(name) > 0) return [];
        return () => {
          each.due = world.clock.now() + each.everyMs;
          return run(each.service);
        };
      }),
    ],
    nextDue: () => Math.min(...scheduled.map(({ due }) => due)),
    request: async (client, { method, path, body }) => {
      const secret = await world.secrets.get('token-signing');
      const token = await issueToken(
        caller({ scopes: ['sessions:read', 'sessions:write', 'sandboxes:write'] }),
        secret,
        world.clock,
      );
      let answer: HttpAnswer | undefined;
      const ended = Promise.withResolvers<void>();
      await client.call(`${method} ${path}`, async () => {
        void scheduler.start('http', true, async (task) => {
          const routes = services.flatMap((service) => {
            if (!('http' in service.manifest.on)) return [];
            const { bound } = bind(service, task);
            return bound.kind === 'http' ? bound.routes : [];
          });
          const dispatch = dispatcher({
            routes,
            authenticate: byToken(() => world.secrets.get('token-signing'), world.clock),
            log: world.log,
          });
          const given = await dispatch({
            method,
            path,
            query: new URLSearchParams(),
            authorization: `Bearer ${token}`,
            body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
            requestId: 'request',
          });
          // The answer itself may be lost on its way.
          await task
            .call('answer', async () => {
              answer = given;
            })
            .catch(() => undefined);
          ended.resolve();
        });
      });
      client.waiting = true;
      await ended.promise;
      client.waiting = false;
      if (!answer || answer.status >= 500) throw new CallFailed(`${method} ${path}`);
      return answer;
    },
  };
}
