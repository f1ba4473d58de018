import type { Random } from './random.ts';

/**
 * An electroencephalogram with closed eyes, in microvolts: a 10 Hz alpha rhythm that waxes and wanes, over a
 * background whose power falls with frequency, with a little of the mains' 50 Hz.
 */
export function recordEeg(
  { samplingRate, samples, alpha }: { samplingRate: number; samples: number; alpha: number },
  random: Random,
): Float64Array {
  const start = random.uniform();
  let background = 0;
  return Float64Array.from({ length: samples }, (_, i) => {
    const time = i / samplingRate;
    background = 0.96 * background + 2.5 * random.normal();
    const spindle = 0.6 + 0.4 * Math.sin(2 * Math.PI * (0.3 * time + start));
    const mains = 1.5 * Math.sin(2 * Math.PI * 50 * time);
    return alpha * spindle * Math.sin(2 * Math.PI * 10 * time) + background + mains;
  });
}

/** Breathing, 15 times a minute, between -1 and 1. */
export const recordBreath = ({ samplingRate, samples }: { samplingRate: number; samples: number }) =>
  Float64Array.from({ length: samples }, (_, i) => Math.sin(2 * Math.PI * 0.25 * (i / samplingRate)));
