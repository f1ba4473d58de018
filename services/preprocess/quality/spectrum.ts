import { type Fft, fftOf } from './fft.ts';

/** Power by frequency, gathered while the samples pass. */
export interface Spectrum {
  add(samples: Float64Array): void;
  /** Power between two frequencies in Hz, both included, in no particular unit; undefined where there was too little. */
  power(from: number, to: number): number | undefined;
}

const SEGMENT_SECONDS = 4;
const LONGEST_SEGMENT = 2 ** 18;
/** A recording shorter than a segment is taken as one that is filled up with zeros, if it lasts that long. */
const LEAST_SECONDS = 2;

/**
 * Welch's method (1967): segments of 4 s or a little more, the next power of two, half overlapping, their mean taken
 * off, under a Hann window. Segments with something that is not finite are left out. Two segments go through one
 * transform, as its real and its imaginary part: the sum of their powers needs no taking apart.
 */
export function openSpectrum(samplingRate: number): Spectrum {
  const length = Math.min(LONGEST_SEGMENT, 2 ** Math.ceil(Math.log2(SEGMENT_SECONDS * samplingRate)));
  const segment = new Float64Array(length);
  let filled = 0;
  const power = new Float64Array(length / 2 + 1);
  let segments = 0;
  const real = new Float64Array(length);
  const imaginary = new Float64Array(length);
  let waiting = false;
  let transform: Fft | undefined;
  let window: Float64Array | undefined;

  /** Takes the first `count` samples of the segment into the transform. */
  function take(count: number): void {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += segment[i] as number;
    if (!Number.isFinite(sum)) return;
    const mean = sum / count;
    const target = waiting ? imaginary : real;
    if (!window || window.length !== count) window = hann(count);
    for (let i = 0; i < count; i++) target[i] = ((segment[i] as number) - mean) * (window[i] as number);
    target.fill(0, count);
    segments += 1;
    waiting = !waiting;
    if (!waiting) addPower();
  }

  function addPower(): void {
    transform ??= fftOf(length);
    transform(real, imaginary);
    for (let k = 0; k <= length / 2; k++) {
      const mirrored = k === 0 ? 0 : length - k;
      const here = (real[k] as number) ** 2 + (imaginary[k] as number) ** 2;
      const there = (real[mirrored] as number) ** 2 + (imaginary[mirrored] as number) ** 2;
      power[k] = (power[k] as number) + (here + there) / 2;
    }
  }

  function finish(): void {
    if (segments === 0 && filled >= LEAST_SECONDS * samplingRate) take(filled);
    if (!waiting) return;
    imaginary.fill(0);
    waiting = false;
    addPower();
  }

  return {
    add(samples) {
      for (let at = 0; at < samples.length; ) {
        const count = Math.min(length - filled, samples.length - at);
        segment.set(samples.subarray(at, at + count), filled);
        filled += count;
        at += count;
        if (filled < length) return;
        take(length);
        segment.copyWithin(0, length / 2);
        filled = length / 2;
      }
    },
    power(from, to) {
      finish();
      if (segments === 0) return undefined;
      let sum = 0;
      const bin = samplingRate / length;
      for (let k = Math.ceil(from / bin); k <= Math.min(length / 2, Math.floor(to / bin)); k++)
        sum += power[k] as number;
      return sum;
    },
  };
}

/** The last one that was made: nearly all recordings of a laboratory have one sampling rate. */
let lastWindow = new Float64Array();

function hann(length: number): Float64Array {
  if (lastWindow.length !== length)
    lastWindow = Float64Array.from({ length }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / length));
  return lastWindow;
}
