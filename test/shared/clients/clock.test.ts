import { describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../shared/clients/clock.ts';
import { isoTime } from '../../../shared/ports/clock.ts';

describe('the clock of the system', () => {
  test('tells the time of this machine', () => {
    const before = Date.now();
    const now = systemClock.now();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
    expect(isoTime(systemClock)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  test('waits', async () => {
    const before = performance.now();
    await systemClock.wait(20);
    // A timer may round down to the millisecond.
    expect(performance.now() - before).toBeGreaterThan(18);
  });

  test('does not wait for no time', async () => {
    await systemClock.wait(0);
    await systemClock.wait(-5);
  });

  test('ends a wait of any length when it is aborted, and does not reject', async () => {
    const stop = new AbortController();
    const year = 365 * 24 * 3600 * 1000;
    let ended = 0;
    const waits = [systemClock.wait(10_000, stop.signal), systemClock.wait(year, stop.signal)];
    for (const wait of waits) void wait.then(() => ended++);
    await systemClock.wait(5);
    expect(ended).toBe(0);
    stop.abort();
    await Promise.all([...waits, systemClock.wait(10_000, stop.signal)]);
    expect(ended).toBe(2);
  });
});
