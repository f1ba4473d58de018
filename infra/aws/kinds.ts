import type { ServiceManifest } from '../../shared/service/define.ts';

/** In subnets without a way out: named so, or because the search domain is only there. */
export const isPrivate = ({ network, uses }: ServiceManifest): boolean =>
  network === 'private' || (uses.search ?? []).length > 0;

/** By events, or by objects that were written: on AWS both come from a queue. */
export const isFedFromQueue = ({ on }: ServiceManifest): boolean => 'events' in on || 'written' in on;

/** Names of the services that have a queue. */
export const fedFromQueues = (manifests: readonly ServiceManifest[]): readonly string[] =>
  manifests.filter(isFedFromQueue).map(({ name }) => name);
