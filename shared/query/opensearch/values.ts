import type { Value } from '../tree.ts';

/** What a key is asked for. `any-word` stands for `key: a or key: b or …`, which becomes one clause. */
export type FieldValue = AnyWord | Value;

export interface AnyWord {
  readonly type: 'any-word';
  readonly words: readonly string[];
}

/** A single word is the shortest list of alternatives; a phrase is one too where only whole values are compared. */
export function fieldValueOf(value: Value, wholeOnly: boolean): FieldValue {
  if (value.type !== 'terms' || value.terms.length !== 1) return value;
  const [term] = value.terms;
  const isWord = term?.type === 'word' || (wholeOnly && term?.type === 'phrase');
  return isWord ? { type: 'any-word', words: [term.text] } : value;
}
