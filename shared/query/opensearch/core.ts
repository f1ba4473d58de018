import { QueryError } from '../errors.ts';
import { readScalar, type Scalar } from '../scalar.ts';
import type { Span, Term } from '../tree.ts';
import { baseUnitOf, byteFactorOf } from '../units.ts';
import { type Bounds, boundsAround, boundsOf, dateBounds, numberBounds } from './bounds.ts';
import { allOf, anyOf, type Dsl, exists, matchNone, range } from './clauses.ts';
import type { CoreField, FieldKind } from './fields.ts';
import { anyWord, textClause } from './texts.ts';
import type { FieldValue } from './values.ts';

/** The condition on a typed field of the session itself. Throws QueryError where the value is not of its type. */
export function coreClause({ kind, path }: CoreField, value: FieldValue, now: Date, span: Span): Dsl {
  if (value.type === 'exists') return exists(path);
  if (kind.type === 'text') return nameClause(kind, value);
  return anyOf(
    boundsIn(value).map((bounds) => {
      const ends = endsOf(bounds, kind, now);
      if (ends) return range(path, ends);
      const wanted = WANTED[kind.type === 'date' ? 'date' : (kind.unit ?? 'number')];
      throw new QueryError('The value does not fit this key.', span, wanted);
    }),
  );
}

const endsOf = (bounds: Bounds, kind: Exclude<FieldKind, { type: 'text' }>, now: Date): Dsl | undefined =>
  kind.type === 'date' ? dateBounds(bounds, now) : numberBounds(bounds, (end) => numberIn(kind, end));

const WANTED = {
  date: 'a date such as 2026-01-31, today or now-7d',
  number: 'a number',
  B: 'a size such as 600MB or 1.5GiB',
  s: 'a duration such as 10min or 90s',
};

function nameClause(kind: Extract<FieldKind, { type: 'text' }>, value: FieldValue): Dsl {
  if (value.type === 'any-word') return anyWord(value.words, kind);
  if (value.type === 'terms') return allOf(value.terms.map((term) => textClause(term, kind)));
  return matchNone;
}

/** What reads neither as number nor as date gives bounds that fit no field. */
function boundsIn(value: FieldValue): Bounds[] {
  switch (value.type) {
    case 'comparison':
    case 'range':
      return [boundsOf(value)];
    case 'any-word':
      return value.words.map((word) => boundsAround(readScalar(word) ?? {}));
    case 'terms':
      return [boundsAround(readScalar(value.terms.map(literalOf).join(' ')) ?? {})];
    case 'exists':
      return [];
  }
}

/** `duration: 10 min` is a quantity in two words; misspelt words and patterns are none. */
const literalOf = (term: Term): string => (term.type === 'word' || term.type === 'phrase' ? term.text : '~');

function numberIn({ unit }: Extract<FieldKind, { type: 'number' }>, { number }: Scalar): number | undefined {
  if (number?.unit === undefined) return number?.value;
  const factor = unit && factorOf(unit, number.unit);
  return factor === undefined ? undefined : number.value * factor;
}

function factorOf(unit: 'B' | 's', written: string): number | undefined {
  if (unit === 'B') return byteFactorOf(written);
  // A metre anywhere else; nobody asks for sessions ten metres long.
  const { base, factor } = baseUnitOf(written === 'm' ? 'min' : written);
  return base === 's' ? factor : undefined;
}
