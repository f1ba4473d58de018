/** What metadata may hold, whatever the format it came in: JSON's values, every number finite, every text well-formed. */
export type MetadataValue = null | boolean | number | string | readonly MetadataValue[] | MetadataMap;

export interface MetadataMap {
  readonly [key: string]: MetadataValue;
}

export type MetadataFormat = 'json' | 'yaml' | 'ini' | 'text' | 'none';

export type MetadataNoteCode =
  | 'metadata-empty'
  | 'metadata-too-large'
  | 'metadata-not-unicode'
  | 'metadata-unreadable'
  | 'metadata-other-format'
  | 'metadata-lenient-json'
  | 'metadata-not-a-map'
  | 'metadata-duplicate-key'
  | 'metadata-line-without-key'
  | 'metadata-too-deep'
  | 'metadata-too-many-leaves'
  | 'metadata-too-many-notes';

/** Something about the file as a whole that its owner should know; `path` is the dotted key where it happened. */
export interface MetadataNote {
  readonly code: MetadataNoteCode;
  readonly path?: string;
  readonly message: string;
}

export interface ParsedMetadata {
  readonly format: MetadataFormat;
  readonly value: MetadataMap;
  readonly notes: readonly MetadataNote[];
}

/** One value of a key, in every type that it can be searched by. */
export interface AttributeValue {
  /** As written (numbers and booleans as JSON writes them), for exact and full-text search. */
  readonly text: string;
  /** Only where `text` is too long to be matched exactly: the beginning that can be. */
  readonly exact?: string;
  readonly num?: number;
  /** Unit that was written beside `num`; the number is not converted. */
  readonly unit?: string;
  /** ISO 8601 in UTC with milliseconds. */
  readonly date?: string;
  readonly bool?: boolean;
}

export interface Attribute {
  /** Dotted path as written, without array indices. */
  readonly key: string;
  /** Different values, in their order; empty where the key is there and says nothing (null, "", "n/a", {}). */
  readonly values: readonly AttributeValue[];
}

export type QuarantineCode =
  | 'impossible-date'
  | 'date-out-of-range'
  | 'not-finite'
  | 'not-a-date'
  | 'not-a-duration'
  | 'several-values'
  | 'text-too-long'
  | 'key-too-long'
  | 'too-many-values'
  | 'too-many-attributes'
  | 'too-many-quarantined';

/** A field whose value cannot be used for what it seems to be. The session is not held up by it. */
export interface Quarantined {
  readonly field: string;
  /** The value in short, at most 200 characters. */
  readonly value: string;
  readonly code: QuarantineCode;
  readonly reason: string;
}
