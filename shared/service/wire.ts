import { randomUUID } from 'node:crypto';
import type { Envelope } from '../events/envelope.ts';
import { openArea } from '../ports/area.ts';
import type { Bus } from '../ports/bus.ts';
import type { Clock } from '../ports/clock.ts';
import type { Compute, ComputeRight } from '../ports/compute.ts';
import type { Mail } from '../ports/mail.ts';
import type { ObjectRight, Objects, StoreName } from '../ports/objects.ts';
import type { DeadLetterRight, DeadLetters } from '../ports/queue.ts';
import type { SearchEngine } from '../ports/search.ts';
import type { Secrets } from '../ports/secrets.ts';
import { announcer, OUTBOX_RIGHTS } from './announce.ts';
import type { Area, SearchRight, ServiceManifest, Uses } from './define.ts';
import type { Log } from './observe.ts';

/** Everything that there is; a service gets the part that its manifest names. */
export interface World {
  readonly stores: Readonly<Record<StoreName, Objects>>;
  readonly bus: Bus;
  readonly deadLetters: DeadLetters;
  readonly search: SearchEngine;
  readonly secrets: Secrets;
  readonly compute: Compute;
  readonly mail: Mail;
  readonly clock: Clock;
  readonly log: Log;
  /** Ids of events, random where left out: a simulation repeats its own. */
  readonly newId?: () => string;
}

/** The functions behind each right: the one list from which local deps and IAM actions follow. */
export const OBJECT_RIGHTS = {
  read: ['head', 'get', 'signGet'],
  locate: ['location'],
  list: ['list'],
  write: ['put', 'putStream'],
  address: ['signPut'],
  multipart: ['createUpload', 'openUploads', 'parts', 'signPart', 'completeUpload', 'abortUpload'],
  remove: ['remove'],
  restore: ['restore'],
} as const satisfies Record<ObjectRight, readonly (keyof Objects)[]>;

export const SEARCH_RIGHTS = {
  read: ['search'],
  page: ['openPointInTime', 'closePointInTime'],
  write: ['write'],
  create: ['ensureIndex'],
  rebuild: ['count', 'deleteIndex', 'refresh'],
} as const satisfies Record<SearchRight, readonly (keyof SearchEngine)[]>;

export const DEAD_LETTER_RIGHTS = {
  take: ['receive', 'acknowledge'],
  count: ['depths'],
} as const satisfies Record<DeadLetterRight, readonly (keyof DeadLetters)[]>;

export const COMPUTE_RIGHTS = {
  quote: ['offer'],
  launch: ['launch'],
  describe: ['find'],
  end: ['end'],
} as const satisfies Record<ComputeRight, readonly (keyof Compute)[]>;

/**
 * What the manifest grants, with what follows from it: who emits writes the outbox, who is fed from a queue writes
 * the inbox.
 */
export function grantsOf(manifest: ServiceManifest): Uses {
  const objects: { [A in Area]?: readonly ObjectRight[] } = { ...manifest.uses.objects };
  const add = (area: Area, rights: readonly ObjectRight[]): void => {
    objects[area] = [...new Set([...(objects[area] ?? []), ...rights])];
  };
  if (manifest.emits.length > 0) add('ledger/outbox', OUTBOX_RIGHTS);
  if ('events' in manifest.on || 'written' in manifest.on) add('ledger/failures', ['write']);
  return { ...manifest.uses, objects };
}

/** The parts of the world that a service is wired to; its bundle holds the clients of these and no others. */
export type PortName = 'stores' | 'bus' | 'deadLetters' | 'search' | 'secrets' | 'compute' | 'mail';

export function portsOf(manifest: ServiceManifest): readonly PortName[] {
  const { objects, search, secrets, compute, deadLetters, mail, republish } = grantsOf(manifest);
  const needed: Record<PortName, unknown> = {
    stores: objects && Object.keys(objects).length > 0,
    bus: manifest.emits.length > 0 || republish,
    deadLetters,
    search,
    secrets,
    compute,
    mail,
  };
  return (Object.keys(needed) as PortName[]).filter((port) => needed[port]);
}

/** Keys of raw files: what the area `archive/raw` is limited to. */
const RAW_KEY = /^[^/]+\/raw\//;

/** The store and the folder in it that an area stands for. */
export function placeOf(area: Area): { store: StoreName; prefix: string; only?: RegExp } {
  if (area === 'archive/raw') return { store: 'archive', prefix: '', only: RAW_KEY };
  const slash = area.indexOf('/');
  if (slash < 0) return { store: area as StoreName, prefix: '' };
  return { store: area.slice(0, slash) as StoreName, prefix: `${area.slice(slash + 1)}/` };
}

/** A whole area, for the platform's own use. */
export function areaOf(world: Pick<World, 'stores'>, area: Area): Objects {
  const { store, prefix, only } = placeOf(area);
  return openArea(world.stores[store], prefix, only);
}

/** The deps that a service's `handle` receives: the functions it has a right to, and no others. */
export function wireDeps(manifest: ServiceManifest, world: World): unknown {
  const { uses } = manifest;
  const objects = Object.entries(uses.objects ?? {}).map(([area, rights]) => [
    area,
    pick(
      areaOf(world, area as Area),
      rights.flatMap((right) => OBJECT_RIGHTS[right]),
    ),
  ]);
  return {
    clock: world.clock,
    log: world.log.with({ service: manifest.name }),
    ...(uses.objects && { objects: Object.fromEntries(objects) }),
    ...(uses.search && {
      search: pick(
        world.search,
        uses.search.flatMap((right) => SEARCH_RIGHTS[right]),
      ),
    }),
    ...(uses.secrets && { secrets: limitSecrets(world.secrets, uses.secrets) }),
    ...(uses.compute && {
      compute: pick(
        world.compute,
        uses.compute.flatMap((right) => COMPUTE_RIGHTS[right]),
      ),
    }),
    ...(uses.deadLetters && {
      deadLetters: pick(
        world.deadLetters,
        uses.deadLetters.flatMap((right) => DEAD_LETTER_RIGHTS[right]),
      ),
    }),
    ...(uses.mail && { mail: world.mail }),
    ...(uses.republish && { republish: (event: Envelope) => world.bus.publish(event) }),
    ...(manifest.emits.length > 0 && { announce: announcerOf(manifest, world) }),
  };
}

function announcerOf(manifest: ServiceManifest, world: World): ReturnType<typeof announcer> {
  return announcer({
    outbox: areaOf(world, 'ledger/outbox'),
    bus: world.bus,
    clock: world.clock,
    service: manifest.name,
    newId: world.newId ?? randomUUID,
  });
}

function limitSecrets(secrets: Secrets, allowed: readonly string[]): Secrets {
  return {
    get: async (name) => {
      if (!allowed.includes(name)) throw new Error(`This service did not ask for the secret "${name}".`);
      return await secrets.get(name);
    },
  };
}

function pick<T extends object, K extends keyof T>(from: T, names: readonly K[]): Pick<T, K> {
  return Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<T, K>;
}
