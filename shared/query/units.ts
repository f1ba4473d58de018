/** A unit as so many of its base unit: `kHz` is 1,000 `Hz`. */
export interface BaseUnit {
  readonly base: string;
  readonly factor: number;
}

const PREFIXES: Readonly<Record<string, number>> = {
  p: 1e-12,
  n: 1e-9,
  u: 1e-6,
  μ: 1e-6,
  m: 1e-3,
  c: 1e-2,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
};
const SYMBOLS = [
  'Hz',
  'V',
  'A',
  'Ω',
  'S',
  'F',
  'W',
  'J',
  'N',
  'Pa',
  'T',
  'K',
  'g',
  'm',
  's',
  'L',
  'M',
  'mol',
  'eV',
  'bit',
];

/** Other spellings, and units that take no prefix. */
const NAMES: Readonly<Record<string, BaseUnit>> = {
  ...named('s', 1, ['sec', 'secs', 'second', 'seconds']),
  ...named('s', 1e-3, ['msec', 'msecs', 'millisecond', 'milliseconds']),
  ...named('s', 60, ['min', 'mins', 'minute', 'minutes']),
  ...named('s', 3600, ['h', 'hr', 'hrs', 'hour', 'hours']),
  ...named('s', 86_400, ['d', 'day', 'days']),
  ...named('s', 604_800, ['week', 'weeks']),
  ...named('Hz', 1, ['hz', 'hertz']),
  ...named('Hz', 1e3, ['khz', 'KHz', 'kilohertz']),
  ...named('V', 1, ['volt', 'volts']),
  ...named('A', 1, ['amp', 'amps', 'ampere', 'amperes']),
  ...named('Ω', 1, ['ohm', 'Ohm', 'ohms', 'Ohms']),
  ...named('Ω', 1e3, ['kohm', 'kOhm']),
  ...named('Ω', 1e6, ['Mohm', 'MOhm']),
  ...named('g', 1, ['gram', 'grams']),
  ...named('m', 1, ['meter', 'meters', 'metre', 'metres']),
  ...named('m', 1e-6, ['micron', 'microns']),
  ...named('L', 1, ['l']),
  ...named('L', 1e-3, ['ml']),
  ...named('L', 1e-6, ['ul', 'μl']),
  ...named('°', 1, ['deg', 'degree', 'degrees']),
  ...named('°C', 1, ['degC']),
  ...named('%', 1, ['percent']),
  ...bytes(),
};

/**
 * What a written unit is made of, so that `1kHz` compares with `1000 Hz`. A unit that is not known is its own base.
 * Letter case counts: mV is not MV.
 */
export function baseUnitOf(unit: string): BaseUnit {
  // NFKC makes one letter of the two micro signs, and of the two omegas.
  const written = unit.normalize('NFKC');
  const known = Object.hasOwn(NAMES, written) ? NAMES[written] : undefined;
  if (known) return known;
  for (const symbol of SYMBOLS) {
    const prefix = written.endsWith(symbol) ? written.slice(0, -symbol.length) : undefined;
    const factor = prefix !== undefined && Object.hasOwn(PREFIXES, prefix) ? PREFIXES[prefix] : undefined;
    if (factor !== undefined) return { base: symbol, factor };
  }
  return { base: written, factor: 1 };
}

/** Bytes as people write them where nothing else can be meant: `600mb`, `1.5 GiB`. */
export function byteFactorOf(unit: string): number | undefined {
  const match = /^(?:([kmgtp])(i?))?b(?:ytes?)?$/i.exec(unit);
  if (!match) return undefined;
  const [, prefix = '', binary] = match;
  return (binary ? 1024 : 1000) ** (prefix ? 'kmgtp'.indexOf(prefix.toLowerCase()) + 1 : 0);
}

function named(base: string, factor: number, names: readonly string[]): Record<string, BaseUnit> {
  return Object.fromEntries(names.map((name) => [name, { base, factor }]));
}

function bytes(): Record<string, BaseUnit> {
  const names = [
    'B',
    'byte',
    'bytes',
    ...[...'kKMGTP'].flatMap((prefix) => [`${prefix}B`, `${prefix.toUpperCase()}iB`]),
  ];
  return Object.fromEntries(names.map((name) => [name, { base: 'B', factor: byteFactorOf(name) ?? 1 }]));
}
