/** What a word stands for where numbers or dates are compared. A year is both a number and a date. */
export interface Scalar {
  readonly number?: Quantity;
  readonly date?: DateText;
}

export interface Quantity {
  readonly value: number;
  /** As written after the number: `MB`, `kHz`, `%`. */
  readonly unit?: string;
}

/** Points from `start` (included) to `end` (excluded), milliseconds since the epoch. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

export type DateText =
  | { readonly type: 'absolute'; readonly interval: Interval }
  | { readonly type: 'relative'; readonly base: keyof typeof BASES; readonly steps: readonly Step[] };

interface Step {
  readonly amount: number;
  readonly unit: string;
}

const NUMBER = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([\p{L}%°][\p{L}\p{M}\p{N}%°/*^²³⁻·-]*)?$/iu;

const DAY = 86_400_000;
/** Days from today that each word for a date stands for; `now` is the instant itself. */
const BASES = { now: 0, today: 0, yesterday: -1, tomorrow: 1 } as const;
/** Few and short steps, so that no date leaves what a clock can show. */
const RELATIVE = /^(now|today|yesterday|tomorrow)((?:[+-]\d{1,4}[smhdwMy]){0,4})$/i;
const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: DAY, w: 7 * DAY };

const ABSOLUTE =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$/i;

/** The number, quantity or date that a text stands for; undefined where it is none of them. */
export function readScalar(text: string): Scalar | undefined {
  const number = readQuantity(text);
  const date = readDate(text);
  if (!number && !date) return undefined;
  return { ...(number && { number }), ...(date && { date }) };
}

/** `30`, `-1.5e3`, `600MB`, `30 kHz`; undefined for anything else and for what is no finite number. */
export function readQuantity(text: string): Quantity | undefined {
  const [, digits, unit] = NUMBER.exec(text) ?? [];
  const value = Number(digits);
  if (digits === undefined || !Number.isFinite(value)) return undefined;
  return unit === undefined ? { value } : { value, unit };
}

/**
 * A date as a person writes it: `2026`, `2026-01`, `2026-01-01`, `2026-01-01T10:00+01:00`, `today`, `now-7d`.
 * Without a zone it is UTC. Undefined for anything else, impossible dates too.
 */
export function readDate(text: string): DateText | undefined {
  const interval = readAbsolute(text);
  if (interval) return { type: 'absolute', interval };
  const [, base, steps] = RELATIVE.exec(text) ?? [];
  if (base === undefined) return undefined;
  return { type: 'relative', base: base.toLowerCase() as keyof typeof BASES, steps: readSteps(steps ?? '') };
}

/** Whether a text has the form of a date, be there such a day or not. */
export const looksLikeDate = (text: string): boolean => /^\d{4}-\d/.test(text) && ABSOLUTE.test(text);

/** The time that a date covers: a year, a month, a day, a minute, … `now` covers one millisecond. */
export function intervalOf(date: DateText, now: Date): Interval {
  if (date.type === 'absolute') return date.interval;
  const instant = now.getTime();
  const isInstant = date.base === 'now';
  const first = isInstant ? instant : Math.floor(instant / DAY) * DAY + BASES[date.base] * DAY;
  const start = date.steps.reduce(addStep, first);
  return { start, end: start + (isInstant ? 1 : DAY) };
}

function readSteps(text: string): Step[] {
  return [...text.matchAll(/([+-]\d+)([smhdwMy])/gi)].map(([, amount, unit]) => ({
    amount: Number(amount),
    unit: unit === 'M' ? 'M' : (unit ?? '').toLowerCase(),
  }));
}

function addStep(time: number, { amount, unit }: Step): number {
  const length = UNIT_MS[unit];
  if (length !== undefined) return time + amount * length;
  return addMonths(time, unit === 'y' ? amount * 12 : amount);
}

/** The same day of another month, or its last day where it is shorter. */
function addMonths(time: number, months: number): number {
  const date = new Date(time);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const days = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, days));
  return date.getTime();
}

function readAbsolute(text: string): Interval | undefined {
  const match = ABSOLUTE.exec(text);
  if (!match) return undefined;
  const [, year = '', month, day, hour, minute, second, fraction, zone] = match;
  const start = Date.parse(
    `${year}-${month ?? '01'}-${day ?? '01'}T${hour ?? '00'}:${minute ?? '00'}:${second ?? '00'}.${(fraction ?? '').padEnd(3, '0').slice(0, 3)}Z`,
  );
  if (Number.isNaN(start) || !isCalendarDay(start, day) || year === '0000') return undefined;
  const shift = offsetOf(zone);
  return { start: start - shift, end: endOf(start, { month, day, hour, second, fraction }) - shift };
}

/** Date.parse rolls the 30th of February over into March. */
const isCalendarDay = (time: number, day: string | undefined): boolean =>
  day === undefined || new Date(time).getUTCDate() === Number(day);

function endOf(
  start: number,
  parts: Partial<Record<'month' | 'day' | 'hour' | 'second' | 'fraction', string | undefined>>,
): number {
  if (parts.fraction) return start + 1;
  if (parts.second) return start + 1000;
  if (parts.hour) return start + 60_000;
  if (parts.day) return start + DAY;
  return addMonths(start, parts.month ? 1 : 12);
}

/** Milliseconds east of UTC. */
function offsetOf(zone: string | undefined): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone ?? '') ?? [];
  if (sign === undefined) return 0;
  return (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
}
