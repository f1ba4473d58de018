import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openApi } from '../../services/api-client.ts';
import { systemClock } from '../../shared/clients/clock.ts';
import { startPlatformProcess } from '../setup/platform-process.ts';
import { runScript, startScript } from './children.ts';
import { type Figure, figure, median, round } from './figure.ts';
import { residentMb } from './start.ts';

const BYTES = 600_000_000;
const SMALL_FILES = 2000;
const RUNS = 7;

interface Sent {
  readonly seconds: number;
  readonly growthMb: number;
}

async function run(say: (line: string) => void): Promise<readonly Figure[]> {
  const scratch = await mkdtemp(join(tmpdir(), 'sessions-bench-push-'));
  const home = join(scratch, 'home');
  const platform = await startPlatformProcess({ home });
  const discard = await startScript('discard.ts');
  const memory = watchMemory(platform.pid);
  try {
    const large = join(scratch, 'large');
    await writeLarge(large);
    const small = join(scratch, 'small');
    await writeSmall(small);
    const pairs: { file: Sent; bytes: Sent; crc32: Sent; sha256: Sent }[] = [];
    // The first round warms up page cache, compiler and connections; it is not counted.
    for (let counted = -1; counted < RUNS; counted += 1) {
      await untilQuiet(platform.url, home);
      const signal = join(large, 'signal.dat');
      const file = await runScript<Sent>('sender.ts', ['file', discard.url, signal]);
      const bytes = await runScript<Sent>('sender.ts', ['memory', discard.url, signal]);
      const crc32 = await runScript<Sent>('sender.ts', [
        'push',
        home,
        large,
        `crc-${counted + 1}`,
        '--no-sha256',
      ]);
      await untilQuiet(platform.url, home);
      const sha256 = await runScript<Sent>('sender.ts', ['push', home, large, `sha-${counted + 1}`]);
      say(
        `plain PUT of the file ${rate(file)}, of bytes in memory ${rate(bytes)}; push with CRC-32 ${rate(crc32)}, with SHA-256 ${rate(sha256)} GB/s`,
      );
      if (counted >= 0) pairs.push({ file, bytes, crc32, sha256 });
    }
    const many = await runScript<Sent>('sender.ts', ['push', home, small, 'small-files']);
    const rates = (kind: keyof (typeof pairs)[0]): number =>
      round(median(pairs.map((pair) => BYTES / 1e9 / pair[kind].seconds)));
    const part = (kind: 'crc32' | 'sha256', peer: 'file' | 'bytes'): number =>
      round(median(pairs.map((pair) => pair[peer].seconds / pair[kind].seconds)));
    const file = `one plain node:http PUT of the file to a discarding server: ${rates('file')} GB/s`;
    const bytes = `the same PUT with the bytes in memory beforehand: ${rates('bytes')} GB/s`;
    return [
      figure({
        figure: 'push of one 600 MB session with CRC-32, until committed',
        value: rates('crc32'),
        unit: 'GB/s',
      }),
      figure({
        figure: '… of a plain PUT of the file',
        value: part('crc32', 'file'),
        unit: '',
        peer: file,
        target: '>= 0.7',
      }),
      figure({
        figure: '… of a plain PUT from memory',
        value: part('crc32', 'bytes'),
        unit: '',
        peer: bytes,
        target: '>= 0.7',
      }),
      figure({ figure: 'push with SHA-256 too', value: rates('sha256'), unit: 'GB/s' }),
      figure({ figure: '… of a plain PUT of the file', value: part('sha256', 'file'), unit: '', peer: file }),
      figure({
        figure: '… of a plain PUT from memory',
        value: part('sha256', 'bytes'),
        unit: '',
        peer: bytes,
      }),
      figure({
        figure: 'memory of the pusher above resting, most',
        value: round(Math.max(...pairs.flatMap(({ crc32, sha256 }) => [crc32.growthMb, sha256.growthMb])), 0),
        unit: 'MB',
        target: '< 200',
      }),
      figure({
        figure: 'memory of the platform above resting, most',
        value: round(memory.most() - memory.resting, 0),
        unit: 'MB',
        target: '< 200',
      }),
      figure({
        figure: `push of ${SMALL_FILES} files of 7 KB with SHA-256`,
        value: round(SMALL_FILES / many.seconds, 0),
        unit: 'files/s',
      }),
    ];
  } finally {
    memory.stop();
    discard.child.kill();
    await platform.stop();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Until the platform has verified and indexed what came before: that is work of its own, and not the next push's. */
async function untilQuiet(url: string, home: string): Promise<void> {
  const apiKey = (await readFile(join(home, 'local-key'), 'utf8')).trim();
  const api = openApi({ url, apiKey, clock: systemClock });
  for (;;) {
    const { queues } = await api.status();
    if (queues.every(({ waiting, inFlight, delayed }) => waiting + inFlight + delayed === 0)) break;
    await systemClock.wait(50);
  }
  api.disconnect();
}

const rate = ({ seconds }: Sent): string => (BYTES / 1e9 / seconds).toFixed(2);

/** Noise, so that nothing on the way can compress or skip it. */
async function writeLarge(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const chunk = crypto.getRandomValues(new Uint8Array(60_000)).slice();
  const chunks = function* (): Generator<Uint8Array> {
    for (let written = 0; written < BYTES; written += chunk.byteLength) yield chunk;
  };
  await pipeline(Readable.from(chunks()), createWriteStream(join(folder, 'signal.dat')));
}

async function writeSmall(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let index = 0; index < SMALL_FILES; index += 1)
    await writeFile(
      join(folder, `fragment-${String(index).padStart(4, '0')}.mat`),
      crypto.getRandomValues(new Uint8Array(7224)),
    );
}

function watchMemory(pid: number): { readonly resting: number; most(): number; stop(): void } {
  const samples: number[] = [];
  let resting = 0;
  const sample = async (): Promise<void> => {
    const now = await residentMb(pid).catch(() => 0);
    if (resting === 0) resting = now;
    samples.push(now);
  };
  void sample();
  const timer = setInterval(() => void sample(), 20);
  return {
    get resting() {
      return resting;
    },
    most: () => Math.max(...samples),
    stop: () => clearInterval(timer),
  };
}

export const area = {
  about: `A session of one 600 MB file is pushed by a process of its own, ${RUNS} times in turn with plain PUTs of the same file.`,
  run,
};
