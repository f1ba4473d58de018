import { writeMat4 } from '../formats/mat4.ts';
import { heartbeats, type Lead, type Rhythm, recordLead, toAdcUnits } from '../signals/ecg.ts';
import { seededRandom } from '../signals/random.ts';

export interface Trace {
  readonly rhythm: Rhythm;
  /** Beats a minute. */
  readonly rate: number;
  /** Hz; 360 when left out, as in the MIT-BIH database. */
  readonly samplingRate?: number;
}

/** Ten seconds of one heart in mV, an array for each lead; `seed` tells one recording from another. */
export function trace(seed: string, leads: readonly Lead[], { rhythm, rate, samplingRate = 360 }: Trace) {
  const random = seededRandom(seed);
  const beats = heartbeats({ rhythm, rate, seconds: 10 }, random);
  return leads.map((lead) => recordLead(beats, { lead, samplingRate, samples: 10 * samplingRate }, random));
}

/** A fragment as Plawiak 2017 (doi:10.17632/7dybx7wyfn.3) has them: MAT level 4, `val` 1x3600, 200 units a mV. */
export function fragment(seed: string, options: Omit<Trace, 'samplingRate'>): Uint8Array {
  const [signal = new Float64Array()] = trace(seed, ['MLII'], options);
  return writeMat4([{ name: 'val', rows: 1, columns: signal.length, values: toAdcUnits(signal) }]);
}

/** Leads as the rows of one matrix, in the order of the values in a MAT-file: column by column. */
export function interleave(leads: readonly Int16Array[]): Int16Array {
  const columns = leads[0]?.length ?? 0;
  return Int16Array.from({ length: leads.length * columns }, (_, i) => {
    return leads[i % leads.length]?.[Math.floor(i / leads.length)] ?? 0;
  });
}
