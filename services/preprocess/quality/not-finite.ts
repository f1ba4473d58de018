import type { Check } from './check.ts';

/** NaN and Infinity stand where a sample was lost. */
export const notFinite: Check = {
  name: 'not-finite',
  verdict: 'reject',
  threshold: '0',
  unit: 'samples',
  open() {
    let count = 0;
    return {
      add(samples) {
        for (let i = 0; i < samples.length; i++) if (!Number.isFinite(samples[i])) count += 1;
      },
      end: () => ({ value: count, meets: count === 0 }),
    };
  },
};
