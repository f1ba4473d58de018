export type DateReading =
  | { readonly ok: true; readonly date: string }
  | { readonly ok: false; readonly code: 'impossible-date' | 'date-out-of-range'; readonly reason: string };

/** A day and time of day as numbers; the month counts from 1. */
export interface CalendarTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
}

const DAY = /([+-]?\d{4,6})([-/])(\d\d)\2(\d\d)/;
const TIME = /(\d{1,2}):(\d\d)(?::(\d{1,2})(?:[.,](\d{1,12}))?)?/;
const ZONE = /(?:Z|UTC|GMT|([+-])(\d\d)(?::?(\d\d))?)/i;
const DATE = new RegExp(`^${DAY.source}(?:(?:T|\\s+)${TIME.source}(?:\\s*${ZONE.source})?)?$`, 'i');
const COMPACT = /^(\d{4})(\d\d)(\d\d)[T_](\d\d)(\d\d)(\d\d)$/;
const LONGEST = 60;

/**
 * Reads what has the shape of a date: `2021-03-01`, with or without a time of day after `T` or a space, with offset,
 * `Z` or no zone (taken as UTC), with slashes for the hyphens, and `20210301_161221`. Answers nothing for other text:
 * not for a time alone, nor where day and month could be mistaken for each other (01/02/2021).
 */
export function readDate(text: string): DateReading | undefined {
  if (text.length > LONGEST || !/^[+-]?\d{4}/.test(text)) return undefined;
  const compact = COMPACT.exec(text);
  if (compact) return toDate(text, calendarTime(compact.slice(1)), 0);
  const match = DATE.exec(text);
  if (!match) return undefined;
  const [, year, , month, day, hour, minute, second, fraction, sign, zoneHour, zoneMinute] = match;
  const time = calendarTime([year, month, day, hour, minute, second, fraction]);
  const offset = (sign === '-' ? -1 : 1) * (Number(zoneHour ?? 0) * 60 + Number(zoneMinute ?? 0));
  // A part number such as 12345-67-89 is not a date that went wrong.
  if (!isYear(time.year) && !existsInCalendar({ ...time, year: 2000 })) return undefined;
  return toDate(text, time, offset);
}

function toDate(text: string, time: CalendarTime, offsetMinutes: number): DateReading {
  if (!isYear(time.year)) return outOfRange(text);
  if (!existsInCalendar(time) || Math.abs(offsetMinutes) >= 24 * 60) {
    return { ok: false, code: 'impossible-date', reason: `"${text}" is no possible date and time.` };
  }
  const date = new Date(epochOf(time) - offsetMinutes * 60_000);
  return isYear(date.getUTCFullYear()) ? { ok: true, date: date.toISOString() } : outOfRange(text);
}

const isYear = (year: number): boolean => year >= 1 && year <= 9999;

const outOfRange = (text: string): DateReading => ({
  ok: false,
  code: 'date-out-of-range',
  reason: `The year of "${text}" is outside 0001 to 9999.`,
});

/** From the digits of year, month, day and, where given, hour, minute, second and fraction of a second. */
export function calendarTime(digits: readonly (string | undefined)[]): CalendarTime {
  const [year, month, day, hour, minute, second] = digits.map((part) => Number(part ?? 0));
  return {
    year: year ?? 0,
    month: month ?? 0,
    day: day ?? 0,
    hour: hour ?? 0,
    minute: minute ?? 0,
    second: second ?? 0,
    millisecond: Number((digits[6] ?? '').slice(0, 3).padEnd(3, '0')),
  };
}

/** Whether there is such a day (no 29 February 2021) and such a time on it. */
export function existsInCalendar(time: CalendarTime): boolean {
  if (time.hour > 23 || time.minute > 59 || time.second > 59) return false;
  const date = new Date(epochOf(time));
  return date.getUTCMonth() + 1 === time.month && date.getUTCDate() === time.day;
}

function epochOf({ year, month, day, hour, minute, second, millisecond }: CalendarTime): number {
  const date = new Date(0);
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(year, month - 1, day);
  return date.setUTCHours(hour, minute, second, millisecond);
}
