import type { Clock } from '../../ports/clock.ts';
import type { ServiceManifest } from '../define.ts';
import type { Environment } from '../environment.ts';
import { type PortName, portsOf, type World } from '../wire.ts';

/** How the ports are opened; a bundle holds those that its service needs and no others. */
export type Openers = {
  readonly [P in PortName]?: (environment: Environment, clock: Clock) => World[P];
};

/** The world but for its log, which is each call's own. */
export type Ports = Omit<World, 'log'>;

/**
 * Opens the ports that the manifest needs, and no others: `wireDeps` touches no more, since both follow from the same
 * grants. Clients connect at their first call, so that this costs no round trip.
 *
 * @throws where an opener is missing, which is a mistake of the bundle.
 */
export function openPorts(
  manifest: ServiceManifest,
  openers: Openers,
  environment: Environment,
  clock: Clock,
): Ports {
  const needed = portsOf(manifest);
  const missing = needed.filter((port) => !openers[port]);
  if (missing.length > 0)
    throw new Error(`The bundle of "${manifest.name}" lacks what opens: ${missing.join(', ')}.`);
  const opened = needed.map((port) => [port, openers[port]?.(environment, clock)]);
  return { ...Object.fromEntries(opened), clock };
}
