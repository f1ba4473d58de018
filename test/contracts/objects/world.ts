import { expect } from '@jest/globals';
import type { ObjectAttributes, Objects, SignedAddress } from '../../../shared/ports/objects.ts';
import type { Fetched, FetchOptions } from '../fetch-address.ts';

/** An empty store and what a test needs around it. */
export interface ObjectsWorld {
  readonly objects: Objects;
  /** Another client of the same store, where it can have several; otherwise the same one. */
  readonly another: Objects;
  fetchAddress(address: SignedAddress, options?: FetchOptions): Promise<Fetched>;
  /** The store's time. A store whose time nobody can move leaves `advance` out; what needs it is then not tested. */
  readonly clock: { now(): number; advance?(ms: number): Promise<void> };
  /**
   * Set where the store's answer to a write does not say when it took place: the client then gives the time of the
   * answer, which is some seconds at most from what is read later.
   */
  readonly guessesModified?: true;
  close(): Promise<void>;
}

/** What a write said, as it is expected to be read later. */
export const asRead = (
  { guessesModified }: ObjectsWorld,
  written: ObjectAttributes,
): Omit<ObjectAttributes, 'modified'> & { modified: unknown } => ({
  ...written,
  modified: guessesModified ? expect.closeTo(written.modified, SECONDS) : written.modified,
});

/** Of `closeTo`: within 5,000 ms. */
const SECONDS = -4;
