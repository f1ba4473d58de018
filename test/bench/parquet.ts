import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBDataChunk, DuckDBInstance, SMALLINT } from '@duckdb/node-api';
import duckdb from '@duckdb/node-bindings';
import { runScript } from './children.ts';
import { type Figure, figure, median, round } from './figure.ts';
import { noisyWave, RATE_HZ, writeParquetFile } from './parquet-signal.ts';

const SAMPLES = 25_000_000;
const CHANNELS = 256;
const SECONDS = 60;
const RUNS = 5;
/** Rows that a DuckDB vector holds. */
const VECTOR = 2048;

async function run(say: (line: string) => void): Promise<readonly Figure[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'sessions-bench-parquet-'));
  const path = (name: string): string => join(scratch, name);
  try {
    const samples = noisyWave(SAMPLES);
    const pairs: { ours: number; handover: number; copy: number }[] = [];
    // The first round warms up the compiler; it is not counted.
    for (let counted = -1; counted < RUNS; counted += 1) {
      const ours = await secondsOf(() => writeOurs(path('ours.parquet'), samples));
      const { handover, copy } = await writeByDuckdb(path('duckdb.parquet'), samples);
      say(`ours ${rate(ours)}, DuckDB ${rate(handover)} in and ${rate(copy)} out, MB/s`);
      if (counted >= 0) pairs.push({ ours, handover, copy });
    }
    const bytesEach = async (name: string): Promise<number> => round((await stat(path(name))).size / SAMPLES);
    const peer = `DuckDB: columns handed over as typed arrays at ${rate(median(pairs.map(({ handover }) => handover)))}, then COPY with zstd at ${rate(median(pairs.map(({ copy }) => copy)))} MB/s`;
    const wide = await runScript<{ seconds: number; growthMb: number }>('parquet-wide.ts', [
      path('wide.parquet'),
      `${CHANNELS}`,
      `${SECONDS}`,
    ]);
    return [
      figure({
        figure: 'int16 samples to a Parquet file, one column of 25 million',
        value: Number(rate(median(pairs.map(({ ours }) => ours)))),
        unit: 'MB/s',
        peer,
      }),
      figure({
        figure: '… times as fast as the peer, median of pairs',
        value: round(median(pairs.map(({ ours, handover, copy }) => (handover + copy) / ours))),
        unit: '',
        peer,
        target: '>= 1',
      }),
      figure({
        figure: '… as fast as the peer, were its table there already',
        value: round(median(pairs.map(({ ours, copy }) => copy / ours))),
        unit: '',
        peer,
      }),
      figure({
        figure: 'bytes a sample (16 bits, 7 of them noise)',
        value: await bytesEach('ours.parquet'),
        unit: '',
        peer: `DuckDB: ${await bytesEach('duckdb.parquet')}`,
      }),
      figure({
        figure: `${CHANNELS} channels of ${SECONDS} s at ${RATE_HZ / 1000} kHz, streamed to a Parquet file`,
        value: round(megabytes(CHANNELS * SECONDS * RATE_HZ) / wide.seconds, 0),
        unit: 'MB/s',
      }),
      figure({
        figure: '… memory above resting, most',
        value: round(wide.growthMb, 0),
        unit: 'MB',
        target: '< 200',
      }),
    ];
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const megabytes = (samples: number): number => (samples * Int16Array.BYTES_PER_ELEMENT) / 1e6;
const rate = (seconds: number): string => (megabytes(SAMPLES) / seconds).toFixed(0);

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

const writeOurs = (path: string, samples: Int16Array): Promise<void> =>
  writeParquetFile(path, [{ name: 'x', type: 'int16' }], [{ x: samples }]);

async function writeByDuckdb(
  path: string,
  samples: Int16Array,
): Promise<{ readonly handover: number; readonly copy: number }> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run('CREATE TABLE samples (x SMALLINT)');
    const handover = await secondsOf(async () => {
      const appender = await connection.createAppender('samples');
      const chunk = DuckDBDataChunk.create([SMALLINT], VECTOR);
      for (let from = 0; from < SAMPLES; from += VECTOR) {
        const rows = samples.slice(from, from + VECTOR);
        chunk.rowCount = rows.length;
        duckdb.copy_data_to_vector(
          duckdb.data_chunk_get_vector(chunk.chunk, 0),
          0,
          rows.buffer,
          0,
          rows.byteLength,
        );
        appender.appendDataChunk(chunk);
      }
      appender.closeSync();
    });
    const copy = await secondsOf(async () => {
      await connection.run(
        `COPY samples TO '${path}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)`,
      );
    });
    return { handover, copy };
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

export const area = {
  about: `A wave with noise, ${SAMPLES / 1e6} million samples of 16 bits, is written ${RUNS} times in turn with DuckDB.`,
  run,
};
