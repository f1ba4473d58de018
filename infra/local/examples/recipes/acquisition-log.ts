import { encode } from '../recipe.ts';
import type { Random } from '../signals/random.ts';

/** A minute before the recording. */
const START = Date.UTC(2026, 0, 22, 14, 2, 0);

/** What really stands between the good lines of a log: no time, no level, two lines in one, a stack trace. */
const MALFORMED: Readonly<Record<number, string>> = {
  17: 'Traceback (most recent call last):\n  File "lick_sensor.py", line 88, in poll\nOSError: [Errno 5] Input/output error',
  31: '2026-01-22 14:02:31,902 buffer overr2026-01-22 14:02:31,903 INFO  [disk] queue 3 blocks',
  44: '    ',
  52: '14:02 reward valve checked by hand /AS',
};

/** The log of a rig that warms up and records: `date time,ms LEVEL [source] message`, a few lines malformed. */
export function acquisitionLog(random: Random): Uint8Array {
  const lines = [`${stamp(0)} INFO  [recorder] started, 8 channels at 20000 Hz`];
  for (let second = 1; second < 60; second++) {
    const line = `${stamp(1000 * second + random.uniform() * 900)} ${event(random)}`;
    lines.push(MALFORMED[second] ?? line);
  }
  lines.push(`${stamp(60_000)} INFO  [recorder] recording to ephys/l07_linear_track.dat`);
  lines.push(`${stamp(61_000)} INFO  [recorder] stopped, 20000 samples a channel`);
  return encode(lines.map((line) => `${line}\n`).join(''));
}

/** `2026-01-22 14:03:00,000`: the format of Python's logging. */
const stamp = (milliseconds: number) =>
  new Date(START + milliseconds).toISOString().slice(0, 23).replace('T', ' ').replace('.', ',');

function event(random: Random): string {
  const roll = random.uniform();
  if (roll < 0.05) return 'ERROR [tracker] camera 2 dropped a frame';
  if (roll < 0.15) return `WARN  [disk] queue ${Math.round(5 + 20 * random.uniform())} blocks`;
  if (roll < 0.4) return `DEBUG [reward] valve open ${Math.round(40 + 20 * random.uniform())} ms`;
  return `INFO  [tracker] x=${(200 * random.uniform()).toFixed(1)} cm`;
}
