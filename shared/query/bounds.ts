import { QueryError } from './errors.ts';
import { type DateText, looksLikeDate, type Quantity, readScalar, type Scalar } from './scalar.ts';
import type { WordToken } from './tokens.ts';
import type { Range, Span } from './tree.ts';

const WANTED = 'a number, a quantity such as 600MB, or a date such as 2026-01-31 or now-7d';

/** Throws QueryError where the text is neither number nor date. */
export function requireScalar(text: string, span: Span): Scalar {
  const scalar = readScalar(text);
  if (scalar) return scalar;
  if (looksLikeDate(text))
    throw new QueryError(`There is no such time as ${text}.`, span, 'a date of the calendar');
  throw new QueryError(`"${text}" cannot be compared.`, span, WANTED);
}

/**
 * The range `from..to` that a word stands for; undefined where it holds no two dots or none of its sides is a
 * number or a date, such as `../raw`. Throws QueryError where only one side is.
 */
export function readRange(token: WordToken): Range | undefined {
  const dots = token.bare.indexOf('..');
  if (dots < 0) return undefined;
  const from = token.text.slice(0, dots);
  const to = token.text.slice(dots + 2);
  if (from === '' && to === '') {
    throw new QueryError(
      'Nothing stands on either side of the dots.',
      token,
      'a range without spaces: 10..20',
    );
  }
  if (![from, to].some((side) => readScalar(side) || looksLikeDate(side))) return undefined;
  const lower = from === '' ? undefined : requireScalar(from, token);
  const upper = to === '' ? undefined : requireScalar(to, token);
  if (lower && upper) requireOrder(lower, upper, token);
  return { type: 'range', ...(lower && { from }), ...(upper && { to }) };
}

function requireOrder(lower: Scalar, upper: Scalar, span: Span): void {
  const numbers = lower.number && upper.number;
  const dates = lower.date && upper.date;
  if (!numbers && !dates) {
    throw new QueryError('The ends of the range are not of one kind.', span, 'two numbers or two dates');
  }
  const falling = numbers
    ? isGreater(lower.number, upper.number)
    : lower.date && upper.date && isLater(lower.date, upper.date);
  if (falling)
    throw new QueryError('The range ends before it begins.', span, 'the smaller end first: 10..20');
}

/** Known where both have one unit; one that is given counts for both ends. */
const isGreater = (a: Quantity | undefined, b: Quantity | undefined): boolean =>
  a !== undefined && b !== undefined && (a.unit ?? b.unit) === (b.unit ?? a.unit) && a.value > b.value;

/** Known without a clock for dates of the calendar only. */
const isLater = (a: DateText, b: DateText): boolean =>
  a.type === 'absolute' && b.type === 'absolute' && a.interval.start >= b.interval.end;
