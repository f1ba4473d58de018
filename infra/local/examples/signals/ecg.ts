import type { Random } from './random.ts';

/**
 * Synthetic electrocardiograms: each wave of a beat is a Gaussian around the R peak, the idea of McSharry et al.
 * 2003 (doi:10.1109/TBME.2003.808805). Amplitudes in mV, times in seconds, all round figures of textbooks.
 */
export type Rhythm = 'sinus' | 'bigeminy' | 'fibrillation';

export type Lead = 'MLII' | 'V5';

export interface Beat {
  /** Of the R peak. */
  readonly time: number;
  /** Until the next beat. */
  readonly interval: number;
  readonly kind: 'normal' | 'ventricular' | 'without P';
}

interface Wave {
  readonly name: 'P' | 'Q' | 'R' | 'S' | 'T';
  readonly amplitude: number;
  /** From the R peak. */
  readonly delay: number;
  /** Standard deviation of the Gaussian. */
  readonly width: number;
}

const NORMAL: readonly Wave[] = [
  { name: 'P', amplitude: 0.12, delay: -0.17, width: 0.02 },
  { name: 'Q', amplitude: -0.1, delay: -0.03, width: 0.008 },
  { name: 'R', amplitude: 1.2, delay: 0, width: 0.01 },
  { name: 'S', amplitude: -0.22, delay: 0.029, width: 0.009 },
  { name: 'T', amplitude: 0.25, delay: 0.27, width: 0.045 },
];

/** Wide, without a P wave, with a T wave against the main deflection. */
const VENTRICULAR: readonly Wave[] = [
  { name: 'R', amplitude: 1.5, delay: 0, width: 0.03 },
  { name: 'S', amplitude: -0.5, delay: 0.09, width: 0.03 },
  { name: 'T', amplitude: -0.35, delay: 0.3, width: 0.055 },
];

const WAVES: Readonly<Record<Beat['kind'], readonly Wave[]>> = {
  normal: NORMAL,
  ventricular: VENTRICULAR,
  'without P': NORMAL.filter(({ name }) => name !== 'P'),
};

/** How tall each wave stands in a lead, compared with MLII. */
const LEADS: Readonly<Record<Lead, Readonly<Record<Wave['name'], number>>>> = {
  MLII: { P: 1, Q: 1, R: 1, S: 1, T: 1 },
  V5: { P: 0.6, Q: 0.7, R: 1.25, S: 1.6, T: 1.3 },
};

/** The beats from before 0 to after `seconds`; `rate` is the mean, per minute. */
export function heartbeats(
  { rhythm, rate, seconds }: { rhythm: Rhythm; rate: number; seconds: number },
  random: Random,
): Beat[] {
  const mean = 60 / rate;
  const beats: Beat[] = [];
  let time = -random.uniform() * mean;
  while (time < seconds + mean) {
    const beat = nextBeat(rhythm, mean, time, beats.at(-1), random);
    beats.push(beat);
    time += beat.interval;
  }
  return beats;
}

function nextBeat(
  rhythm: Rhythm,
  mean: number,
  time: number,
  previous: Beat | undefined,
  random: Random,
): Beat {
  // The heart quickens and slows with the breath, 15 times a minute (respiratory sinus arrhythmia).
  const sinus = mean * (1 + 0.03 * Math.sin(2 * Math.PI * 0.25 * time) + 0.01 * random.normal());
  if (rhythm === 'fibrillation') {
    return { time, interval: mean * (0.6 + 0.8 * random.uniform()), kind: 'without P' };
  }
  if (rhythm === 'sinus') return { time, interval: sinus, kind: 'normal' };
  // Every second beat comes early from a ventricle, and a compensatory pause follows it.
  if (previous?.kind === 'normal') return { time, interval: 1.35 * sinus, kind: 'ventricular' };
  return { time, interval: 0.65 * sinus, kind: 'normal' };
}

/** One lead in mV, with a little baseline wander (breath) and noise (muscle). */
export function recordLead(
  beats: readonly Beat[],
  { lead, samplingRate, samples }: { lead: Lead; samplingRate: number; samples: number },
  random: Random,
): Float64Array {
  const signal = Float64Array.from({ length: samples }, (_, i) => {
    const wander = 0.02 * Math.sin(2 * Math.PI * 0.25 * (i / samplingRate));
    return wander + 0.008 * random.normal();
  });
  for (const beat of beats) {
    // The ST segment and T wave shorten with the square root of the interval (Bazett 1920).
    const stretch = Math.min(1, Math.sqrt(beat.interval));
    for (const wave of WAVES[beat.kind]) {
      const scale = wave.name === 'T' ? stretch : 1;
      addGaussian(signal, samplingRate, {
        amplitude: wave.amplitude * LEADS[lead][wave.name],
        center: beat.time + wave.delay * scale,
        width: wave.width * scale,
      });
    }
  }
  return signal;
}

function addGaussian(
  signal: Float64Array,
  samplingRate: number,
  { amplitude, center, width }: { amplitude: number; center: number; width: number },
): void {
  const first = Math.max(0, Math.ceil((center - 5 * width) * samplingRate));
  const last = Math.min(signal.length - 1, Math.floor((center + 5 * width) * samplingRate));
  for (let i = first; i <= last; i++) {
    const distance = (i / samplingRate - center) / width;
    signal[i] = (signal[i] ?? 0) + amplitude * Math.exp(-(distance ** 2) / 2);
  }
}

/** As the MIT-BIH database keeps it: 11 bits, 200 units a mV, 1024 for 0 mV. */
export const toAdcUnits = (millivolts: Float64Array): Int16Array =>
  Int16Array.from(millivolts, (value) => Math.min(2047, Math.max(0, 1024 + Math.round(200 * value))));
