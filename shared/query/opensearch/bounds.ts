import type { JsonMap } from '../../ports/search.ts';
import { type Interval, intervalOf, readScalar, type Scalar } from '../scalar.ts';
import type { Comparison, Range } from '../tree.ts';

/** A condition on numbers or dates: both ends, each perhaps open. */
export interface Bounds {
  readonly lower?: Bound;
  readonly upper?: Bound;
}

export interface Bound {
  readonly scalar: Scalar;
  /** Whether what equals the bound is within. */
  readonly inclusive: boolean;
}

export function boundsOf(value: Comparison | Range): Bounds {
  if (value.type === 'range') return rangeOf(value);
  const bound = { scalar: readScalar(value.bound) ?? {}, inclusive: value.operator.endsWith('=') };
  return value.operator.startsWith('<') ? { upper: bound } : { lower: bound };
}

/** A unit at one end is meant for both: `1..2mm`. */
function rangeOf({ from, to }: Range): Bounds {
  const [first, last] = [from, to].map((text) => (text === undefined ? undefined : readScalar(text)));
  const unit = last?.number?.unit ?? first?.number?.unit;
  return {
    ...(first && { lower: { scalar: withUnit(first, unit), inclusive: true } }),
    ...(last && { upper: { scalar: withUnit(last, unit), inclusive: true } }),
  };
}

const withUnit = ({ number, ...rest }: Scalar, unit: string | undefined): Scalar =>
  number && unit !== undefined ? { number: { unit, ...number } } : { ...rest, ...(number && { number }) };

/** The exact value as bounds: for a date all the time that it covers. */
export const boundsAround = (scalar: Scalar): Bounds => ({
  lower: { scalar, inclusive: true },
  upper: { scalar, inclusive: true },
});

/** What `range` takes for a date field; undefined where an end is no date. */
export function dateBounds({ lower, upper }: Bounds, now: Date): JsonMap | undefined {
  const first = lower && intervalAt(lower, now);
  const last = upper && intervalAt(upper, now);
  if ((lower && !first) || (upper && !last)) return undefined;
  return {
    ...(first && { gte: lower?.inclusive ? first.start : first.end }),
    ...(last && { lt: upper?.inclusive ? last.end : last.start }),
    format: 'epoch_millis',
  };
}

const intervalAt = ({ scalar }: Bound, now: Date): Interval | undefined =>
  scalar.date && intervalOf(scalar.date, now);

/** Ends in different units differ in the last binary digits: 1850 um and 1.85 mm are the same depth. */
const ROUNDING = 1e-12;

/** What `range` takes for a number; `toNumber` reads an end in the field's unit, or says that it cannot. */
export function numberBounds(
  { lower, upper }: Bounds,
  toNumber: (scalar: Scalar) => number | undefined,
): JsonMap | undefined {
  const first = lower && toNumber(lower.scalar);
  const last = upper && toNumber(upper.scalar);
  if ((lower && first === undefined) || (upper && last === undefined)) return undefined;
  return {
    ...(lower && first !== undefined && { [lower.inclusive ? 'gte' : 'gt']: nudge(first, lower, -1) }),
    ...(upper && last !== undefined && { [upper.inclusive ? 'lte' : 'lt']: nudge(last, upper, 1) }),
  };
}

/** Outwards where the end is within, inwards where it is not; numbers without a unit stay as they are. */
function nudge(value: number, { scalar, inclusive }: Bound, outwards: 1 | -1): number {
  if (scalar.number?.unit === undefined) return value;
  return value + Math.abs(value) * ROUNDING * (inclusive ? outwards : -outwards);
}
