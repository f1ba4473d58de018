import { baseUnitOf } from '../../../shared/query/units.ts';
import { normalizeKey } from '../../../shared/session/metadata/key.ts';
import type { SessionMetadata } from '../session-metadata.ts';
import type { Scanned, SignalMatrix, SmallVariables } from './scan.ts';

/** How the values of a signal are to be understood; undefined is what nobody says. */
export interface Parameters {
  /** Hz. */
  readonly samplingRate: number | undefined;
  /** Units of the converter in a millivolt; 1 where the values are millivolts. */
  readonly gain: number | undefined;
  /** The value that stands for 0 mV. */
  readonly baseline: number | undefined;
  /** Names of the leads as they were given, whether as many as there are or not. */
  readonly leads: readonly string[];
  /** Seconds. */
  readonly duration: number | undefined;
}

/**
 * The fragments of Plawiak 2017 (doi:10.17632/7dybx7wyfn.3) say nothing of themselves: `val`, 1 x 3,600 of int16, cut
 * from the MIT-BIH database (360 Hz, 200 units a mV, 0 mV at 1,024, lead MLII). Only for this very layout do its
 * values stand in for what the metadata leave out.
 */
const PLAWIAK: Parameters = { samplingRate: 360, gain: 200, baseline: 1024, leads: ['MLII'], duration: 10 };

const isPlawiak = ({ name, class: type, leads, samples }: SignalMatrix): boolean =>
  name === 'val' && type === 'int16' && leads === 1 && samples === 3600;

const SECTION = 'ecg';
const KEYS = {
  samplingRate:
    keys(`sampling_frequency sampling_rate sample_rate sample_frequency sampling_freq sampling_rate_hz
    sampling_frequency_hz sfreq srate fs fs_hz`),
  gain: keys(
    'gain gain.value adc_gain adc_gain.value gain_adu_per_mv adu_per_mv units_per_mv adc_units_per_mv',
  ),
  baseline: keys('baseline baseline.value adc_zero adc_baseline zero_level'),
  leads: keys('leads lead lead_names lead_name channel_names signal_names channels channel signals'),
  unit: keys('ecg.unit ecg.units signal.unit signal.units signal_unit signal_units amplitude_unit'),
  duration: keys('duration duration_seconds duration_s recording_duration signal_duration'),
} as const;

/** The unit of a gain; an amplifier's, in dB or times, is none for us. */
const IN_MILLIVOLT = /(?:\/|per)\s*mv$/i;

/** Millivolts in a unit that the values themselves can have. */
const MILLIVOLTS: Readonly<Record<string, number>> = { v: 1000, mv: 1, uv: 0.001, µv: 0.001, μv: 0.001 };

/** What the file says of its signal, then what the metadata say, then what its layout is known for. */
export function parametersOf({ signal, small }: Scanned, metadata: SessionMetadata): Parameters {
  const known: Partial<Parameters> = isPlawiak(signal) ? PLAWIAK : {};
  const number = (list: readonly string[]) => numberIn(small, list) ?? numberOf(metadata, list);
  const leads = textsIn(small, KEYS.leads) ?? textsOf(metadata, KEYS.leads);
  const physical = millivoltsOf(signal, metadata);
  return {
    samplingRate: positive(number(KEYS.samplingRate)) ?? known.samplingRate,
    gain: positive(number(KEYS.gain)) ?? (physical && 1 / physical) ?? known.gain,
    baseline: number(KEYS.baseline) ?? (physical && 0) ?? known.baseline,
    leads: leads ?? known.leads ?? [],
    duration: positive(number(KEYS.duration)) ?? known.duration,
  };
}

const positive = (value: number | undefined): number | undefined =>
  value !== undefined && value > 0 && Number.isFinite(value) ? value : undefined;

function numberIn(small: SmallVariables, list: readonly string[]): number | undefined {
  for (const key of list) {
    const [value, ...more] = small.get(key) ?? [];
    if (typeof value === 'number' && more.length === 0) return value;
  }
  return undefined;
}

function numberOf(metadata: SessionMetadata, list: readonly string[]): number | undefined {
  for (const { num, unit } of metadata.find(list, SECTION)) {
    if (num === undefined) continue;
    if (unit === undefined || IN_MILLIVOLT.test(unit)) return num;
    const { base, factor } = baseUnitOf(unit);
    if (base === 'Hz' || base === 's') return num * factor;
  }
  return undefined;
}

function textsIn(small: SmallVariables, list: readonly string[]): readonly string[] | undefined {
  for (const key of list) {
    const values = (small.get(key) ?? []).filter((value) => typeof value === 'string');
    if (values.length > 0) return values;
  }
  return undefined;
}

/** Several names may stand in one text: `MLII V5`, `MLII, V5`. */
function textsOf(metadata: SessionMetadata, list: readonly string[]): readonly string[] | undefined {
  const texts = metadata.find(list, SECTION).flatMap(({ text, num }) => (num === undefined ? [text] : []));
  const names = texts.length === 1 ? (texts[0] ?? '').split(/[\s,;|/]+/) : texts;
  const given = names.map((name) => name.trim()).filter((name) => name !== '');
  return given.length > 0 ? given : undefined;
}

/** Where the values are a voltage already, as the metadata or the variable's own name say (`ecg_mV`). */
function millivoltsOf(signal: SignalMatrix, metadata: SessionMetadata): number | undefined {
  const [unit] = metadata.find(KEYS.unit, SECTION);
  const ending = /[_ ]([munµμ]?V)$/i.exec(signal.name)?.[1];
  return MILLIVOLTS[(unit?.text ?? ending ?? '').trim().toLowerCase()];
}

function keys(list: string): readonly string[] {
  return list.trim().split(/\s+/).map(normalizeKey);
}
