import { open } from 'node:fs/promises';
import type { Batch, Column } from '../../shared/parquet/columns.ts';
import { openParquetWriter } from '../../shared/parquet/writer.ts';

export const RATE_HZ = 30_000;

/** A slow wave of 400 steps with noise of some 60, as an amplifier gives it; the same in every run. */
export function noisyWave(count: number): Int16Array {
  const samples = new Int16Array(count);
  let random = 1;
  for (let k = 0; k < count; k += 1) {
    let noise = 0;
    for (let dice = 0; dice < 3; dice += 1) {
      random = (Math.imul(random, 1_664_525) + 1_013_904_223) | 0;
      noise += random >> 24;
    }
    samples[k] = 400 * Math.sin((2 * Math.PI * 8 * k) / RATE_HZ) + noise / 6;
  }
  return samples;
}

/** Writes the batches to a Parquet file of these columns. */
export async function writeParquetFile(
  path: string,
  columns: readonly Column[],
  batches: Iterable<Batch>,
): Promise<void> {
  const file = await open(path, 'w');
  const append = async (chunks: readonly Uint8Array[]): Promise<void> => {
    if (chunks.length > 0) await file.writev(chunks);
  };
  try {
    const writer = openParquetWriter(columns);
    // What a row group gives is hundreds of pages: one call for all of them.
    for (const batch of batches) await append(await writer.write(batch));
    await append(await writer.finish());
  } finally {
    await file.close();
  }
}
