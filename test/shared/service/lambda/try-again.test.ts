import { expect, test } from '@jest/globals';
import { Fault, Refusal } from '../../../../shared/service/errors.ts';
import { tryAgain } from '../../../../shared/service/lambda/try-again.ts';
import { structuredLog } from '../../../../shared/service/observe.ts';
import { manualClock } from '../../../setup/manual-clock.ts';

const WHOLE = 60_000;

/** Work that fails with these errors, one a try, then succeeds; each try takes `takes` milliseconds. */
async function attempt({
  errors,
  takes = 0,
  whole = WHOLE,
}: {
  errors: unknown[];
  takes?: number;
  whole?: number;
}) {
  const clock = manualClock(0);
  const log = structuredLog(
    () => undefined,
    () => clock.now(),
  );
  const startedAt: number[] = [];
  const work = async (): Promise<void> => {
    startedAt.push(clock.now());
    await clock.wait(takes);
    const error = errors[startedAt.length - 1];
    if (error !== undefined) throw error;
  };
  const timeLeft = (): number => whole - clock.now();
  const ended = tryAgain(work, { clock, log, timeLeft, whole }).then(
    () => 'done',
    (error: unknown) => error,
  );
  await clock.advance(10 * whole);
  return { startedAt, end: await ended };
}

const fault = new Fault('search-unavailable');

test('what works is done once', async () => {
  expect(await attempt({ errors: [] })).toEqual({ startedAt: [0], end: 'done' });
});

test('a fault is tried again after one second, then after four more', async () => {
  expect(await attempt({ errors: [fault, new Error('socket hang up')] })).toEqual({
    startedAt: [0, 1000, 5000],
    end: 'done',
  });
});

test('after three tries the queue has to bring it again', async () => {
  const last = new Error('the third');
  expect(await attempt({ errors: [fault, fault, last, undefined] })).toEqual({
    startedAt: [0, 1000, 5000],
    end: last,
  });
});

test('a refusal is about the input and never tried again', async () => {
  const refusal = new Refusal('event-invalid');
  expect(await attempt({ errors: [refusal] })).toEqual({ startedAt: [0], end: refusal });
});

test('a refusal in a later try ends it, too', async () => {
  const refusal = new Refusal('event-invalid');
  expect(await attempt({ errors: [fault, refusal] })).toEqual({ startedAt: [0, 1000], end: refusal });
});

test('no try begins in the second half of the time', async () => {
  const early = await attempt({ errors: [fault, fault, fault], takes: 29_000 });
  expect(early).toEqual({ startedAt: [0, 30_000], end: fault });
  const late = await attempt({ errors: [fault, fault, fault], takes: 29_001 });
  expect(late).toEqual({ startedAt: [0], end: fault });
});
