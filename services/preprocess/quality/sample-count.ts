import type { Check } from './check.ts';

/** A lead has as many samples as its duration at its sampling rate makes; one more or less is rounding. */
export const sampleCount: Check = {
  name: 'sample-count',
  verdict: 'reject',
  threshold: 'sampling rate x duration, within 1',
  unit: 'samples',
  open({ expectedSamples }) {
    let count = 0;
    return {
      add: (samples) => {
        count += samples.length;
      },
      end: () =>
        expectedSamples === undefined
          ? undefined
          : { value: count, meets: Math.abs(count - expectedSamples) <= 1 },
    };
  },
};
