import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Assessed, openAssessment } from '../../../services/preprocess/quality/assess.ts';
import { ECG_CHECKS } from '../../../services/preprocess/quality/checks.ts';
import { fftOf } from '../../../services/preprocess/quality/fft.ts';
import { openSpectrum } from '../../../services/preprocess/quality/spectrum.ts';

const RATE = 360;
const signal = (seconds: number, at: (t: number, i: number) => number): Float64Array =>
  Float64Array.from({ length: seconds * RATE }, (_, i) => at(i / RATE, i));
const sine = (hertz: number, seconds = 20): Float64Array =>
  signal(seconds, (t) => 100 * Math.sin(2 * Math.PI * hertz * t));
/** The same noise each time: a linear congruential generator. */
function noise(seconds: number): Float64Array {
  let state = 1;
  return signal(seconds, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
}
/** A beat a second: a spike of 40 ms on a small wave. */
const heart = (seconds: number): Float64Array =>
  signal(seconds, (t, i) => {
    const phase = (t % 1) - 0.5;
    return 200 * Math.exp(-((phase / 0.012) ** 2)) + 20 * Math.exp(-(((phase - 0.25) / 0.05) ** 2)) + (i % 3);
  });

function assess(
  samples: Float64Array,
  about: { samplingRate?: number | undefined; expectedSamples?: number } = {},
  block = 1000,
): Record<string, Assessed> {
  const { expectedSamples } = about;
  const samplingRate = 'samplingRate' in about ? about.samplingRate : RATE;
  const assessment = openAssessment(ECG_CHECKS, { samplingRate, expectedSamples });
  for (let at = 0; at < samples.length; at += block) assessment.add(samples.subarray(at, at + block));
  return Object.fromEntries(assessment.end().map((row) => [row.check, row]));
}

describe('a sound heart', () => {
  test('passes every check', () => {
    const rows = Object.values(assess(heart(20), { expectedSamples: 20 * RATE }));
    expect(rows.map(({ check, verdict }) => `${check} ${verdict}`)).toEqual(
      ECG_CHECKS.map(({ name }) => `${name} pass`),
    );
  });

  test('has its rate and its pauses found', () => {
    const { 'heart-rate': rate, 'longest-rr': pause } = assess(heart(20));
    expect(rate?.value).toBeCloseTo(60, 1);
    expect(pause?.value).toBeCloseTo(1, 2);
  });
});

describe('a lead that lies flat', () => {
  const flatFor = (samples: number): Float64Array => {
    const lead = heart(10);
    return lead.fill(7.5, 500, 500 + samples);
  };

  test('for a second is rejected, with how long it lay', () => {
    expect(assess(flatFor(RATE)).flat).toMatchObject({
      verdict: 'reject',
      value: 1,
      unit: 's',
      threshold: '< 1',
    });
  });

  test('for a sample less is not', () => {
    expect(assess(flatFor(RATE - 1)).flat).toMatchObject({ verdict: 'pass' });
  });

  test('from its first to its last sample is rejected, and what cannot be measured says why', () => {
    const rows = assess(new Float64Array(10 * RATE).fill(1024));
    expect(rows.flat).toMatchObject({ verdict: 'reject', value: 10 });
    expect(rows.rails).toMatchObject({ verdict: 'reject', value: 1 });
    for (const check of ['pSQI', 'kSQI', 'basSQI'])
      expect(rows[check]).toMatchObject({ verdict: 'warn', value: null, detail: 'the signal does not vary' });
    expect(rows['heart-rate']).toMatchObject({ verdict: 'warn', value: null });
  });
});

describe('samples at the rails', () => {
  test('are counted at both, and more than one in a hundred is rejected', () => {
    const clipped = heart(10).fill(-50, 0, 20).fill(400, 700, 730);
    expect(assess(clipped).rails).toMatchObject({ verdict: 'reject', value: 50 / 3600 });
  });

  test('that stand alone are peaks', () => {
    const peaks = signal(10, (_, i) => (i % 10 === 0 ? 100 : i % 7));
    expect(assess(peaks).rails).toMatchObject({ verdict: 'pass' });
  });
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  '%s is counted and rejected, and spoils no other measurement',
  (lost) => {
    const rows = assess(heart(20).fill(lost, 1400, 1408));
    expect(rows['not-finite']).toMatchObject({ verdict: 'reject', value: 8, unit: 'samples' });
    expect(rows.kSQI?.value).toBeCloseTo(assess(heart(20)).kSQI?.value ?? 0, 0);
    expect(rows.pSQI).toMatchObject({ verdict: 'pass' });
    expect(rows.rails).toMatchObject({ verdict: 'pass' });
  },
);

describe('the number of samples', () => {
  test.each([
    [0, 'pass'],
    [1, 'pass'],
    [2, 'reject'],
    [-2, 'reject'],
  ])('that differs by %i from rate times duration: %s', (by, verdict) => {
    expect(assess(heart(10), { expectedSamples: 10 * RATE - by })['sample-count']).toMatchObject({
      verdict,
      value: 3600,
    });
  });

  test('is not checked where nobody says how long the recording is', () => {
    expect(assess(heart(10))).not.toHaveProperty('sample-count');
  });
});

describe('the spectrum', () => {
  test.each([
    [10, 'pSQI', 1],
    [25, 'pSQI', 0],
    [10, 'basSQI', 1],
    [0.5, 'basSQI', 0],
  ])('of a sine of %d Hz gives a %s of %d', (hertz, check, value) => {
    expect(assess(sine(hertz))[check]?.value).toBeCloseTo(value, 2);
  });

  test('of two sines is shared out by the squares of their amplitudes', () => {
    const fast = sine(25);
    const both = sine(10).map((value, i) => value + 0.7 * (fast[i] ?? 0));
    expect(assess(both).pSQI).toMatchObject({ verdict: 'pass', value: expect.closeTo(1 / 1.49, 2) });
  });

  test('of white noise has power in proportion to the width of the band', () => {
    expect(assess(noise(200)).pSQI?.value).toBeCloseTo(10 / 35, 1);
    expect(assess(noise(200)).basSQI).toMatchObject({
      verdict: 'pass',
      value: expect.closeTo(1 - 1 / 40, 1),
    });
  });

  test('is the discrete Fourier transform', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 16, maxLength: 16 }),
        (values) => {
          const [real, imaginary] = [Float64Array.from(values), new Float64Array(16)];
          fftOf(16)(real, imaginary);
          for (let k = 0; k < 16; k++) {
            const sum = (of: (x: number) => number): number =>
              values.reduce((total, value, n) => total + value * of((2 * Math.PI * k * n) / 16), 0);
            expect(real[k]).toBeCloseTo(sum(Math.cos), 10);
            expect(imaginary[k]).toBeCloseTo(-sum(Math.sin), 10);
          }
        },
      ),
    );
  });

  test('needs a length that is a power of two', () => {
    expect(() => fftOf(12)).toThrow('12');
  });

  test('of an odd number of segments counts each of them once', () => {
    const [once, twice] = [openSpectrum(RATE), openSpectrum(RATE)];
    const segment = sine(10, 6).subarray(0, 2048);
    once.add(segment);
    for (const part of [segment, segment.slice(1024), segment.slice(1024)]) twice.add(part);
    expect((twice.power(5, 15) ?? 0) / (once.power(5, 15) ?? 1)).toBeGreaterThan(1.5);
  });
});

describe('kurtosis', () => {
  test('is that of the samples, wherever their baseline is', () => {
    // Nine zeros and a one: mean 0.1, fourth moment 0.0657, variance 0.09.
    const samples = signal(2, (_, i) => (i % 10 === 0 ? 1 : 0));
    expect(assess(samples).kSQI?.value).toBeCloseTo(0.0657 / 0.09 ** 2, 6);
    expect(assess(samples.map((value) => value + 30_000)).kSQI?.value).toBeCloseTo(0.0657 / 0.09 ** 2, 4);
  });

  test('of noise is graded down', () => {
    expect(assess(noise(20)).kSQI).toMatchObject({ verdict: 'grade', value: expect.closeTo(1.8, 1) });
  });
});

describe('without a sampling rate', () => {
  test('what needs one warns, and nothing else is lost', () => {
    const rows = assess(heart(20).fill(Number.NaN, 0, 2), { samplingRate: undefined });
    expect(rows.flat).toMatchObject({
      verdict: 'warn',
      value: null,
      detail: expect.stringContaining('sampling rate'),
    });
    expect(rows.pSQI).toMatchObject({ verdict: 'warn', value: null });
    expect(rows['not-finite']).toMatchObject({ verdict: 'reject', value: 2 });
    expect(rows.kSQI).toMatchObject({ verdict: 'pass' });
  });
});

test('a recording of less than two seconds has no spectrum', () => {
  expect(assess(heart(1)).pSQI).toMatchObject({ verdict: 'warn', detail: 'needs 2 s without a gap' });
});

test('a sampling rate that is too low for the bands says so', () => {
  expect(assess(heart(20), { samplingRate: 50 }).pSQI).toMatchObject({
    verdict: 'warn',
    detail: 'needs a sampling rate of 80 Hz',
  });
});

test('a rate that no heart has is only warned of', () => {
  const slow = signal(40, (t) => 200 * Math.exp(-((((t % 4) - 2) / 0.012) ** 2)));
  expect(assess(slow)['heart-rate']).toMatchObject({ verdict: 'warn', value: expect.closeTo(15, 1) });
  expect(assess(slow)['longest-rr']).toMatchObject({ verdict: 'warn', value: expect.closeTo(4, 1) });
});

test('how a signal is cut into blocks makes no difference', () => {
  const samples = heart(12).fill(5, 900, 1300);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), (block) => {
      expect(assess(samples, {}, block)).toEqual(assess(samples));
    }),
    { numRuns: 20 },
  );
});
