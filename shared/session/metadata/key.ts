/** Suffixes of a path longer than this would let one hostile key cost megabytes; nobody asks for so many segments. */
const MAX_SUFFIX_SEGMENTS = 8;

/**
 * One spelling for keys that people take for the same: `SamplingFrequency`, `sampling_frequency` and
 * `sampling frequency` are `samplingfrequency`. Dots part segments. A segment of separators only stays as it is.
 */
export function normalizeKey(key: string): string {
  return key.normalize('NFKC').toLowerCase().normalize('NFKC').split('.').map(normalizeSegment).join('.');
}

const normalizeSegment = (segment: string): string => segment.replace(/[\s_-]+/g, '') || segment;

/**
 * The normalized key and its ends, longest first, so that `age` in a query finds `subject.age`:
 * `a.subject.age` gives `a.subject.age`, `subject.age`, `age`. Ends of more than eight segments are left out.
 */
export function keySuffixes(key: string): readonly string[] {
  const whole = normalizeKey(key);
  const segments = whole.split('.');
  const from = Math.max(1, segments.length - MAX_SUFFIX_SEGMENTS);
  return [whole, ...segments.slice(from).map((_, index) => segments.slice(from + index).join('.'))];
}
