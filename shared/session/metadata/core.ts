import { DURATION_KEYS, MOMENT_KEYS, TEXT_KEYS, WRAPPERS } from './core-keys.ts';
import { type CoreReading, readDuration, readMoment, timeOfDayOf } from './core-values.ts';
import { normalizeKey } from './key.ts';
import { openQuarantine, type Quarantine } from './quarantine.ts';
import type { Attribute, AttributeValue, Quarantined } from './types.ts';

/** What is known of a session under one name, whatever a laboratory calls it. */
export interface CoreFields {
  /** Several where more than one took part. */
  readonly subject?: readonly string[];
  readonly experimenter?: readonly string[];
  readonly device?: readonly string[];
  readonly rig?: readonly string[];
  readonly task?: readonly string[];
  /** When the recording began, ISO 8601 in UTC; the earliest where there are several. */
  readonly recorded_at?: string;
  readonly duration_seconds?: number;
  /** Values that cannot be used, under the core field's name. */
  readonly quarantined: readonly Quarantined[];
}

type ValuesOf = (key: string) => readonly AttributeValue[];
type Texts = { readonly [Field in keyof typeof TEXT_KEYS]?: readonly string[] };

const MAX_TEXTS = 20;
const MAX_TEXT_LENGTH = 256;

/** Fills the core from what the metadata says: of each field's keys the first that has a usable value counts. */
export function coreFields(attributes: readonly Attribute[]): CoreFields {
  const quarantine = openQuarantine();
  const valuesOf = lookup(attributes);
  const recordedAt = recordedAtOf(valuesOf, quarantine);
  const seconds = durationOf(valuesOf, quarantine);
  return {
    ...textsOf(valuesOf, quarantine),
    ...(recordedAt !== undefined && { recorded_at: recordedAt }),
    ...(seconds !== undefined && { duration_seconds: seconds }),
    quarantined: quarantine.list(),
  };
}

/** Values by normalized key without its wrappers; those inside of fewer wrappers come first. */
function lookup(attributes: readonly Attribute[]): ValuesOf {
  const found = new Map<string, { values: readonly AttributeValue[]; wrappers: number }>();
  for (const { key, values } of attributes) {
    if (values.length === 0) continue;
    const segments = normalizeKey(key).split('.');
    let wrappers = 0;
    while (wrappers < segments.length - 1 && WRAPPERS.has(segments[wrappers] ?? '')) wrappers += 1;
    const name = segments.slice(wrappers).join('.');
    const known = found.get(name);
    if (!known || known.wrappers > wrappers) found.set(name, { values, wrappers });
  }
  return (key) => found.get(key)?.values ?? [];
}

function textsOf(valuesOf: ValuesOf, quarantine: Quarantine): Texts {
  const fields = Object.entries(TEXT_KEYS).flatMap(([field, keys]) => {
    const values = keys.map(valuesOf).find((found) => found.length > 0) ?? [];
    const usable = values.filter(({ text }) => text.length <= MAX_TEXT_LENGTH);
    for (const { text } of values.filter((value) => !usable.includes(value))) {
      quarantine.add(field, 'text-too-long', text, `Longer than ${MAX_TEXT_LENGTH} characters.`);
    }
    for (const { text } of usable.slice(MAX_TEXTS)) {
      quarantine.add(field, 'too-many-values', text, `Only the first ${MAX_TEXTS} count.`);
    }
    return usable.length > 0 ? [[field, usable.slice(0, MAX_TEXTS).map(({ text }) => text)]] : [];
  });
  return Object.fromEntries(fields);
}

function recordedAtOf(valuesOf: ValuesOf, quarantine: Quarantine): string | undefined {
  for (const { key, time } of MOMENT_KEYS) {
    const [timeOfDay] = time === undefined ? [] : valuesOf(time);
    const moments = usable(
      'recorded_at',
      valuesOf(key).filter(isMoment),
      (value) => readMoment(value, timeOfDay),
      quarantine,
    );
    if (moments.length > 0) return moments.toSorted()[0];
  }
  return undefined;
}

/** A time of day or a count of seconds alone is no moment, and no mistake either. */
const isMoment = ({ text, num }: AttributeValue): boolean =>
  num === undefined ? timeOfDayOf(text) === undefined : /^\d{8}(?:\d{6}(?:\.\d+)?)?$/.test(text);

function durationOf(valuesOf: ValuesOf, quarantine: Quarantine): number | undefined {
  for (const { key, unit } of DURATION_KEYS) {
    const values = valuesOf(key);
    const durations = usable('duration_seconds', values, (value) => readDuration(value, unit), quarantine);
    if (durations.length === 1) return durations[0];
    if (durations.length === 0) continue;
    const all = values.map(({ text }) => text).join(', ');
    quarantine.add('duration_seconds', 'several-values', all, `"${key}" holds several durations.`);
  }
  return undefined;
}

/** What of the values can be read; the others are quarantined under the field's name. */
function usable<T>(
  field: string,
  values: readonly AttributeValue[],
  read: (value: AttributeValue) => CoreReading<T>,
  quarantine: Quarantine,
): T[] {
  return values.flatMap((value) => {
    const reading = read(value);
    if (reading.ok) return [reading.value];
    quarantine.add(field, reading.code, value.text, reading.reason);
    return [];
  });
}
