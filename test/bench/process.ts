import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeMat4 } from '../../infra/local/examples/formats/mat4.ts';
import { fragment } from '../../infra/local/examples/recipes/ecg-traces.ts';
import { type Api, openApi } from '../../services/api-client.ts';
import { commit } from '../../services/commit/service.ts';
import { preprocess } from '../../services/preprocess/service.ts';
import { pushSession } from '../../services/uploader/push.ts';
import { systemClock } from '../../shared/clients/clock.ts';
import type { Envelope } from '../../shared/events/envelope.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import { mapLimit } from '../../shared/service/parallel.ts';
import { rawKey } from '../../shared/session/manifest.ts';
import { eventOf, file } from '../make.ts';
import { commitFiles } from '../services/preprocess/session.ts';
import { propose, putFiles } from '../services/propose.ts';
import { handlerOf, openWorld, type TestWorld } from '../services/world.ts';
import { startPlatformProcess } from '../setup/platform-process.ts';
import { type Figure, figure, median, round } from './figure.ts';
import { residentMb } from './start.ts';

const FRAGMENTS = 1000;
const LARGE_BYTES = 600_000_000;
const EXAMPLES = 10;

async function run(say: (line: string) => void): Promise<readonly Figure[]> {
  const seconds = await completeToProcessed();
  say(`an example session: ${median(seconds).toFixed(2)} s from complete to processed`);
  const { together, apart, large, growthMb } = await throughput(say);
  return [
    figure({
      figure: 'example session, from complete to processed, median',
      value: round(median(seconds), 2),
      unit: 's',
      target: '< 5',
    }),
    figure({
      figure: `${FRAGMENTS} ECG fragments of 7 KB, processed as one session`,
      value: round(together, 0),
      unit: 'files/s',
      target: '>= 150',
    }),
    figure({
      figure: `${FRAGMENTS} ECG fragments of 7 KB, processed as ${FRAGMENTS} sessions`,
      value: round(apart, 0),
      unit: 'files/s',
      target: '>= 150',
    }),
    figure({ figure: 'ECG of 600 MB (two leads of int16), processed', value: round(large, 0), unit: 'MB/s' }),
    figure({
      figure: '… memory above resting, most',
      value: round(growthMb, 0),
      unit: 'MB',
      target: '< 200',
    }),
  ];
}

/** Seconds from the request `complete` until the session says that it is processed, on a whole platform. */
async function completeToProcessed(): Promise<number[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'sessions-bench-process-'));
  const home = join(scratch, 'home');
  const platform = await startPlatformProcess({ home });
  const apiKey = (await readFile(join(home, 'local-key'), 'utf8')).trim();
  const api = openApi({ url: platform.url, apiKey, clock: systemClock });
  const name = 'martha-2026-03-03-ecg-exercise';
  const folder = fileURLToPath(new URL(`../../infra/local/examples/sessions/${name}`, import.meta.url));
  try {
    const ids = Array.from({ length: EXAMPLES }, (_, index) => `example-${index}`);
    return await mapLimit(ids, 1, (id) => untilProcessed(api, folder, id));
  } finally {
    api.disconnect();
    await platform.stop();
    await rm(scratch, { recursive: true, force: true });
  }
}

async function untilProcessed(api: Api, folder: string, id: string): Promise<number> {
  let completed = 0;
  const complete: Api['complete'] = (...request) => {
    completed = performance.now();
    return api.complete(...request);
  };
  await pushSession({ folder, id, api: { ...api, complete }, clock: systemClock });
  while ((await api.results(id)).pipeline === undefined) await systemClock.wait(10);
  return (performance.now() - completed) / 1000;
}

/** The service alone, on stores on this disk. */
async function throughput(
  say: (line: string) => void,
): Promise<{ together: number; apart: number; large: number; growthMb: number }> {
  const world = await openWorld({ clock: systemClock });
  try {
    const handle = handlerOf(preprocess, world);
    const event = await commitLarge(world);
    const memory = watchMemory();
    const large = LARGE_BYTES / 1e6 / (await secondsOf(() => handle(event)));
    const growthMb = memory.stop();
    say(`600 MB: ${large.toFixed(0)} MB/s, ${growthMb.toFixed(0)} MB of memory`);

    const fragments = Array.from({ length: FRAGMENTS }, (_, i) =>
      fragment(`fragment ${i % 50}`, { rhythm: 'sinus', rate: 55 + (i % 50) }),
    );
    const one = await commitFiles(
      world,
      'fragments',
      Object.fromEntries(fragments.map((bytes, i) => [`${String(i).padStart(4, '0')}.mat`, bytes])),
    );
    const together = FRAGMENTS / (await secondsOf(() => handle(one)));
    say(`${FRAGMENTS} fragments as one session: ${together.toFixed(0)} files/s`);

    const many = await mapLimit(fragments, 8, (bytes, i) =>
      commitFiles(world, `fragment-${i}`, { 'a.mat': bytes }),
    );
    const { concurrency } = preprocess.manifest.limits;
    const apart = FRAGMENTS / (await secondsOf(() => mapLimit(many, concurrency, handle)));
    say(`as ${FRAGMENTS} sessions: ${apart.toFixed(0)} files/s`);

    return { together, apart, large, growthMb };
  } finally {
    await world.close();
  }
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** A committed session of one MAT-file with two leads, interleaved; made and stored chunk by chunk, to leave no memory behind. */
async function commitLarge(world: TestWorld<Clock>): Promise<Envelope> {
  const frames = LARGE_BYTES / 4;
  const { size, crc32 } = await world.stores.archive.putStream(rawKey('large', 'a.mat'), largeEcg(frames));
  const metadata = 'metadata.json';
  // With the sampling rate, so that every check is made.
  const known = '{"sampling_rate": 360}';
  await putFiles(world, 'large', { [metadata]: known });
  const files = [file(metadata, known), { path: 'a.mat', size, crc32 }];
  await handlerOf(commit, world)(await propose(world, 'large', {}, { files, metadata }));
  return eventOf('SessionMigrated', { sessionId: 'large' });
}

async function* largeEcg(frames: number): AsyncGenerator<Uint8Array> {
  const header = writeMat4([{ name: 'ecg', rows: 2, columns: 0, values: new Int16Array() }]);
  Buffer.from(header.buffer, header.byteOffset).writeInt32LE(frames, 8);
  yield header;
  const chunk = 300_000;
  for (let at = 0; at < 2 * frames; at += chunk) {
    const values = Int16Array.from({ length: Math.min(chunk, 2 * frames - at) }, (_, i) => sampleAt(at + i));
    yield new Uint8Array(values.buffer);
  }
}

const sampleAt = (i: number): number => 1024 + ((i * 37) % 211) + (i % 600 < 20 ? 300 : 0);

/** Most memory above what it was; in MB. */
function watchMemory(): { stop(): number } {
  let resting = Number.NaN;
  let most = 0;
  const sample = async (): Promise<void> => {
    const now = await residentMb(process.pid);
    if (Number.isNaN(resting)) resting = now;
    most = Math.max(most, now);
  };
  void sample();
  const timer = setInterval(() => void sample(), 50);
  return {
    stop: () => {
      clearInterval(timer);
      return most - resting;
    },
  };
}

export const area = {
  about:
    'Example sessions on a whole platform; the service alone on stores on this disk, with as many sessions at a time as its manifest allows.',
  run,
};
