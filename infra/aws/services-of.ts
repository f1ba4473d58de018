import { publish, services } from '../../services/registry.ts';
import type { ServiceManifest } from '../../shared/service/define.ts';
import type { Config } from './config.ts';

/** The services of a stack: the whole registry, but `publish` only where functions leave their events to it. */
export const manifestsOf = ({ events }: Pick<Config, 'events'>): readonly ServiceManifest[] =>
  services
    .map(({ manifest }) => manifest)
    .filter(({ name }) => events === 'store' || name !== publish.manifest.name);
