import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPlatformProcess } from '../setup/platform-process.ts';
import { type Figure, figure, median, round } from './figure.ts';

/** Resident memory of a process, MB; from /proc, so on Linux only. */
export async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1000;
}

const RUNS = 5;

async function run(say: (line: string) => void): Promise<readonly Figure[]> {
  const home = await mkdtemp(join(tmpdir(), 'sessions-bench-start-'));
  const seconds: number[] = [];
  const memory: number[] = [];
  try {
    // The first start makes the home and, on a new machine, fetches OpenSearch; it is not counted.
    for (let counted = -1; counted < RUNS; counted += 1) {
      const platform = await startPlatformProcess({ home });
      const resident = await residentMb(platform.pid);
      say(
        `${counted < 0 ? 'first' : 'warm'} start ${(platform.readyAfter / 1000).toFixed(2)} s, ${resident.toFixed(0)} MB`,
      );
      await platform.stop();
      if (counted < 0) continue;
      seconds.push(platform.readyAfter / 1000);
      memory.push(resident);
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
  return [
    figure({
      figure: 'warm start until ready, median',
      value: round(median(seconds)),
      unit: 's',
      target: '<= 15',
    }),
    figure({
      figure: 'warm start until ready, slowest',
      value: round(Math.max(...seconds)),
      unit: 's',
      target: '<= 15',
    }),
    figure({
      figure: 'resident memory of the platform without OpenSearch, ready',
      value: round(Math.max(...memory), 0),
      unit: 'MB',
      target: '< 300',
    }),
  ];
}

export const area = {
  about: `\`npm start\` with a home that exists, ${RUNS} times, with the embedded OpenSearch.`,
  run,
};
