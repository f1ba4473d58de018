/**
 * What a query says, whatever engine answers it. Compilers turn it into OpenSearch's DSL (./opensearch), and
 * later into Dashboards' query and SQL.
 */
export type Query = Everything | And | Or | Not | Anywhere | Field;

/** The empty query: every session. */
export interface Everything {
  readonly type: 'everything';
}

/** At least two queries, none of them an `And` itself. */
export interface And {
  readonly type: 'and';
  readonly queries: readonly Query[];
}

/** At least two queries, none of them an `Or` itself. */
export interface Or {
  readonly type: 'or';
  readonly queries: readonly Query[];
}

export interface Not {
  readonly type: 'not';
  readonly query: Query;
}

/** Bare words: all terms occur somewhere in the session. */
export interface Anywhere {
  readonly type: 'anywhere';
  readonly terms: readonly Term[];
}

/** `key: value` or `key >= bound`: some attribute with this key has such a value. */
export interface Field {
  readonly type: 'field';
  readonly key: string;
  readonly value: Value;
  /** Where key and value stand in the text; absent in trees that no text was parsed for. */
  readonly keySpan?: Span;
  readonly valueSpan?: Span;
}

export type Value = Terms | Exists | Comparison | Range;

/** All terms occur in one attribute, be it one value or a list of them. */
export interface Terms {
  readonly type: 'terms';
  readonly terms: readonly Term[];
}

/** `key: *` */
export interface Exists {
  readonly type: 'exists';
}

export type Operator = '<' | '<=' | '>' | '>=';

/** `bound` is the text of a number, a quantity (`600MB`) or a date, as scalar.ts reads them. */
export interface Comparison {
  readonly type: 'comparison';
  readonly operator: Operator;
  readonly bound: string;
}

/** `from..to`, both included; at least one of them is there. */
export interface Range {
  readonly type: 'range';
  readonly from?: string;
  readonly to?: string;
}

/** Texts are never empty. */
export type Term = Word | Phrase | Fuzzy | Wildcard;

export interface Word {
  readonly type: 'word';
  readonly text: string;
}

/** `"words in this order"` */
export interface Phrase {
  readonly type: 'phrase';
  readonly text: string;
}

/** `word~`: spelt nearly so. `auto` allows no edit up to 2 letters, one up to 5, two beyond. */
export interface Fuzzy {
  readonly type: 'fuzzy';
  readonly text: string;
  readonly edits: 'auto' | 1 | 2;
}

/** `va*ue`: the literal pieces around the asterisks, `['va', 'ue']`; at least two, not all empty. */
export interface Wildcard {
  readonly type: 'wildcard';
  readonly pieces: readonly string[];
}

/** A piece of the query's text, in UTF-16 code units from 0, as JavaScript counts them. */
export interface Span {
  readonly position: number;
  readonly length: number;
}
