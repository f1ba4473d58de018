import { calendarTime, readDate } from './date.ts';
import type { AttributeValue, QuarantineCode } from './types.ts';

/** A value read for a core field, what is wrong with it, or nothing where it was not meant for that field. */
export type CoreReading<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: QuarantineCode; readonly reason: string };

const SECONDS: Readonly<Record<string, number>> = {
  ms: 0.001,
  msec: 0.001,
  milliseconds: 0.001,
  s: 1,
  sec: 1,
  secs: 1,
  second: 1,
  seconds: 1,
  min: 60,
  mins: 60,
  minute: 60,
  minutes: 60,
  h: 3600,
  hr: 3600,
  hrs: 3600,
  hour: 3600,
  hours: 3600,
};

/** Seconds from a number (`unit` where it has none of its own), `hh:mm:ss`, or ISO 8601 (`PT10M30S`). */
export function readDuration(value: AttributeValue, unit = 's'): CoreReading<number> {
  const seconds =
    value.num === undefined ? secondsOf(value.text) : value.num * (SECONDS[value.unit ?? unit] ?? Number.NaN);
  if (Number.isFinite(seconds) && seconds >= 0) return { ok: true, value: seconds };
  return {
    ok: false,
    code: 'not-a-duration',
    reason: `"${value.text}" is no duration; write seconds, or hh:mm:ss.`,
  };
}

function secondsOf(text: string): number {
  const clock = /^(\d{1,4}):([0-5]\d):([0-5]?\d(?:\.\d{1,9})?)$/.exec(text);
  const iso = /^PT(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9}(?:\.\d{1,9})?)S)?$/.exec(text);
  const [, hours, minutes, seconds] = clock ?? iso ?? [];
  if (!clock && !iso) return Number.NaN;
  return Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
}

/**
 * The moment that a value tells, ISO 8601 in UTC. Besides what `readDate` reads, `20210301` and `20210301163000`
 * (too much like numbers to be dates elsewhere). `time` is the time of day from another key, for a date without one.
 */
export function readMoment(value: AttributeValue, time?: AttributeValue): CoreReading<string> {
  const day = value.text.replace(/^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)(?:\.\d+)?)?$/, spellOut);
  const timeOfDay = /^\d{4}.\d\d.\d\d$/.test(day) && time ? timeOfDayOf(time.text) : undefined;
  const reading = readDate(timeOfDay ? `${day}T${timeOfDay}` : day);
  if (reading) return reading.ok ? { ok: true, value: reading.date } : reading;
  return {
    ok: false,
    code: 'not-a-date',
    reason: `"${value.text}" is no date that can be read; write 2021-03-01T16:30:00Z.`,
  };
}

function spellOut(
  _: string,
  year: string,
  month: string,
  day: string,
  hour?: string,
  minute?: string,
  second?: string,
): string {
  const date = `${year}-${month}-${day}`;
  return hour === undefined ? date : `${date}T${hour}:${minute}:${second}`;
}

/** `16:30`, `16:30:05.25`, and as DICOM writes it, `163005.250000`; nothing for what is no time of day. */
export function timeOfDayOf(text: string): string | undefined {
  const spelt = text.replace(/^(\d\d)(\d\d)(\d\d)(\.\d{1,9})?$/, '$1:$2:$3$4');
  const match = /^(\d{1,2}):(\d\d)(?::(\d{1,2})(?:\.\d{1,9})?)?(?:\s*(?:Z|[+-]\d\d:?\d\d))?$/.exec(spelt);
  if (!match) return undefined;
  const { hour, minute, second } = calendarTime([undefined, undefined, undefined, ...match.slice(1, 4)]);
  return hour < 24 && minute < 60 && second < 60 ? spelt : undefined;
}
