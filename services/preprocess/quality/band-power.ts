import { type Check, type Finding, needingRate } from './check.ts';

/** A band of frequencies in Hz, both ends included. */
type Band = readonly [from: number, to: number];

/** The highest frequency that the checks of an ECG look at. */
const HIGHEST = 40;
const PSQI = { part: [5, 15], whole: [5, HIGHEST], least: 0.5, most: 0.8 } as const;
const BASSQI = { part: [0, 1], whole: [0, HIGHEST], least: 0.95 } as const;

/**
 * pSQI: the part of the power that lies in the QRS complex, P(5-15 Hz) / P(5-40 Hz). Less is noise from muscles,
 * more an artefact. Zhao and Zhang 2018, doi:10.3389/fphys.2018.00727.
 */
export const pSqi: Check = bandCheck({
  name: 'pSQI',
  threshold: `${PSQI.least} to ${PSQI.most}`,
  part: PSQI.part,
  whole: PSQI.whole,
  judge: (ratio) => ({ value: ratio, meets: ratio >= PSQI.least && ratio <= PSQI.most }),
});

/** basSQI: how free of a wandering baseline, 1 - P(0-1 Hz) / P(0-40 Hz). The same source. */
export const basSqi: Check = bandCheck({
  name: 'basSQI',
  threshold: `>= ${BASSQI.least}`,
  part: BASSQI.part,
  whole: BASSQI.whole,
  judge: (ratio) => ({ value: 1 - ratio, meets: 1 - ratio >= BASSQI.least }),
});

function bandCheck(about: {
  readonly name: string;
  readonly threshold: string;
  readonly part: Band;
  readonly whole: Band;
  judge(ratio: number): Finding;
}): Check {
  const { name, threshold, part, whole, judge } = about;
  return {
    name,
    verdict: 'grade',
    threshold,
    unit: '',
    open: (lead) =>
      needingRate(lead, (samplingRate) => ({
        end() {
          if (samplingRate < 2 * HIGHEST) return { unknown: `needs a sampling rate of ${2 * HIGHEST} Hz` };
          const all = lead.spectrum?.power(...whole);
          if (all === undefined) return { unknown: 'needs 2 s without a gap' };
          if (all === 0) return { unknown: 'the signal does not vary' };
          return judge((lead.spectrum?.power(...part) ?? 0) / all);
        },
      })),
  };
}
