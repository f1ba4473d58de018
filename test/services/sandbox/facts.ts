import fc from 'fast-check';
import { ACTIONS, type Fact, type Quote } from '../../../services/sandbox/life-types.ts';
import type { Report } from '../../../services/sandbox/report.ts';

export const START = Date.UTC(2026, 0, 1);

export const fakeQuote: Quote = {
  files: 3,
  bytes: 600,
  archived: 0,
  pages: 1,
  instanceType: 'workstation',
  dollars: 0,
  minutes: 1,
};

export const reportOf = (phase: Report['phase']): Report => ({
  format: 1,
  phase,
  progress: { files: 1, bytes: 100, withoutSha256: 0 },
  ...(phase === 'failed' && { failure: { code: 'disk-full', detail: 'The disk is full.' } }),
  ...(phase === 'ready' && { place: '/somewhere' }),
});

const at = fc.integer({ min: 0, max: 80 * 3_600_000 }).map((after) => START + after);
const attempt = fc.integer({ min: 1, max: 6 });
const phase = fc.constantFrom<Report['phase']>('copying', 'verifying', 'ready', 'failed');

/** Any fact at any time. Those that move a sandbox on come oftener, so that sequences get far. */
export const facts: fc.Arbitrary<Fact> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ type: fc.constant('requested' as const), at }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('end-asked' as const), at }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('ticked' as const), at }) },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('quoted' as const), at, quote: fc.constant(fakeQuote) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('readable' as const), at, waiting: fc.constantFrom(0, 0, 2) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('refused' as const),
      at,
      code: fc.constant('hash-mismatch'),
      detail: fc.string(),
    }),
  },
  {
    weight: 6,
    arbitrary: attempt.chain((number) =>
      fc.record({
        type: fc.constant('launched' as const),
        at,
        attempt: fc.constant(number),
        instance: fc.constant(`i-${number}`),
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('no-capacity' as const), at, attempt, detail: fc.string() }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('lost' as const), at, attempt }) },
  {
    weight: 8,
    arbitrary: fc.record({ at, attempt, phase }).map((given) => ({
      type: 'reported' as const,
      at: given.at,
      attempt: given.attempt,
      instance: `i-${given.attempt}`,
      report: reportOf(given.phase),
    })),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('gone' as const), at }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('told' as const),
      at,
      what: fc.constantFrom('ready' as const, 'expiring' as const, 'ended' as const, 'failed' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('faltered' as const), at, action: fc.constantFrom(...ACTIONS) }),
  },
);
