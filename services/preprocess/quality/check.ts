import type { Verdict } from '../../../shared/session/results.ts';
import type { Beats } from './beats.ts';
import type { Spectrum } from './spectrum.ts';

/** What is known of a lead before its first sample, and what several checks measure together. */
export interface Lead {
  /** Hz; undefined where neither metadata nor file say it. */
  readonly samplingRate: number | undefined;
  /** Samples that the lead should have: sampling rate times duration, where both are known. */
  readonly expectedSamples: number | undefined;
  /** Undefined without a sampling rate. */
  readonly spectrum: Spectrum | undefined;
  readonly beats: Beats | undefined;
}

/** What a check found: a value that meets its threshold or not, or why there is none. */
export type Finding =
  | { readonly value: number; readonly meets: boolean }
  | { readonly unknown: string }
  /** There is nothing to check. */
  | undefined;

/** One lead going through one check, block by block. */
export interface Measurement {
  add?(samples: Float64Array): void;
  end(): Finding;
}

/** A check of quality: all that is said of it stands here, and is written beside every value that it finds. */
export interface Check {
  readonly name: string;
  /** What it means when the threshold is not met. */
  readonly verdict: Exclude<Verdict, 'pass'>;
  readonly threshold: string;
  readonly unit: string;
  open(lead: Lead): Measurement;
}

export const NO_SAMPLING_RATE = 'needs the sampling rate, which neither the metadata nor the file say';

/** The measurement of a check that takes a sampling rate. */
export const needingRate = (lead: Lead, open: (samplingRate: number) => Measurement): Measurement =>
  lead.samplingRate === undefined ? { end: () => ({ unknown: NO_SAMPLING_RATE }) } : open(lead.samplingRate);
