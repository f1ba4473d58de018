import type { Check } from './check.ts';

const MOST = 0.01;

/**
 * Share of the samples that lie at a rail, where the amplifier or the converter could not follow. Where the rails
 * are, no file says: a signal that is cut off stays at its own extreme, so what counts are samples at the lowest or
 * the highest value that lie beside another one of the same value.
 */
export const rails: Check = {
  name: 'rails',
  verdict: 'reject',
  threshold: `<= ${MOST}`,
  unit: 'share of samples',
  open() {
    const low = openLowest(1);
    const high = openLowest(-1);
    let total = 0;
    return {
      add(samples) {
        total += samples.length;
        low.add(samples);
        high.add(samples);
      },
      end() {
        if (total === 0) return { unknown: 'there are no samples' };
        const same = low.lowest() === -high.lowest();
        const share = (low.count() + (same ? 0 : high.count())) / total;
        return { value: share, meets: share <= MOST };
      },
    };
  },
};

/** Counts the samples at the lowest value of `sign` times the signal that come in runs of two or more. */
function openLowest(sign: 1 | -1) {
  let lowest = Number.POSITIVE_INFINITY;
  let count = 0;
  let run = 0;
  return {
    add(samples: Float64Array): void {
      for (let i = 0; i < samples.length; i++) {
        const value = sign * (samples[i] as number);
        if (value < lowest) {
          lowest = value;
          run = 1;
          count = 0;
        } else if (value === lowest) {
          run += 1;
          count += run === 2 ? 2 : run > 2 ? 1 : 0;
        } else run = 0;
      }
    },
    lowest: () => lowest,
    count: () => count,
  };
}
