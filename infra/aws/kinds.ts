import type { ServiceManifest } from '../../shared/service/define.ts';
import { portsOf } from '../../shared/service/wire.ts';
import type { Config } from './config.ts';

/** In subnets without a way out: named so, or because the search domain is only there. */
export const isPrivate = ({ network, uses }: ServiceManifest): boolean =>
  network === 'private' || (uses.search ?? []).length > 0;

/** How functions in private subnets publish (config.ts). */
export type EventsWay = Config['events'];

/** By which way a service publishes: at the bus itself, or by leaving events in the ledger; undefined where it has none to publish. */
export function publishesBy(manifest: ServiceManifest, events: EventsWay): 'bus' | 'ledger' | undefined {
  if (!portsOf(manifest).includes('bus')) return undefined;
  return events === 'store' && isPrivate(manifest) ? 'ledger' : 'bus';
}

/** By events, or by objects that were written: on AWS both come from a queue. */
export const isFedFromQueue = ({ on }: ServiceManifest): boolean => 'events' in on || 'written' in on;

/** Names of the services that have a queue. */
export const fedFromQueues = (manifests: readonly ServiceManifest[]): readonly string[] =>
  manifests.filter(isFedFromQueue).map(({ name }) => name);
