/** Symbols that stand alone or with a prefix. */
const SYMBOLS = 'Hz|hz|V|A|\u03a9|\u2126|[oO]hms?|S|W|J|N|Pa|T|K|g|m|s|l|L|eV|Bq|cd|lm|lx|bar|mol|bit|rad';
/** Symbols that mean something else when they stand alone after a number: 2D, 3B, 5M, 10F. */
const ONLY_WITH_PREFIX = 'F|B|M|C|H|U';
const PREFIXES = 'da|[TGMkhdcmunpf\u00b5\u03bc]';
const WORDS = [
  'secs?|seconds?|msecs?|milliseconds?|usecs?|mins?|minutes?|h|hrs?|hours?|days?|weeks?|months?|yrs?|years?',
  '°|°C|°F|degC|degF|deg|degrees?|Å|volts?|amps?|amperes?|hertz|kilohertz|meters?|metres?|grams?|microns?',
  '%|percent|ppm|ppb|dB|dBm|px|pixels?|bits?|bytes?|KiB|MiB|GiB|TiB|samples?|frames?|channels?|adu|counts?',
  'bpm|rpm|fps|sps|mmHg|cmH2O|IU|cycles?|beats?|breaths?|a\\.u\\.',
].join('|');

const TERM = `(?:(?:${PREFIXES})?(?:${SYMBOLS})|(?:${PREFIXES})(?:${ONLY_WITH_PREFIX})|${WORDS})(?:\\^?-?[1-4]|[²³])?`;
const UNIT = new RegExp(`^(?:1/)?${TERM}(?:\\s?[/·*⋅]\\s?${TERM}){0,3}$`, 'u');
const LONGEST = 32;
/** "5 pm" is a time of day, picometres are not measured in sessions. */
const NO_UNITS = new Set(['pm']);

/** Whether a text is a unit of measurement as laboratories write it: `Hz`, `mV`, `°C`, `adu/mV`, `mm^2/s`. */
export const isUnit = (text: string): boolean =>
  text.length <= LONGEST && !NO_UNITS.has(text) && UNIT.test(text);
