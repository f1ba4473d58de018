import type { Verdict } from '../../../shared/session/results.ts';
import { openBeats } from './beats.ts';
import type { Check, Finding, Lead } from './check.ts';
import { openSpectrum } from './spectrum.ts';

/** One row of the table of quality, without its place. */
export interface Assessed {
  readonly check: string;
  readonly verdict: Verdict;
  readonly value: number | null;
  readonly threshold: string;
  readonly unit: string;
  /** Why there is no value. */
  readonly detail: string | null;
}

/** One lead on its way through all checks. */
export interface Assessment {
  add(samples: Float64Array): void;
  end(): Assessed[];
}

export function openAssessment(
  checks: readonly Check[],
  about: Pick<Lead, 'samplingRate' | 'expectedSamples'>,
): Assessment {
  const { samplingRate } = about;
  const spectrum = samplingRate === undefined ? undefined : openSpectrum(samplingRate);
  const beats = samplingRate === undefined ? undefined : openBeats(samplingRate);
  const measuring = checks.map((check) => ({
    check,
    measurement: check.open({ ...about, spectrum, beats }),
  }));
  return {
    add(samples) {
      spectrum?.add(samples);
      beats?.add(samples);
      for (const { measurement } of measuring) measurement.add?.(samples);
    },
    end: () => measuring.flatMap(({ check, measurement }) => assessed(check, measurement.end())),
  };
}

/** What could not be measured is a warning: nobody should take it for passed. */
function assessed({ name: check, verdict, threshold, unit }: Check, finding: Finding): Assessed[] {
  if (!finding) return [];
  const about = { check, threshold, unit };
  if ('unknown' in finding) return [{ ...about, verdict: 'warn', value: null, detail: finding.unknown }];
  return [{ ...about, verdict: finding.meets ? 'pass' : verdict, value: finding.value, detail: null }];
}
