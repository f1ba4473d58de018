import { expect, test } from '@jest/globals';
import { runSchedule } from '../../../infra/local/schedules.ts';
import { structuredLog } from '../../../shared/service/observe.ts';
import { manualClock } from '../../setup/manual-clock.ts';

function schedule(work: (now: number) => Promise<void>, everySeconds = 60) {
  const clock = manualClock(0);
  const lines: string[] = [];
  const log = structuredLog((line) => lines.push(line), clock.now);
  const running = runSchedule(() => work(clock.now()), everySeconds, clock, log);
  return { clock, lines, running };
}

test('work is done at once, and then every so many seconds', async () => {
  const at: number[] = [];
  const { clock, running } = schedule(async (now) => void at.push(now));
  await clock.advance(180_000);
  expect(at).toEqual([0, 60_000, 120_000, 180_000]);
  await running.stop();
});

test('work that fails is told of in the log, and done again the next time', async () => {
  let calls = 0;
  const { clock, lines, running } = schedule(async () => {
    calls += 1;
    throw new Error(`call ${calls}`);
  });
  await clock.advance(60_000);
  expect(calls).toBe(2);
  expect(lines.map((line) => JSON.parse(line).error)).toEqual(['Error: call 1', 'Error: call 2']);
  await running.stop();
});

test('work that takes longer than its interval is never done twice at a time', async () => {
  let inWork = 0;
  let calls = 0;
  const { promise: held, resolve: goOn } = Promise.withResolvers<void>();
  const { clock, running } = schedule(async () => {
    inWork += 1;
    calls += 1;
    expect(inWork).toBe(1);
    await held;
    inWork -= 1;
  });
  await clock.advance(600_000);
  expect(calls).toBe(1);
  goOn();
  await running.stop();
});

test('stopping waits for the work that is done just now, and nothing is done after', async () => {
  let ended = false;
  const { promise: held, resolve: goOn } = Promise.withResolvers<void>();
  const { clock, running } = schedule(async () => {
    expect(ended).toBe(false);
    await held;
    ended = true;
  });
  const stopped = running.stop();
  goOn();
  await stopped;
  expect(ended).toBe(true);
  await clock.advance(600_000);
});
