import type { Random } from './random.ts';

/** Microvolts a digital unit, as on the Intan RHD2000 amplifiers. */
export const MICROVOLTS_PER_BIT = 0.195;

export interface Probe {
  readonly channels: number;
  /** Hz. */
  readonly samplingRate: number;
  readonly seconds: number;
  /** Neurons, spread along the probe. */
  readonly units: number;
  /** Amplitude of the 8 Hz theta rhythm in microvolts, to whose troughs the neurons keep; 0 for none. */
  readonly theta: number;
}

const FIRING_RATE = 15;
const REFRACTORY_SECONDS = 0.002;
const NOISE_MICROVOLTS = 8;

/** An extracellular recording: samples one after another, each with all channels (the order of a `.dat`). */
export function recordSpikes(probe: Probe, random: Random): Int16Array {
  const { channels, samplingRate } = probe;
  const samples = samplingRate * probe.seconds;
  const microvolts = new Float64Array(samples * channels);
  for (let i = 0; i < samples; i++) {
    const theta = probe.theta * Math.sin(thetaPhase(i / samplingRate));
    for (let c = 0; c < channels; c++)
      microvolts[i * channels + c] = theta + NOISE_MICROVOLTS * random.normal();
  }
  for (let unit = 0; unit < probe.units; unit++) {
    const depth = ((unit + 0.5) / probe.units) * (channels - 1);
    const amplitude = 80 + 80 * random.uniform();
    for (const time of fire(probe, random)) addSpike(microvolts, probe, time, depth, amplitude);
  }
  return Int16Array.from(microvolts, (value) => Math.round(value / MICROVOLTS_PER_BIT));
}

const thetaPhase = (seconds: number) => 2 * Math.PI * 8 * seconds;

/** Spike times in seconds: a Poisson process with a refractory time, denser in the troughs of theta. */
function fire({ samplingRate, seconds, theta }: Probe, random: Random): number[] {
  const times: number[] = [];
  for (let i = 0; i < samplingRate * seconds; i++) {
    const time = i / samplingRate;
    const modulation = theta > 0 ? 1 - Math.sin(thetaPhase(time)) : 1;
    const rested = time - (times.at(-1) ?? -1) > REFRACTORY_SECONDS;
    if (random.uniform() < (FIRING_RATE * modulation) / samplingRate && rested) times.push(time);
  }
  return times;
}

/** Adds one spike to the channels around `depth`; it halves from channel to channel. */
function addSpike(
  microvolts: Float64Array,
  probe: Probe,
  time: number,
  depth: number,
  amplitude: number,
): void {
  const { channels, samplingRate, seconds } = probe;
  const first = Math.max(0, Math.ceil((time - 0.0006) * samplingRate));
  const end = Math.min(samplingRate * seconds, (time + 0.0016) * samplingRate);
  for (let i = first; i < end; i++) {
    const shape = waveform(1000 * (i / samplingRate - time));
    for (let c = 0; c < channels; c++) {
      const at = i * channels + c;
      microvolts[at] = (microvolts[at] ?? 0) + amplitude * shape * 0.5 ** Math.abs(c - depth);
    }
  }
}

/** A sharp trough at 0 ms and a slow, low peak half a millisecond later. */
const waveform = (ms: number) => 0.35 * Math.exp(-(((ms - 0.5) / 0.3) ** 2)) - Math.exp(-((ms / 0.15) ** 2));
