/**
 * `parquet-wide.ts FILE CHANNELS SECONDS`: streams that many channels into a Parquet file, in a process of its own so
 * that its memory can be told. Prints what it took as JSON.
 */
import { argv } from 'node:process';
import type { Batch, Column } from '../../shared/parquet/columns.ts';
import { noisyWave, RATE_HZ, writeParquetFile } from './parquet-signal.ts';
import { residentMb } from './start.ts';

const [, , path = '', channels = '', seconds = ''] = argv;
const columns = Array.from(
  { length: Number(channels) },
  (_, k): Column => ({ name: `ch${k}`, type: 'int16' }),
);
const samples = noisyWave(2_000_000);
/** A tenth of a second, as a reader of raw files would give it. */
const ROWS = RATE_HZ / 10;

function* batches(): Generator<Batch> {
  for (let batch = 0; batch < Number(seconds) * 10; batch += 1) {
    const channel = (k: number): Int16Array => {
      const from = ((k * 7919 + batch) * ROWS) % (samples.length - ROWS);
      return samples.subarray(from, from + ROWS);
    };
    yield Object.fromEntries(columns.map(({ name }, k) => [name, channel(k)]));
  }
}

const resting = await residentMb(process.pid);
let most = resting;
const watch = setInterval(async () => {
  most = Math.max(most, await residentMb(process.pid));
}, 20);
const begun = performance.now();
await writeParquetFile(path, columns, batches());
const taken = (performance.now() - begun) / 1000;
clearInterval(watch);
console.log(JSON.stringify({ seconds: taken, growthMb: most - resting }));
