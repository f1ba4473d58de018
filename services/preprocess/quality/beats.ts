/** Heartbeats, found while the samples pass. */
export interface Beats {
  add(samples: Float64Array): void;
  end(): {
    readonly count: number /** Seconds from each beat to the next. */;
    readonly shortest: number;
    readonly longest: number;
    readonly mean: number;
  };
}

const WINDOW_SECONDS = 0.12;
const REFRACTORY_SECONDS = 0.2;
const LEARNING_SECONDS = 2;

/**
 * A plain detector of QRS complexes after Pan and Tompkins 1985 (doi:10.1109/TBME.1985.325532): the slope, squared,
 * averaged over 120 ms; peaks of it that stand out from what is known of beats and of noise, at least 200 ms apart.
 * Good enough to say that a rate is no heart's; nothing here diagnoses.
 */
export function openBeats(samplingRate: number): Beats {
  const window = new Float64Array(Math.max(1, Math.round(WINDOW_SECONDS * samplingRate)));
  const refractory = REFRACTORY_SECONDS * samplingRate;
  const learning = LEARNING_SECONDS * samplingRate;
  let at = 0;
  let before = Number.NaN;
  let sum = 0;
  let beatLevel = 0;
  let noiseLevel = 0;
  /** The highest place since the energy rose above the threshold. */
  let peak: { at: number; energy: number } | undefined;
  let last = Number.NEGATIVE_INFINITY;
  let first = Number.NaN;
  let count = 0;
  let shortest = Number.POSITIVE_INFINITY;
  let longest = 0;

  function beat(place: number): void {
    if (count === 0) first = place;
    else {
      shortest = Math.min(shortest, (place - last) / samplingRate);
      longest = Math.max(longest, (place - last) / samplingRate);
    }
    last = place;
    count += 1;
  }

  function follow(energy: number): void {
    const threshold = noiseLevel + 0.25 * (beatLevel - noiseLevel);
    if (energy > threshold && at - last > refractory) {
      if (!peak || energy > peak.energy) peak = { at, energy };
      return;
    }
    if (peak) {
      beat(peak.at);
      beatLevel += 0.125 * (peak.energy - beatLevel);
      peak = undefined;
    }
    noiseLevel += 0.001 * (Math.min(energy, threshold) - noiseLevel);
  }

  return {
    add(samples) {
      for (let i = 0; i < samples.length; i++) {
        const value = samples[i] as number;
        const slope = value - before;
        before = value;
        const square = Number.isFinite(slope) ? slope * slope : 0;
        const slot = at % window.length;
        sum += square - (window[slot] as number);
        window[slot] = square;
        const energy = sum / window.length;
        if (at < learning) beatLevel = Math.max(beatLevel, energy);
        else follow(energy);
        at += 1;
      }
    },
    end: () => ({ count, shortest, longest, mean: (last - first) / samplingRate / (count - 1) }),
  };
}
