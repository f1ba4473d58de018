import type { Clock } from '../../../shared/ports/clock.ts';

/** Milliseconds over which the rate is taken: long enough to be calm, short enough to be true. */
const LONGEST = 5_000;
/** Before that there is nothing to tell that would hold. */
const SHORTEST = 500;
const STEP = 100;

/** Bytes a second over the last seconds, from what is done each time; undefined until that says something. */
export function openRate(clock: Clock): (done: number) => number | undefined {
  const samples: { readonly time: number; readonly done: number }[] = [];
  return (done) => {
    const time = clock.now();
    const last = samples.at(-1);
    if (!last || time - last.time >= STEP) samples.push({ time, done });
    while (samples[1] && time - samples[1].time >= LONGEST) samples.shift();
    const [first = { time, done }] = samples;
    const passed = time - first.time;
    return passed < SHORTEST ? undefined : Math.max(0, ((done - first.done) / passed) * 1000);
  };
}
