import type { LocalBus, Subscription } from '../../shared/clients/local/bus/index.ts';
import { consume, consumeWritten } from '../../shared/service/consume.ts';
import type { Area, BoundService, DefinedService, ServiceManifest } from '../../shared/service/define.ts';
import type { Route } from '../../shared/service/http.ts';
import { areaOf, type World, wireDeps } from '../../shared/service/wire.ts';
import { runConsumer, type Take } from './consumers.ts';
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

/** A queue for each service that is fed from one, named like it. */
export function subscriptionsOf(defined: readonly DefinedService[]): Subscription[] {
  return defined.flatMap(({ manifest: { name, on, limits } }) => {
    if (!('events' in on || 'written' in on)) return [];
    // Six times the longest call, as for a Lambda event source: a slow call is not taken for a dead one.
    const settings = { visibilityTimeout: 6 * limits.timeout, attempts: limits.attempts ?? 5 };
    return [{ queue: name, settings, ...('events' in on && { filter: { type: on.events } }) }];
  });
}

/** Queues of the services that wait for objects such as this one: who writes for others tells them. */
export const queuesWaitingFor = (defined: readonly DefinedService[], area: Area, key: string): string[] =>
  defined
    .filter(
      ({ manifest: { on } }) =>
        'written' in on && on.written.area === area && key.endsWith(on.written.suffix),
    )
    .map(({ manifest }) => manifest.name);

/** Starts queues and schedules; http routes are served by the one server. */
export function runServices(
  bound: BoundServices,
  queue: LocalBus['queue'],
  world: World,
): { stop(): Promise<void> } {
  const inbox = areaOf(world, 'ledger/failures');
  const running = bound.services.flatMap(({ manifest, bound: service }) => {
    const log = world.log.with({ service: manifest.name });
    const consumer = { service: manifest.name, inbox, clock: world.clock, log };
    const feed = (take: Take) =>
      runConsumer(queue(manifest.name), take, manifest.limits.concurrency, { clock: world.clock, log });
    if (service.kind === 'events')
      return [feed((message) => consume(message, { ...consumer, handle: service.handle }))];
    if (service.kind === 'written')
      return [feed((message) => consumeWritten(message, { ...consumer, handle: service.handle }))];
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
