import type { Objects, SignedAddress } from '../../../shared/ports/objects.ts';
import type { Fetched, FetchOptions } from '../fetch-address.ts';

/** An empty store and what a test needs around it. */
export interface ObjectsWorld {
  readonly objects: Objects;
  /** Another client of the same store, where it can have several; otherwise the same one. */
  readonly another: Objects;
  fetchAddress(address: SignedAddress, options?: FetchOptions): Promise<Fetched>;
  /** The store's time. A store whose time nobody can move leaves `advance` out; what needs it is then not tested. */
  readonly clock: { now(): number; advance?(ms: number): Promise<void> };
  close(): Promise<void>;
}
