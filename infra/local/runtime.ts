import type { LocalBus } from '../../shared/clients/local/bus/index.ts';
import type { FilterPolicy } from '../../shared/ports/bus.ts';
import type { QueueSettings } from '../../shared/ports/queue.ts';
import type { BoundService, DefinedService, ServiceManifest } from '../../shared/service/define.ts';
import type { Route } from '../../shared/service/http.ts';
import { areaOf, type World, wireDeps } from '../../shared/service/wire.ts';
import { runConsumer } from './consumers.ts';
import { runSchedule } from './schedules.ts';

export interface BoundServices {
  readonly services: readonly { readonly manifest: ServiceManifest; readonly bound: BoundService }[];
  readonly routes: readonly Route<void>[];
}

/** Gives each service what its manifest names. */
export function bindServices(defined: readonly DefinedService[], world: World): BoundServices {
  const services = defined.map(({ manifest, bind }) => ({
    manifest,
    bound: bind(wireDeps(manifest, world)),
  }));
  return { services, routes: services.flatMap(({ bound }) => (bound.kind === 'http' ? bound.routes : [])) };
}

/** A queue for each service that handles events, named like it. */
export function subscriptionsOf(
  defined: readonly DefinedService[],
): { queue: string; filter: FilterPolicy; settings: QueueSettings }[] {
  return defined.flatMap(({ manifest: { name, on, limits } }) => {
    if (!('events' in on)) return [];
    // Six times the longest call, as for a Lambda event source: a slow call is not taken for a dead one.
    const settings = { visibilityTimeout: 6 * limits.timeout, attempts: limits.attempts ?? 5 };
    return [{ queue: name, filter: { type: on.events }, settings }];
  });
}

/** Starts queues and schedules; http routes are served by the one server. */
export function runServices(
  bound: BoundServices,
  queue: LocalBus['queue'],
  world: World,
): { stop(): Promise<void> } {
  const inbox = areaOf(world, 'ledger/failures');
  const running = bound.services.flatMap(({ manifest, bound: service }) => {
    const log = world.log.with({ service: manifest.name });
    if (service.kind === 'events') {
      const consumer = { service: manifest.name, handle: service.handle, inbox, clock: world.clock, log };
      return [runConsumer(queue(manifest.name), consumer, manifest.limits.concurrency, world.clock)];
    }
    if (service.kind === 'schedule' && 'everySeconds' in manifest.on)
      return [runSchedule(service.handle, manifest.on.everySeconds, world.clock, log)];
    return [];
  });
  return {
    stop: async () => {
      await Promise.all(running.map((part) => part.stop()));
    },
  };
}
