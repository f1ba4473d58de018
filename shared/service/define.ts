import type { EventType } from '../events/catalog.ts';
import type { Envelope } from '../events/envelope.ts';
import type { Bus } from '../ports/bus.ts';
import type { Clock } from '../ports/clock.ts';
import type { ComputeRight, ComputeRights } from '../ports/compute.ts';
import type { Mail } from '../ports/mail.ts';
import type { ObjectRight, ObjectRights, StoreName } from '../ports/objects.ts';
import type { DeadLetterRight, DeadLetterRights } from '../ports/queue.ts';
import type { SearchRights } from '../ports/search.ts';
import type { SecretName, Secrets } from '../ports/secrets.ts';
import type { Announce } from './announce.ts';
import type { Caller } from './auth.ts';
import type { Route } from './http.ts';
import type { Log } from './observe.ts';

/**
 * What rights are given on: a store; a folder of the ledger, with keys relative to it; or the raw files of all
 * sessions (`<id>/raw/…` in the archive), without their manifests.
 */
export type Area = Exclude<StoreName, 'ledger'> | 'archive/raw' | `ledger/${LedgerFolder}`;
export type LedgerFolder =
  | 'sessions'
  | 'uploads'
  | 'receipts'
  | 'keys'
  | 'failures'
  | 'outbox'
  | 'bus'
  | 'sandboxes'
  | 'instances'
  | 'messages';

export type SearchRight = keyof SearchRights;

/** What a service may ask of the world, right by right. IAM policies, environment and `deps` follow from it. */
export interface Uses {
  readonly objects?: { readonly [A in Area]?: readonly ObjectRight[] };
  readonly search?: readonly SearchRight[];
  readonly secrets?: readonly SecretName[];
  /** Machines for sandboxes. */
  readonly compute?: readonly ComputeRight[];
  /** The dead letters of all queues. */
  readonly deadLetters?: readonly DeadLetterRight[];
  /** Sends messages to people. */
  readonly mail?: true;
  /** Publishes events of others again, as they are: for the sweep of the outbox, and for replay. */
  readonly republish?: true;
}

type Intersect<U> = (U extends unknown ? (x: U) => void : never) extends (x: infer I) => void ? I : never;

type ObjectDeps<O> = {
  readonly [A in keyof O]: O[A] extends readonly (infer R)[]
    ? Intersect<ObjectRights[R & ObjectRight]>
    : never;
};

/** What `handle` receives: a function that was not asked for is not there to be called. */
export type DepsOf<U extends Uses, E extends EventType = never> = {
  readonly clock: Clock;
  readonly log: Log;
} & (U['objects'] extends object ? { readonly objects: ObjectDeps<U['objects']> } : unknown) &
  (U['search'] extends readonly (infer R)[]
    ? { readonly search: Intersect<SearchRights[R & SearchRight]> }
    : unknown) &
  (U['secrets'] extends readonly (infer N)[]
    ? { readonly secrets: { get(name: N & SecretName): ReturnType<Secrets['get']> } }
    : unknown) &
  (U['compute'] extends readonly (infer R)[]
    ? { readonly compute: Intersect<ComputeRights[R & ComputeRight]> }
    : unknown) &
  (U['deadLetters'] extends readonly (infer R)[]
    ? { readonly deadLetters: Intersect<DeadLetterRights[R & DeadLetterRight]> }
    : unknown) &
  (U['mail'] extends true ? { readonly mail: Mail } : unknown) &
  (U['republish'] extends true ? { readonly republish: Bus['publish'] } : unknown) &
  ([E] extends [never] ? unknown : { readonly announce: Announce<E> });

export interface Limits {
  /** Megabytes. */
  readonly memory: number;
  /** Seconds that one call may take. */
  readonly timeout: number;
  /** Messages, or requests, in work at the same time. */
  readonly concurrency: number;
  /** Deliveries before the dead-letter queue; for events only. */
  readonly attempts?: number;
}

/** What to do when it fails: the section of the runbook that the alarm's text links to. */
export interface FailureNote {
  readonly alarm: string;
  readonly runbook: `docs/runbooks/${string}.md`;
}

interface Common<U extends Uses, E extends EventType> {
  readonly name: string;
  /** One sentence for docs/services.md. */
  readonly does: string;
  readonly emits: readonly E[];
  readonly uses: U;
  readonly limits: Limits;
  /**
   * Where it runs on AWS. Private: in subnets without a way out, which reach the stores, the bus and the search
   * domain only; whatever uses search is there anyway. Left out: outside of the network, with access to AWS's APIs.
   */
  readonly network?: 'private';
  readonly failure: FailureNote;
}

export interface EventService<U extends Uses = Uses, E extends EventType = EventType> extends Common<U, E> {
  readonly on: { readonly events: readonly EventType[] };
  /** Handles one event. Throw a Refusal for wrong input, anything else to be called again. */
  readonly handle: (event: Envelope, deps: DepsOf<U, E>) => Promise<void>;
}

export interface HttpService<U extends Uses = Uses, E extends EventType = EventType> extends Common<U, E> {
  readonly on: { readonly http: readonly Route<DepsOf<U, E>>[] };
}

export interface ScheduledService<U extends Uses = Uses, E extends EventType = EventType>
  extends Common<U, E> {
  readonly on: { readonly everySeconds: number };
  readonly handle: (deps: DepsOf<U, E>) => Promise<void>;
}

/** Objects of an area that are written by others than services, such as the reports of instances. */
export interface WrittenObjects {
  readonly area: Area;
  /** How their keys end. */
  readonly suffix: string;
}

/** S3's event notifications on AWS: at least once, in any order, and the object may have changed again. */
export interface ObjectService<U extends Uses = Uses, E extends EventType = EventType> extends Common<U, E> {
  readonly on: { readonly written: WrittenObjects };
  /** Handles one object that was written; `key` is relative to the area. Throws as an EventService does. */
  readonly handle: (key: string, deps: DepsOf<U, E>) => Promise<void>;
}

/**
 * Says who calls, before the gateway lets a request through: AWS only, since one workstation has no gateway and its
 * dispatcher reads the token itself.
 */
export interface GateService<U extends Uses = Uses, E extends EventType = EventType> extends Common<U, E> {
  readonly on: { readonly gate: 'requests' };
  /** The caller behind the header `Authorization`. Throws a Refusal where there is none. */
  readonly handle: (authorization: string | undefined, deps: DepsOf<U, E>) => Promise<Caller>;
}

export type Service<U extends Uses = Uses, E extends EventType = EventType> =
  | GateService<U, E>
  | EventService<U, E>
  | HttpService<U, E>
  | ObjectService<U, E>
  | ScheduledService<U, E>;

/** The whole manifest, without types of deps: what the runtime, the Pulumi program and the docs read. */
export interface ServiceManifest {
  readonly name: string;
  readonly does: string;
  readonly on:
    | { readonly events: readonly EventType[] }
    | { readonly http: readonly RouteManifest[] }
    | { readonly written: WrittenObjects }
    | { readonly everySeconds: number }
    | { readonly gate: 'requests' };
  readonly emits: readonly EventType[];
  readonly uses: Uses;
  readonly limits: Limits;
  readonly network?: 'private';
  readonly failure: FailureNote;
}

export type RouteManifest = Omit<Route<never>, 'handle'>;

/** A service with its deps: ready to be called. */
export type BoundService =
  | { readonly kind: 'events'; handle(event: Envelope): Promise<void> }
  | { readonly kind: 'http'; readonly routes: readonly Route<void>[] }
  | { readonly kind: 'written'; handle(key: string): Promise<void> }
  | { readonly kind: 'schedule'; handle(): Promise<void> }
  | { readonly kind: 'gate'; handle(authorization: string | undefined): Promise<Caller> };

export interface DefinedService {
  readonly manifest: ServiceManifest;
  /** `deps` come from `wireDeps(manifest, world)`, which builds exactly what `uses` and `emits` name. */
  bind(deps: unknown): BoundService;
}

/** Defines a service. Its rights are written here and nowhere else. */
export function defineService<const U extends Uses, const E extends EventType>(
  service: Service<U, E>,
): DefinedService {
  return {
    manifest: service,
    bind: (wired) => {
      const deps = wired as DepsOf<U, E>;
      if ('events' in service.on) {
        const { handle } = service as EventService<U, E>;
        return { kind: 'events', handle: (event) => handle(event, deps) };
      }
      if ('http' in service.on) {
        const { http } = service.on;
        return {
          kind: 'http',
          routes: http.map((route) => ({ ...route, handle: (request) => route.handle(request, deps) })),
        };
      }
      if ('written' in service.on) {
        const { handle } = service as ObjectService<U, E>;
        return { kind: 'written', handle: (key) => handle(key, deps) };
      }
      if ('gate' in service.on) {
        const { handle } = service as GateService<U, E>;
        return { kind: 'gate', handle: (authorization) => handle(authorization, deps) };
      }
      const { handle } = service as ScheduledService<U, E>;
      return { kind: 'schedule', handle: () => handle(deps) };
    },
  };
}
