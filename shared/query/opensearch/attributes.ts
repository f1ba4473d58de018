import { readScalar, type Scalar } from '../scalar.ts';
import type { Term } from '../tree.ts';
import { baseUnitOf } from '../units.ts';
import { type Bounds, boundsAround, boundsOf, dateBounds, numberBounds } from './bounds.ts';
import { allOf, anyOf, type Dsl, equals, exists, isOneOf, range } from './clauses.ts';
import { anyWord, type TextFields, textClause } from './texts.ts';
import type { FieldValue } from './values.ts';

/** Where the texts of an attribute are. */
export const ATTRIBUTE_TEXT = { exact: 'attrs.kw', text: 'attrs.text' };

/**
 * The condition on one attribute, inside its nested document. Its types decide: what reads as a number, a quantity,
 * a date or a truth value is compared as that too.
 */
export function attributeClause(value: FieldValue, now: Date, fields: TextFields): Dsl {
  switch (value.type) {
    case 'any-word':
      return anyOf([anyWord(value.words, fields), ...typedClauses(value.words, now)]);
    case 'terms':
      return allOf(value.terms.map((term) => termClause(term, now, fields)));
    case 'exists':
      return exists('attrs.kw');
    case 'comparison':
    case 'range':
      return anyOf(within(boundsOf(value), now));
  }
}

const termClause = (term: Term, now: Date, fields: TextFields): Dsl =>
  term.type === 'word'
    ? anyOf([anyWord([term.text], fields), ...typedClauses([term.text], now)])
    : textClause(term, fields);

function typedClauses(words: readonly string[], now: Date): Dsl[] {
  const numbers: number[] = [];
  const clauses: Dsl[] = [];
  for (const word of words) {
    if (/^(?:true|false)$/i.test(word)) clauses.push(equals('attrs.bool', word.toLowerCase() === 'true'));
    const scalar = readScalar(word);
    if (!scalar) continue;
    const { number, date } = scalar;
    if (number && number.unit === undefined) numbers.push(number.value);
    else if (number) clauses.push(...within(boundsAround({ number }), now));
    if (date) clauses.push(...within(boundsAround({ date }), now));
  }
  return numbers.length > 0 ? [isOneOf('attrs.num', numbers), ...clauses] : clauses;
}

/** A year is within as a number and as a date. */
function within(bounds: Bounds, now: Date): Dsl[] {
  const dates = dateBounds(bounds, now);
  return [...numberClauses(bounds), ...(dates ? [range('attrs.date', dates)] : [])];
}

/** With a unit only quantities of the same kind compare, whatever their prefix; without one, numbers as written. */
function numberClauses(bounds: Bounds): Dsl[] {
  const units = [bounds.lower, bounds.upper].flatMap((bound) => bound?.scalar.number?.unit ?? []);
  const [unit] = units;
  if (unit === undefined) {
    const numbers = numberBounds(bounds, ({ number }) => number?.value);
    return numbers ? [range('attrs.num', numbers)] : [];
  }
  const { base } = baseUnitOf(unit);
  const quantities = numberBounds(bounds, (scalar) => inBase(scalar, base));
  return quantities ? [allOf([equals('attrs.base_unit', base), range('attrs.base', quantities)])] : [];
}

function inBase({ number }: Scalar, base: string): number | undefined {
  if (number?.unit === undefined) return undefined;
  const unit = baseUnitOf(number.unit);
  return unit.base === base ? number.value * unit.factor : undefined;
}
