import { basSqi, pSqi } from './band-power.ts';
import type { Check } from './check.ts';
import { flat } from './flat.ts';
import { kSqi } from './kurtosis.ts';
import { notFinite } from './not-finite.ts';
import { rails } from './rails.ts';
import { heartRate, longestPause } from './rate.ts';
import { sampleCount } from './sample-count.ts';

/** The checks that every lead of an ECG goes through, in the order of the table. */
export const ECG_CHECKS: readonly Check[] = [
  sampleCount,
  notFinite,
  flat,
  rails,
  pSqi,
  kSqi,
  basSqi,
  heartRate,
  longestPause,
];
