import { describe, expect, test } from '@jest/globals';
import { manualClock } from './manual-clock.ts';

describe('the manual clock', () => {
  test('stands still until it is moved', async () => {
    const clock = manualClock(1_000);
    expect(clock.now()).toBe(1_000);
    await clock.advance(250);
    expect(clock.now()).toBe(1_250);
  });

  test('resolves waiters in the order of their times, each at its own time', async () => {
    const clock = manualClock(0);
    const seen: [string, number][] = [];
    const wait = async (name: string, ms: number) => {
      await clock.wait(ms);
      seen.push([name, clock.now()]);
    };
    void wait('late', 30);
    void wait('early', 10);
    void wait('early too', 10);
    await clock.advance(29);
    expect(seen).toEqual([
      ['early', 10],
      ['early too', 10],
    ]);
    await clock.advance(1);
    expect(seen.at(-1)).toEqual(['late', 30]);
  });

  test('lets what one waiter sets off happen before time moves on', async () => {
    const clock = manualClock(0);
    const seen: number[] = [];
    const repeat = async () => {
      for (let i = 0; i < 3; i++) {
        await clock.wait(10);
        seen.push(clock.now());
      }
    };
    void repeat();
    await clock.advance(100);
    expect(seen).toEqual([10, 20, 30]);
    expect(clock.now()).toBe(100);
  });

  test('ends a wait at once when it is aborted, or when it is for no time', async () => {
    const clock = manualClock(0);
    const stop = new AbortController();
    const waiting = clock.wait(10, stop.signal);
    stop.abort();
    await Promise.all([waiting, clock.wait(10, stop.signal), clock.wait(0), clock.wait(-1)]);
    expect(clock.now()).toBe(0);
  });
});
