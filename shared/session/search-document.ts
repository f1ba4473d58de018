import type { Stage } from './record.ts';

/** The alias behind which the index of sessions lies. Services know this name only. */
export const SESSIONS_ALIAS = 'sessions';

/**
 * A session as the index holds it: written by `index`, read by `search`. Its fields are those of
 * services/index/mapping.ts; times are ISO 8601 in UTC.
 */
export type SessionDocument = {
  readonly id: string;
  readonly source: string;
  readonly revision: number;
  readonly subject?: readonly string[];
  readonly experimenter?: readonly string[];
  readonly device?: readonly string[];
  readonly rig?: readonly string[];
  readonly task?: readonly string[];
  readonly recorded_at?: string;
  readonly duration_seconds?: number;
  readonly bytes: number;
  readonly files: number;
  readonly stages: { readonly [S in Stage]?: string };
  /** Format of the metadata file. */
  readonly format: string;
  readonly quarantined: readonly IndexedQuarantine[];
  readonly attrs: readonly IndexedAttribute[];
  /** What bare words find beside every attribute: paths of files. The index does not give it back. */
  readonly words: readonly string[];
};

export type IndexedQuarantine = {
  readonly field: string;
  readonly value: string;
  readonly code: string;
  readonly reason: string;
};

/** The values of one key that share a unit. `text` and `kw` stand for every value, the typed lists for some. */
export type IndexedAttribute = {
  /** The key as written. */
  readonly k: string;
  /** The normalized key and its ends (keySuffixes). */
  readonly n: readonly string[];
  readonly text?: readonly string[];
  readonly kw?: readonly string[];
  readonly num?: readonly number[];
  readonly date?: readonly string[];
  readonly bool?: readonly boolean[];
  readonly unit?: string;
  /** `num` in the base unit: kHz as Hz, so that quantities compare whatever their units' prefixes. */
  readonly base?: readonly number[];
  readonly base_unit?: string;
};
