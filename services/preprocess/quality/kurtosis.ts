import type { Check } from './check.ts';

const LEAST = 5;

/**
 * kSQI: the kurtosis (3 for a normal distribution) of an ECG is above 5, for it is near zero most of the time and
 * far from it in each beat; noise brings it down. Clifford et al. 2012, doi:10.1088/0967-3334/33/9/1419; threshold
 * as in Zhao and Zhang 2018, doi:10.3389/fphys.2018.00727.
 */
export const kSqi: Check = {
  name: 'kSQI',
  verdict: 'grade',
  threshold: `> ${LEAST}`,
  unit: '',
  open() {
    const moments = openMoments();
    return {
      add: moments.add,
      end() {
        const value = moments.kurtosis();
        return value === undefined
          ? { unknown: 'the signal does not vary' }
          : { value, meets: value > LEAST };
      },
    };
  },
};

/** Sums of powers around the first sample, so that a large baseline costs no digits. What is not finite is left out. */
function openMoments() {
  let origin = Number.NaN;
  let count = 0;
  const sums = new Float64Array(5);
  return {
    add(samples: Float64Array): void {
      // Plain variables: measured, several times as fast as those of the closure.
      let [, first = 0, second = 0, third = 0, fourth = 0] = sums;
      for (let i = 0; i < samples.length; i++) {
        const value = samples[i] as number;
        if (!Number.isFinite(value)) continue;
        if (count === 0) origin = value;
        const distance = value - origin;
        const square = distance * distance;
        count += 1;
        first += distance;
        second += square;
        third += square * distance;
        fourth += square * square;
      }
      sums.set([count, first, second, third, fourth]);
    },
    kurtosis(): number | undefined {
      const [, first = 0, second = 0, third = 0, fourth = 0] = sums;
      const mean = first / count;
      const variance = second / count - mean * mean;
      if (!(variance > 0)) return undefined;
      const about =
        fourth / count - 4 * mean * (third / count) + 6 * mean ** 2 * (second / count) - 3 * mean ** 4;
      return about / variance ** 2;
    },
  };
}
